"""HTTP on one connection by werkzeug's request handler, in the connection's own thread."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler

from app.runtime.connection import Connection, Phase, asked_path

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger("bowerbird.http")


class Handler(WSGIRequestHandler):
    """Reads request lines of any allowed length and notes the phase of its connection."""

    protocol_version = "HTTP/1.1"

    def __init__(self, connection: Connection, stream: socket.socket, server: _Server, line_limit: int) -> None:
        self.connection_state = connection
        self.line_limit = line_limit
        super().__init__(stream, (connection.address, connection.port), server)

    def handle_one_request(self) -> None:
        """Read and answer one request; the plain library stops at 64 KiB a line, tools send more."""
        self.connection_state.enter(Phase.IDLE)
        try:
            self.raw_requestline = self.rfile.readline(self.line_limit + 1)
        except TimeoutError:
            self.close_connection = True
            return
        if not self.raw_requestline:
            self.close_connection = True
            return
        self.connection_state.enter(Phase.HEADERS)
        if len(self.raw_requestline) > self.line_limit:
            self.requestline, self.request_version, self.command = "", "", ""
            self.send_error(414)
            self.close_connection = True
            return
        if not self.parse_request():
            return
        self.connection_state.enter(Phase.BUSY)
        self.run_wsgi()

    def parse_request(self) -> bool:
        """Read the headers, and keep the path as it was asked for."""
        is_good = super().parse_request()
        if is_good:
            self.path = asked_path(self.requestline, self.path)
        return is_good

    def make_environ(self) -> WSGIEnvironment:
        """Return the request as WSGI has it; the library takes a doubled first slash for the start of a host."""
        environ = super().make_environ()
        if self.path.startswith("//"):
            environ["PATH_INFO"] = f"/{environ['PATH_INFO']}"
        return environ

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin an answer with its status alone: which software serves is the application's to tell."""
        self.send_response_only(code, message)
        self.send_header("Date", self.date_time_string())

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: request lines hold keys."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Pass the library's own words on without the request line."""
        if type == "error":
            log.error("event=request_failed %s", message % args if args else message)


class _Server(BaseWSGIServer):
    """What werkzeug's handler asks its server for; the accepting is the listener's."""

    def __init__(self, application: Callable[..., Any], listening: socket.socket) -> None:
        self.app = application
        self.passthrough_errors = False
        self.ssl_context = None
        self.multithread, self.multiprocess = True, False
        self.address_family = listening.family
        self.server_address = listening.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self._server_version = "Bowerbird"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Note what went wrong in an answer."""
        log.error("event=request_failed %s", message % args if args else message)


def handler(
    application: Callable[..., Any], listening: socket.socket, scheme: str, line_limit: int
) -> Callable[[Connection, socket.socket], None]:
    """Return what serves one connection until it closes."""

    def with_scheme(environ: dict[str, Any], start_response: Any) -> Any:
        environ["wsgi.url_scheme"] = scheme
        return application(environ, start_response)

    server = _Server(with_scheme, listening)

    def serve(connection: Connection, stream: socket.socket) -> None:
        Handler(connection, stream, server, line_limit)

    return serve
