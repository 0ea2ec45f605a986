"""One request from its first hop to its last: at each hop the gate, the guard, the secrets of that host, the watchdog.

What a hop may know is decided anew each time from the stores of the host it goes to; nothing is handed on by habit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import requests
from requests.structures import CaseInsensitiveDict

from app.core.clock import Clock
from app.core.errors import BowerbirdError
from app.core.reasons import reason
from app.network.address_guard import AddressGuard, with_host
from app.network.answer import SLOW_DOWN, is_challenge, parse_retry_after, reason_of_status
from app.network.api_parameters import ApiParameters
from app.network.body import start_of
from app.network.context import ContextKind, host_of, registrable_domain
from app.network.cookies import Cookies
from app.network.gate import Gate
from app.network.headers import Headers, is_sendable
from app.network.limits import Limits
from app.network.redirect import may_carry_parsed_headers, referer_for, target_of
from app.network.request import NetworkTrouble, Request
from app.network.sessions import Sessions
from app.network.trouble import told_as_trouble
from app.network.watchdog import Watch, Watchdog


class StaleRange(BowerbirdError):
    """What the server would send does not continue what is here; begin anew."""

    code = "stale_range"


@dataclass(slots=True)
class Job:
    """A request on its way, with who waits for it."""

    request: Request
    stop: threading.Event | None = None
    on_wait: Callable[[str], None] | None = None
    is_last_try: bool = False

    @property
    def page_sites(self) -> frozenset[str]:
        """The sites on whose account it runs besides its own."""
        contexts = self.request.contexts
        return frozenset(registrable_domain(each.data) for each in contexts if each.kind is ContextKind.DOMAIN)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The last hop's answer, a success, its body unread."""

    url: str
    site: str
    response: requests.Response
    history: tuple[str, ...]
    watch: Watch


class Walk:
    """Walks requests through their redirects."""

    def __init__(
        self,
        *,
        gate: Gate,
        guard: AddressGuard,
        sessions: Sessions,
        watchdog: Watchdog,
        cookies: Cookies,
        headers: Headers,
        api_parameters: ApiParameters,
        limits: Limits,
        clock: Clock,
    ) -> None:
        self._gate = gate
        self._guard = guard
        self._sessions = sessions
        self._watchdog = watchdog
        self._cookies = cookies
        self._headers = headers
        self._api_parameters = api_parameters
        self._limits = limits
        self._clock = clock

    @contextmanager
    def arrive(self, job: Job, conditions: Mapping[str, str]) -> Iterator[Arrival]:
        """Follow the request to the answer that is no redirect, and hold its place while the block reads it.

        Raises NetworkTrouble, Cancelled, StaleRange.
        """
        url, history = job.request.url, list[str]()
        while True:
            with ExitStack() as hop:
                with told_as_trouble(registrable_domain(host_of(url))):
                    host = self._guard.check_url(url)
                    url = with_host(url, host)
                site = registrable_domain(host)
                hop.enter_context(self._gate.place(
                    host, job.page_sites, is_interactive=job.request.is_interactive, stop=job.stop, on_wait=job.on_wait
                ))
                total = self._limits.page_seconds if job.request.is_page else self._limits.file_seconds
                watch = hop.enter_context(self._watchdog.watch(total, job.stop))
                hop.enter_context(told_as_trouble(site, watch))
                response = self._send(job, url, host, conditions)
                hop.callback(response.close)
                watch.headers_came()
                self._cookies.absorb(url, _set_cookie_lines(response))
                target = self._judge(job, response, url, site, watch, conditions)
                if target is None:
                    yield Arrival(url, site, response, tuple(history), watch)
                    return
            history.append(url)
            url = self._next(target, history, site)

    def _send(self, job: Job, url: str, host: str, conditions: Mapping[str, str]) -> requests.Response:
        headers = self._headers_for(job.request, url, host, conditions)
        if job.request.is_page:
            url = self._api_parameters.added_to(url, host)
        return self._sessions.send(host, job.request.method, url, headers)

    def _headers_for(self, request: Request, url: str, host: str, conditions: Mapping[str, str]) -> Mapping[str, str]:
        """Custom headers, what we ask for, Range, Referer, then what a parser made for this very host."""
        headers: CaseInsensitiveDict[str] = CaseInsensitiveDict(self._headers.for_host(host))
        headers["Accept-Encoding"] = "gzip, deflate" if request.is_page else "identity"
        headers.update(conditions)
        referer = referer_for(url, request.referral_url, request.url)
        if referer:
            headers["Referer"] = self._api_parameters.removed_from(referer)
        cookies = self._cookies.header_for(url, host)
        if cookies:
            headers["Cookie"] = cookies
        if may_carry_parsed_headers(url, request.url):
            for name, value in request.headers.items():
                if not is_sendable(name, value):
                    continue
                if name.lower() == "cookie" and cookies:
                    value = f"{cookies}; {value}"
                headers[name] = value
        return headers

    def _judge(
        self, job: Job, response: requests.Response, url: str, site: str, watch: Watch, conditions: Mapping[str, str]
    ) -> str | None:
        """Return where the answer redirects to, None for a success; raise for anything else."""
        status = response.status_code
        target = target_of(status, response.headers.get("Location"), url)
        if target is not None or 200 <= status < 300:
            self._gate.succeeded(site)
            return target
        if status == 416 and conditions:
            self._gate.succeeded(site)
            raise StaleRange
        raise self._refusal(job, response, site, watch)

    def _refusal(self, job: Job, response: requests.Response, site: str, watch: Watch) -> NetworkTrouble:
        status, asked = response.status_code, response.headers.get("Retry-After")
        start = start_of(response, watch) if status in {403, 429, 503} else b""
        wanted = parse_retry_after(asked, self._clock.now())
        if is_challenge(status, response.headers, start):
            length = self._gate.refused(site, wanted, is_challenge=True)
            return NetworkTrouble(reason("challenge", f"It answered {status}."), domain=site, retry_after=length)
        if status in SLOW_DOWN or (status == 503 and (wanted is not None or job.is_last_try)):
            length = self._gate.refused(site, wanted)
            found = reason("rate_limited", f"It answered {status}.")
            return NetworkTrouble(found, domain=site, retry_after=length, is_passing=True)
        found = reason_of_status(status)
        if status < 500:
            self._gate.succeeded(site)
        return NetworkTrouble(found, domain=site, is_passing=status >= 500)

    def _next(self, target: str, history: list[str], site: str) -> str:
        """Return the next hop's address, with no key of ours that the site echoed into it."""
        target = self._api_parameters.removed_from(target)
        if history.count(target) > 1:
            raise NetworkTrouble(reason("redirects"), domain=site)
        if len(history) > self._limits.most_hops:
            raise NetworkTrouble(reason("redirects", f"More than {self._limits.most_hops} in a row."), domain=site)
        return target


def _set_cookie_lines(response: requests.Response) -> list[str]:
    lines: list[str] = response.raw.headers.getlist("Set-Cookie")
    return lines
