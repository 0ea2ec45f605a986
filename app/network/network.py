"""The network's face: fetch a page, fetch a file, and say how each site stands.

Every request of the house goes through here. Outcomes are a `Page` or a `FetchedFile`; everything else is a typed
NetworkTrouble, or Cancelled.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from app import runtime
from app.core.clock import Clock
from app.core.events import Events, point
from app.core.reasons import reason
from app.core.settings import BadSetting, Settings
from app.network.address_guard import AddressGuard
from app.network.answer import parse_http_date
from app.network.api_parameters import ApiParameters
from app.network.body import chunks, declared_length, is_encoded
from app.network.connection import Dialler
from app.network.cookies import Cookies
from app.network.gate import DomainState, Gate
from app.network.headers import Headers
from app.network.limits import Limits
from app.network.pace import Traffic
from app.network.partial import Partial, Version, continues, parse_content_range, told_as_storage_trouble, version_of
from app.network.request import Cancelled, FetchedFile, NetworkTrouble, Page, Request
from app.network.resolver import Resolver, SystemResolver
from app.network.sessions import Sessions
from app.network.text import decode
from app.network.trouble import is_lost
from app.network.vault import Vault
from app.network.walk import Arrival, Job, StaleRange, Walk
from app.network.watchdog import Watchdog
from app.storage.database import Database
from app.storage.writer import Writer

T = TypeVar("T")
FIRST_BYTES = 512


class Network:
    """Fetches, politely."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        writer: Writer,
        vault: Vault,
        clock: Clock,
        events: Events,
        resolver: Resolver | None = None,
        *,
        limits: Limits | None = None,
        sleep: Callable[[float], None] | None = None,
        save_setting: Callable[[str, str], None] | None = None,
    ) -> None:
        """`save_setting(name, text)` keeps the pause across restarts. `sleep` replaces all waiting, for tests whose
        clock stands."""
        if settings.proxy is not None and settings.proxy.startswith("socks"):
            # its connections would need a library that we do not have, and would pass the guard by
            raise BadSetting("The proxy can't be a SOCKS one yet.", action="Set an http:// or https:// proxy")
        self._settings = settings
        self._clock = clock
        self._limits = limits or Limits()
        self._sleep = sleep
        self._save_setting = save_setting
        self._guard = AddressGuard(settings.allowed_private_hosts, has_proxy=settings.proxy is not None)
        self._gate = Gate(
            Traffic(
                settings.request_interval.total_seconds(), settings.concurrent_downloads, self._limits.at_once_per_site,
                is_paused=settings.network_paused,
            ),
            clock, events, self._limits, sleep,
        )
        self.cookies = Cookies(database, writer, vault, clock, self._gate.release)
        self.headers = Headers(database, writer, vault, clock)
        self.api_parameters = ApiParameters(database, writer, vault, clock)
        watchdog = Watchdog(self._limits)
        dialler = Dialler(
            resolver or SystemResolver(), self._guard, watchdog, is_to_proxy=settings.proxy is not None
        )
        self._sessions = Sessions(
            dialler,
            proxy=settings.proxy,
            ca_bundle=settings.ca_bundle,
            pool_size=self._limits.at_once_per_site,
            timeouts=(settings.connect_timeout.total_seconds(), settings.read_timeout.total_seconds()),
        )
        self._walk = Walk(
            gate=self._gate, guard=self._guard, sessions=self._sessions, watchdog=watchdog, cookies=self.cookies,
            headers=self.headers, api_parameters=self.api_parameters, limits=self._limits, clock=clock,
        )

    def fetch_page(
        self,
        request: Request,
        *,
        stop: threading.Event | None = None,
        on_wait: Callable[[str], None] | None = None,
        save_to: Path | None = None,
    ) -> Page:
        """Fetch a page into memory and decode it; its bytes as sent also go to `save_to`.

        Raises NetworkTrouble, StorageTrouble, and Cancelled when `stop` is set.
        """
        job = Job(request, stop, on_wait)
        limit = request.max_bytes if request.max_bytes is not None else self._settings.page_limit
        arrival, body = self._try(job, lambda: self._read_page(job, limit))
        if save_to is not None:
            with told_as_storage_trouble():
                save_to.write_bytes(body)
        content_type = arrival.response.headers.get("Content-Type", "")
        return Page(
            url=arrival.url,
            status=arrival.response.status_code,
            text=decode(body, content_type),
            content_type=content_type,
            first_bytes=body[:FIRST_BYTES],
            history=arrival.history,
            headers=_public(arrival.response.headers),
        )

    def _read_page(self, job: Job, limit: int) -> tuple[Arrival, bytes]:
        body = bytearray()
        with self._walk.arrive(job, {}) as arrival:
            for chunk in chunks(arrival.response, arrival.watch, limit, arrival.site, self._counter(arrival.site)):
                body += chunk
        return arrival, bytes(body)

    def fetch_file(
        self,
        request: Request,
        into: Path,
        *,
        stop: threading.Event | None = None,
        on_wait: Callable[[str], None] | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
    ) -> FetchedFile:
        """Stream a file to `into`, going on from `into`.part when the server still has that version.

        On trouble the partial stays for the next try. `on_progress(received, total or None)` is called per chunk.
        Raises NetworkTrouble, StorageTrouble, and Cancelled when `stop` is set.
        """
        job = Job(request, stop, on_wait)
        partial = Partial(into)
        arrival = self._try(job, lambda: self._read_file(job, partial, on_progress))
        partial.finish()
        point("download.received")
        headers = arrival.response.headers
        return FetchedFile(
            url=arrival.url,
            path=into,
            size=into.stat().st_size,
            content_type=headers.get("Content-Type", ""),
            last_modified=parse_http_date(headers.get("Last-Modified"), self._clock.now()),
            history=arrival.history,
            server=headers.get("Server", ""),
        )

    def _read_file(
        self, job: Job, partial: Partial, on_progress: Callable[[int, int | None], None] | None
    ) -> Arrival:
        have, version = partial.wish()
        try:
            return self._read_from(job, partial, have, version, on_progress)
        except StaleRange:
            partial.discard()
            return self._read_from(job, partial, 0, Version(), on_progress)

    def _read_from(
        self,
        job: Job,
        partial: Partial,
        have: int,
        version: Version,
        on_progress: Callable[[int, int | None], None] | None,
    ) -> Arrival:
        conditions = {"Range": f"bytes={have}-", "If-Range": version.validator} if have else {}
        limit = job.request.max_bytes if job.request.max_bytes is not None else self._settings.file_limit
        with self._walk.arrive(job, conditions) as arrival:
            response = arrival.response
            is_rest = response.status_code == 206
            if is_rest and (is_encoded(response) or not have or not continues(version, have, response.headers)):
                raise StaleRange if have else _unasked_part(arrival.site)
            received = have if is_rest else 0
            total = _total(response.headers, declared_length(response), is_encoded(response))
            new_version = Version() if is_encoded(response) else version_of(response.headers, total)
            with partial.resume() if is_rest else partial.start(new_version) as handle:
                on_wire = self._counter(arrival.site)
                for chunk in chunks(response, arrival.watch, limit, arrival.site, on_wire, received):
                    handle.write(chunk)
                    received += len(chunk)
                    if on_progress is not None:
                        on_progress(received, total)
            if is_rest and total is not None and received != total:
                raise NetworkTrouble(reason("truncated"), domain=arrival.site, is_passing=True)
        return arrival

    def _counter(self, site: str) -> Callable[[int], None]:
        return lambda count: self._gate.received(site, count)

    def _try(self, job: Job, once: Callable[[], T]) -> T:
        """Do it, and once or twice more when what went wrong may pass. A site that asked for quiet is waited for at
        the gate, which sends us back when that is too long."""
        waits = self._limits.retry_waits_seconds if job.request.method == "GET" else ()
        for wait in (*waits, None):
            job.is_last_try = wait is None
            try:
                return once()
            except NetworkTrouble as trouble:
                if is_lost(trouble):
                    self._gate.lost(trouble.domain)
                if wait is None or not trouble.is_passing:
                    raise
                if trouble.reason.code != "rate_limited":
                    self._rest(wait, job)
        raise AssertionError("unreachable")

    def _rest(self, seconds: float, job: Job) -> None:
        if job.on_wait is not None:
            job.on_wait(f"It did not work; the next try starts in {seconds:g} s.")
        if self._sleep is not None:
            self._sleep(seconds)
        elif job.stop is not None:
            job.stop.wait(seconds)
        else:
            runtime.sleep(seconds)
        if job.stop is not None and job.stop.is_set():
            raise Cancelled

    def check_url(self, url: str) -> None:
        """Refuse at once what will never be fetched. Names are not resolved. Raises BadUrl, PrivateAddress."""
        self._guard.check_url(url)

    @property
    def paused(self) -> bool:
        """Whether nothing new starts."""
        return self._gate.is_paused

    def pause(self) -> None:
        """Let nothing new start; what runs finishes."""
        self._set_paused(True)

    def resume(self) -> None:
        """Let everything go on."""
        self._set_paused(False)

    def _set_paused(self, is_paused: bool) -> None:
        if self._save_setting is not None:
            self._save_setting("network_paused", "true" if is_paused else "false")
        self._gate.set_paused(is_paused)

    def domains(self) -> Sequence[DomainState]:
        """Return how each site stands that was asked something since the start: held ones first."""
        return self._gate.states()

    def close(self) -> None:
        """Close every idle connection."""
        self._sessions.close()


def _public(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in {"set-cookie", "set-cookie2"}}


def _total(headers: Mapping[str, str], length: int | None, is_packed: bool) -> int | None:
    """Return the whole file's size, when the answer tells."""
    spot = parse_content_range(headers.get("Content-Range"))
    if spot is not None:
        return spot[2]
    return None if is_packed else length


def _unasked_part(site: str) -> NetworkTrouble:
    return NetworkTrouble(reason("http_error", "It sent a part of a file that nobody asked for."), domain=site)
