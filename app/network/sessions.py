"""`requests` sessions, one a registrable domain: pooled connections, no ambient settings, no memory for cookies."""

from __future__ import annotations

import ssl
from collections import OrderedDict
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path

import certifi
import requests
from urllib3.util import parse_url
from urllib3.util.ssl_ import create_urllib3_context

from app import runtime
from app.network.address_guard import BadUrl
from app.network.connection import Dialler, GuardedAdapter, proxies_of
from app.network.context import registrable_domain

MOST_SESSIONS = 64


class Sessions:
    """Sends single requests. Redirects, cookies and secrets are the caller's."""

    def __init__(
        self,
        dialler: Dialler,
        *,
        proxy: str | None,
        ca_bundle: Path | None,
        pool_size: int,
        timeouts: tuple[float, float],
    ) -> None:
        """`timeouts`: seconds for a connection, and for each silence of the server."""
        self._dialler = dialler
        self._proxies = dict(proxies_of(proxy))
        self._tls = _tls_context(ca_bundle)
        self._pool_size = pool_size
        self._timeouts = timeouts
        self._lock = runtime.lock()
        self._sessions: OrderedDict[str, requests.Session] = OrderedDict()

    def send(self, host: str, method: str, url: str, headers: Mapping[str, str]) -> requests.Response:
        """Send one request and return when its headers are here. The body is the caller's to read and close.

        `host` is the one that the guard and the secrets were asked about; a URL that the library reads as another
        host's is refused. Raises BadUrl, PrivateAddress, UnknownHost, and what `requests` raises.
        """
        prepared = requests.Request(method, url, headers=dict(headers)).prepare()
        goes_to = (parse_url(prepared.url or "").host or "").strip("[]").rstrip(".").lower()
        if goes_to != host:
            raise BadUrl("The address can be read in two ways.", action="Check the address")
        return self._session(registrable_domain(host)).send(
            prepared, stream=True, allow_redirects=False, timeout=self._timeouts, proxies=self._proxies
        )

    def close(self) -> None:
        """Close every idle connection."""
        with self._lock:
            for session in self._sessions.values():
                session.close()
            self._sessions.clear()

    def _session(self, site: str) -> requests.Session:
        with self._lock:
            session = self._sessions.get(site)
            if session is None:
                session = self._sessions[site] = self._new()
            self._sessions.move_to_end(site)
            while len(self._sessions) > MOST_SESSIONS:
                _, oldest = self._sessions.popitem(last=False)
                oldest.close()
            return session

    def _new(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = GuardedAdapter(self._dialler, self._tls, self._pool_size)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session


def _tls_context(ca_bundle: Path | None) -> ssl.SSLContext:
    context = create_urllib3_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.check_hostname = True
    if ca_bundle is not None and ca_bundle.is_dir():
        context.load_verify_locations(capath=str(ca_bundle))
    else:
        context.load_verify_locations(cafile=str(ca_bundle or certifi.where()))
    return context
