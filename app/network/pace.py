"""When may a request start? A pure decision over what runs, what ran, and which sites asked for quiet.

Times are monotonic seconds that are handed in, so that the answer can be shown as a forecast and tested as a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from app.core.units import format_duration

OFFLINE = "*"
"""The site under which a hold on everything is kept: the network itself seems to be gone."""
NEVER = float("inf")


class Cause(StrEnum):
    """Why a request waits."""

    PAUSED = "paused"
    OFFLINE = "offline"
    RATE_LIMITED = "rate_limited"
    CHALLENGE = "challenge"
    PROBE = "probe"
    SLOTS = "slots"
    PACE = "pace"


@dataclass(frozen=True, slots=True)
class Wish:
    """A request that wants to start."""

    host: str
    site: str
    """The registrable domain it goes to: its holds and its places are this site's."""
    paced_sites: frozenset[str]
    """Every site on whose account it runs: its own, and that of the page it was found on."""
    is_interactive: bool
    order: int

    @property
    def rank(self) -> tuple[bool, int]:
        """Smaller goes first: what a person waits for, then who came first."""
        return not self.is_interactive, self.order


@dataclass(slots=True)
class Hold:
    """A site (or everything) is left alone until an instant; then one request finds out whether it goes on."""

    until: float
    strikes: int
    cause: Cause
    is_probing: bool = False


@dataclass(slots=True)
class Traffic:
    """What the decision looks at."""

    interval_seconds: float
    at_once: int
    at_once_per_site: int
    last_start: dict[str, float] = field(default_factory=dict)
    running: Counter[str] = field(default_factory=Counter)
    holds: dict[str, Hold] = field(default_factory=dict)
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet: how long by what is known now, why, and the sentence for the page."""

    seconds: float
    cause: Cause
    sentence: str
    site: str


def judge(traffic: Traffic, wish: Wish, others: Iterable[Wish], now: float) -> Wait | None:
    """Return why the request has to wait, or None when it may start now. `others` wait as well."""
    if traffic.is_paused:
        return Wait(NEVER, Cause.PAUSED, "The network is paused.", "")
    for site in (OFFLINE, wish.site):
        hold = traffic.holds.get(site)
        held = hold and _held(hold, site, wish, others, now)
        if held:
            return held
    return _without_place(traffic, wish) or _too_soon(traffic, wish, others, now)


def _held(hold: Hold, site: str, wish: Wish, others: Iterable[Wish], now: float) -> Wait | None:
    left = hold.until - now
    if left > 0:
        return Wait(left, hold.cause, hold_sentence(hold, site, left), site)
    is_first = not any(site in (OFFLINE, other.site) and other.rank < wish.rank for other in others)
    if hold.is_probing or not is_first:
        where = "the network" if site == OFFLINE else site
        return Wait(1.0, Cause.PROBE, f"One request finds out whether {where} answers again.", site)
    return None


def hold_sentence(hold: Hold, site: str, left: float) -> str:
    """Return the sentence about a hold that lasts so many more seconds."""
    span = format_duration(timedelta(seconds=max(left, 1)))
    if hold.cause is Cause.OFFLINE:
        return f"The network does not seem to be there; next try in {span}."
    if hold.cause is Cause.CHALLENGE:
        return f"{site} wants to see a person; next try in {span}, or at once when you add its cookies."
    return f"{site} asked to slow down; next try in {span}."


def _without_place(traffic: Traffic, wish: Wish) -> Wait | None:
    running = traffic.running.total()
    if running >= traffic.at_once:
        return Wait(0.5, Cause.SLOTS, f"Waits for a place: {_requests(running)} already.", "")
    here = traffic.running[wish.site]
    if here >= traffic.at_once_per_site:
        return Wait(0.5, Cause.SLOTS, f"Waits for a place: {_requests(here, wish.site)} already.", wish.site)
    return None


def _too_soon(traffic: Traffic, wish: Wish, others: Iterable[Wish], now: float) -> Wait | None:
    """Each site gives one start an interval; those of better rank on the same site come first."""
    longest, slowest = 0.0, ""
    ahead = [other for other in others if other.rank < wish.rank]
    for site in wish.paced_sites:
        before_us = sum(site in other.paced_sites for other in ahead)
        last = traffic.last_start.get(site)
        start = (now - traffic.interval_seconds if last is None else last) + traffic.interval_seconds * (1 + before_us)
        if start - now > longest:
            longest, slowest = start - now, site
    if longest <= 0:
        return None
    name = wish.host if slowest == wish.site else slowest
    sentence = f"Starts in {max(1, round(longest))} s: {name} allows {_rate(traffic.interval_seconds)}."
    return Wait(longest, Cause.PACE, sentence, slowest)


def _requests(count: int, site: str = "") -> str:
    where = f" to {site}" if site else ""
    return f"1 request{where} runs" if count == 1 else f"{count} requests{where} run"


def _rate(interval_seconds: float) -> str:
    known = {1.0: "1 request a second", 60.0: "1 request a minute"}
    return known.get(interval_seconds, f"1 request every {interval_seconds:g} s")
