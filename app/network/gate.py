"""The gate: every request passes here before it starts, and reports here how its site took it.

It keeps the traffic that `network.pace` decides over: starts, places, holds, the pause. A request that would wait too
long is sent back with a typed reason, so that its worker can do something else.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import runtime
from app.core.clock import Clock
from app.core.events import Events
from app.core.reasons import Reason, reason
from app.network.answer import FIRST_BACKOFF, FIRST_CHALLENGE, hold_length
from app.network.context import registrable_domain
from app.network.limits import Limits
from app.network.pace import OFFLINE, Cause, Hold, Traffic, Wait, Wish, hold_sentence, judge
from app.network.request import Cancelled, NetworkTrouble

OFFLINE_AFTER_SITES = 3
OFFLINE_PROBE_SECONDS = 60.0
LOST_WITHIN_SECONDS = 600.0
MOST_SITES_KEPT = 2000


@dataclass(frozen=True, slots=True)
class DomainState:
    """How a site stands, for the page. `light`: ok, waiting, or held."""

    domain: str
    light: str
    sentence: str
    until: datetime | None
    requests: int
    bytes: int


class Gate:
    """Lets requests start at a polite pace."""

    def __init__(
        self,
        traffic: Traffic,
        clock: Clock,
        events: Events,
        limits: Limits,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """`sleep` replaces the waiting, for tests whose clock stands."""
        self._traffic = traffic
        self._clock = clock
        self._events = events
        self._limits = limits
        self._sleep = sleep
        self._change = runtime.lock()
        self._order = itertools.count()
        self._waiting: dict[int, tuple[Wish, str]] = {}
        self._lost: dict[str, float] = {}
        self._counted: OrderedDict[str, Counter[str]] = OrderedDict()

    @contextmanager
    def place(
        self,
        host: str,
        page_sites: Iterable[str] = (),
        *,
        is_interactive: bool = False,
        stop: threading.Event | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Wait until a request to `host` may start, and hold its place inside the block.

        Raises NetworkTrouble when the wait would be longer than the patience, Cancelled when `stop` is set.
        """
        site = registrable_domain(host)
        wish = Wish(host, site, frozenset((site, *page_sites)), is_interactive, next(self._order))
        probed = self._wait(wish, stop, on_wait)
        try:
            yield
        finally:
            with self._change:
                self._traffic.running[site] -= 1
                for hold in probed:
                    hold.is_probing = False
                self._change.notify_all()

    def _wait(
        self, wish: Wish, stop: threading.Event | None, on_wait: Callable[[str], None] | None
    ) -> list[Hold]:
        came = self._clock.monotonic()
        said = ""
        try:
            while True:
                if stop is not None and stop.is_set():
                    raise Cancelled
                with self._change:
                    now = self._clock.monotonic()
                    others = [other for other, _ in self._waiting.values() if other.order != wish.order]
                    wait = judge(self._traffic, wish, others, now)
                    if wait is None:
                        return self._start(wish, now)
                    self._waiting[wish.order] = (wish, wait.sentence)
                self._refuse_long(wish, wait, now - came)
                if on_wait is not None and wait.sentence != said:
                    said = wait.sentence
                    on_wait(said)
                self._rest(wait.seconds, stop)
        finally:
            with self._change:
                self._waiting.pop(wish.order, None)
                self._change.notify_all()

    def _start(self, wish: Wish, now: float) -> list[Hold]:
        """Take a place. Called with the lock held; returns the holds that this request probes."""
        for site in wish.paced_sites:
            self._traffic.last_start[site] = now
        self._traffic.running[wish.site] += 1
        self._count(wish.site, "requests", 1)
        probed = [self._traffic.holds[site] for site in (OFFLINE, wish.site) if site in self._traffic.holds]
        for hold in probed:
            hold.is_probing = True
        return probed

    def _refuse_long(self, wish: Wish, wait: Wait, waited: float) -> None:
        """Send back who waits on a site, so that its worker is free for others. For a place among all requests
        everybody waits alike, so nobody is sent back for that."""
        patience = self._limits.patience_seconds
        if wait.cause is Cause.PAUSED:
            if waited >= patience:
                raise NetworkTrouble(reason("network_paused"), domain=wish.site)
            return
        if wait.cause is Cause.SLOTS:
            is_long, after = bool(wait.site) and waited >= patience, patience
        else:
            after = wait.seconds
            is_long = after > (self._limits.turn_patience_seconds if wait.cause is Cause.PACE else patience)
        if is_long:
            domain = wait.site or wish.site
            raise NetworkTrouble(reason_of_wait(wait), domain=domain, retry_after=timedelta(seconds=after))

    def _rest(self, seconds: float, stop: threading.Event | None) -> None:
        seconds = min(seconds, 1.0 if stop is None else 0.25)
        if self._sleep is not None:
            self._sleep(max(seconds, 0.001))
            return
        with self._change:
            self._change.wait(max(seconds, 0.001))

    # what the requests report

    def succeeded(self, site: str) -> None:
        """The site answered as it should: whatever held it is over, and the network is there."""
        with self._change:
            is_over = [held for held in (OFFLINE, site) if self._traffic.holds.pop(held, None) is not None]
            self._lost.clear()
            self._change.notify_all()
        if is_over:
            self._events.publish("network.changed")

    def refused(self, site: str, asked: timedelta | None, *, is_challenge: bool = False) -> timedelta:
        """The site asked to slow down, or to see a person: leave it alone, and return for how long."""
        cause = Cause.CHALLENGE if is_challenge else Cause.RATE_LIMITED
        with self._change:
            now = self._clock.monotonic()
            before = self._traffic.holds.get(site)
            if before is not None and before.until > now and before.cause is cause:
                # another request that was under way hears the same: one refusal, not two
                if asked is not None:
                    before.until = max(before.until, now + asked.total_seconds())
                return timedelta(seconds=before.until - now)
            strikes = before.strikes + 1 if before is not None else 1
            first = FIRST_CHALLENGE if is_challenge else FIRST_BACKOFF
            length = hold_length(strikes, asked, random.random(), first)  # noqa: S311 - spreads load, no secret
            length = max(length, timedelta(seconds=self._traffic.interval_seconds))
            self._traffic.holds[site] = Hold(now + length.total_seconds(), strikes, cause)
        self._events.publish("network.changed")
        return length

    def lost(self, site: str) -> None:
        """The site could not be found or reached at all. When that is so for several, the network itself is gone."""
        with self._change:
            now = self._clock.monotonic()
            self._lost = {name: at for name, at in self._lost.items() if now - at < LOST_WITHIN_SECONDS}
            self._lost[site] = now
            if len(self._lost) < OFFLINE_AFTER_SITES:
                return
            before = self._traffic.holds.get(OFFLINE)
            if before is not None and before.until > now:
                return
            strikes = before.strikes + 1 if before is not None else 1
            self._traffic.holds[OFFLINE] = Hold(now + OFFLINE_PROBE_SECONDS, strikes, Cause.OFFLINE)
        self._events.publish("network.changed")

    def received(self, site: str, count: int) -> None:
        """So many bytes came from the site."""
        with self._change:
            self._count(site, "bytes", count)

    def _count(self, site: str, what: str, count: int) -> None:
        self._counted.setdefault(site, Counter())[what] += count
        self._counted.move_to_end(site)
        while len(self._counted) > MOST_SITES_KEPT:
            old, _ = self._counted.popitem(last=False)
            if old not in self._traffic.holds and not self._traffic.running[old]:
                self._traffic.last_start.pop(old, None)
                self._traffic.running.pop(old, None)

    # what the owner decides

    @property
    def is_paused(self) -> bool:
        """Whether nothing new may start."""
        return self._traffic.is_paused

    def set_paused(self, is_paused: bool) -> None:
        """Hold everything that has not started, or let it go."""
        with self._change:
            self._traffic.is_paused = is_paused
            self._change.notify_all()
        self._events.publish("network.changed")

    def release(self, site: str) -> None:
        """Forget that the site asked for quiet, since something changed (its cookies)."""
        with self._change:
            is_held = self._traffic.holds.pop(site, None) is not None
            self._change.notify_all()
        if is_held:
            self._events.publish("network.changed")

    def states(self) -> list[DomainState]:
        """Return every site that was asked something, busiest news first: held, waiting, then by name."""
        with self._change:
            now, wall = self._clock.monotonic(), self._clock.now()
            waiting: dict[str, str] = {}
            for wish, sentence in sorted(self._waiting.values(), key=lambda entry: entry[0].rank):
                waiting.setdefault(wish.site, sentence)
            sites = self._counted.keys() | self._traffic.holds.keys() | waiting.keys()
            states = [self._state(site, waiting.get(site, ""), now, wall) for site in sites]
        return sorted(states, key=lambda state: (("held", "waiting", "ok").index(state.light), state.domain))

    def _state(self, site: str, sentence: str, now: float, wall: datetime) -> DomainState:
        counted = self._counted.get(site, Counter())
        hold = self._traffic.holds.get(site)
        light, until = "waiting" if sentence else "ok", None
        if hold is not None:
            left = max(hold.until - now, 0)
            light, until, sentence = "held", wall + timedelta(seconds=left), hold_sentence(hold, site, left)
        return DomainState(site, light, sentence, until, counted["requests"], counted["bytes"])


def reason_of_wait(wait: Wait) -> Reason:
    """Return the reason with which a request that would wait too long is sent back.

    Where the reason says all but the site, its detail is the site: until when is told beside it, and runs on.
    """
    codes = {Cause.OFFLINE: "no_network", Cause.CHALLENGE: "challenge"}
    details = {Cause.OFFLINE: "", Cause.CHALLENGE: wait.site, Cause.RATE_LIMITED: wait.site}
    return reason(codes.get(wait.cause, "rate_limited"), details.get(wait.cause, wait.sentence))
