"""The WSGI front of the page's port: what every request meets before Flask, the sockets or the media do.

In order: the forwarded headers are settled, the Host is judged, a house without an owner answers nobody but the
browser that opened the console's link, sockets are checked, pictures are answered here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final
from urllib.parse import parse_qs

from app.core.errors import BowerbirdError, Forbidden
from app.web.doors import Doors, NotSetUp
from app.web.errors import of_wsgi
from app.web.headers import BASE, NOTHING_RUNS, PRIVATE, with_base_headers
from app.web.origin import Client, client_behind, comes_from_our_page, is_known_host
from app.web.visitor import Visitor

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_FORWARDED: Final = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX", "HTTP_FORWARDED", "HTTP_X_REAL_IP",
)
_SETUP_CALLS: Final = {
    ("GET", "/api/v1/session"), ("HEAD", "/api/v1/session"), ("POST", "/api/v1/setup"), ("GET", "/setup"),
    ("HEAD", "/setup"),
}
_HEADERS: Final = [*BASE, ("Content-Security-Policy", NOTHING_RUNS), PRIVATE]
_HOSTS_REMEMBERED: Final = 64


class UnknownHost(BowerbirdError):
    """The page does not answer under this name."""

    code, http_status = "unknown_host", 421


class ForeignPage(Forbidden):
    """This was sent by a page of another site."""

    code = "foreign_page"


def token_in(query: str) -> str:
    """Return the set-up token that an address brings, or an empty text."""
    return parse_qs(query).get("token", [""])[0]


class Front:
    """The front of the page's port."""

    def __init__(
        self, inside: Application, media: Application, doors: Doors, *, host_names: Collection[str],
        trusted_proxies: Sequence[str],
    ) -> None:
        self._inside = inside
        self._media = media
        self._doors = doors
        self._host_names = host_names
        self._trusted_proxies = trusted_proxies
        self._known_hosts: set[str] = set()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._answer(environ, start_response)
        except BowerbirdError as error:
            return of_wsgi(error, environ, start_response, _HEADERS)

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self._settle_forwarded(environ)
        self._judge_host(environ.get("HTTP_HOST") or "")
        path = environ.get("PATH_INFO") or ""
        if not self._doors.has_owner() and not self._is_of_setup(environ, path):
            raise NotSetUp(action="Open the link that it printed on its console, and set a password")
        if path.startswith("/media/"):
            return self._media(environ, start_response)
        if path.startswith("/socket.io"):
            self._judge_socket(environ)
        return self._inside(environ, with_base_headers(start_response))

    def _settle_forwarded(self, environ: Environ) -> None:
        said = {name: environ.pop(name, "") for name in _FORWARDED}
        if not self._trusted_proxies:
            return
        peer = Client(environ.get("REMOTE_ADDR") or "", environ["wsgi.url_scheme"], environ.get("HTTP_HOST") or "")
        client = client_behind(
            peer,
            forwarded_for=said["HTTP_X_FORWARDED_FOR"],
            forwarded_proto=said["HTTP_X_FORWARDED_PROTO"],
            forwarded_host=said["HTTP_X_FORWARDED_HOST"],
            trusted=self._trusted_proxies,
        )
        environ["REMOTE_ADDR"] = client.address
        environ["wsgi.url_scheme"] = client.scheme
        environ["HTTP_HOST"] = client.host

    def _judge_host(self, host: str) -> None:
        if host in self._known_hosts:
            return
        if not is_known_host(host, self._host_names):
            raise UnknownHost(
                action="Use its address, or add the name to the setting allowed_hosts (BOWERBIRD_ALLOWED_HOSTS)"
            )
        if len(self._known_hosts) < _HOSTS_REMEMBERED:
            self._known_hosts.add(host)

    def _is_of_setup(self, environ: Environ, path: str) -> bool:
        method = environ["REQUEST_METHOD"]
        visitor = Visitor.of(environ)
        if path == "/setup" and self._doors.brings_setup_token(token_in(environ.get("QUERY_STRING", ""))):
            return True
        is_asset = method in {"GET", "HEAD"} and path.startswith("/static/")
        return (is_asset or (method, path) in _SETUP_CALLS) and self._doors.may_set_up(visitor)

    def _judge_socket(self, environ: Environ) -> None:
        visitor = Visitor.of(environ)
        said = {"Sec-Fetch-Site": "HTTP_SEC_FETCH_SITE", "Origin": "HTTP_ORIGIN"}
        headers = {name: environ[key] for name, key in said.items() if key in environ}
        # a browser's polling on plain http names no page; its websocket always does
        is_plain_read = environ["REQUEST_METHOD"] == "GET" and not headers and "HTTP_UPGRADE" not in environ
        if not is_plain_read and not comes_from_our_page(headers, visitor.host, has_cookie=bool(visitor.session_token)):
            raise ForeignPage
        self._doors.let_in(visitor)
