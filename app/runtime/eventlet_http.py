"""HTTP on one connection by eventlet's WSGI protocol."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

from eventlet import sleep, wsgi

from app.runtime.connection import Connection, Phase, asked_path

log = logging.getLogger("bowerbird.http")
KEEP_ALIVE_SECONDS = 75
_CLIENT_LEFT = ("BrokenPipeError", "ConnectionResetError", "ConnectionAbortedError")
"""How the last line of a traceback begins when nobody was there to be answered; browsers leave all the time."""


class Protocol(wsgi.HttpProtocol):  # type: ignore[misc]
    """Notes the phase of its connection as it goes."""

    path: str

    def __init__(self, connection: Connection, stream: socket.socket, server: wsgi.Server) -> None:
        self.connection_state = connection
        super().__init__([(connection.address, connection.port), stream, wsgi.STATE_IDLE], server)

    def _read_request_line(self) -> bytes:
        self.connection_state.enter(Phase.IDLE)
        line: bytes = super()._read_request_line()
        self.connection_state.enter(Phase.HEADERS)
        return line

    def parse_request(self) -> bool:
        """Read the headers, and keep the path as it was asked for."""
        is_good: bool = super().parse_request()
        if is_good:
            self.path = asked_path(self.requestline, self.path)
        return is_good

    def handle_one_response(self) -> None:
        """Answer; no time limit from here on. Every request lets the others have their turn first: a connection that
        always has the next one ready would leave them none."""
        self.connection_state.enter(Phase.BUSY)
        sleep(0)
        super().handle_one_response()


class _Lines:
    """eventlet's log, made ours: tracebacks of handlers that broke are errors, the rest is detail."""

    def write(self, text: str) -> None:
        """Take one message."""
        text = text.strip()
        if text.rpartition("\n")[2].startswith(_CLIENT_LEFT):
            log.debug("event=client_left")
        elif "Traceback" in text:
            log.error("event=request_failed %s", text)
        elif text:
            log.debug("event=http %s", text)


def handler(
    application: Callable[..., Any], listening: socket.socket, scheme: str, line_limit: int
) -> Callable[[Connection, socket.socket], None]:
    """Return what serves one connection until it closes."""
    server = wsgi.Server(
        listening, listening.getsockname(), application, _Lines(),
        environ={"wsgi.url_scheme": scheme}, url_length_limit=line_limit, debug=False, socket_timeout=60,
        keepalive=KEEP_ALIVE_SECONDS, log_x_forwarded_for=False, log_format="%(status_code)s %(wall_seconds).3f",
    )

    server.capitalize_response_headers = False  # ours are written as they should be; rewriting each costs a tenth

    def serve(connection: Connection, stream: socket.socket) -> None:
        try:
            Protocol(connection, stream, server)
        except TimeoutError:
            return

    return serve
