"""A listening port that answers with a WSGI application, under either hub.

The accept loop, the TLS handshake, the limits and the stop are the same for both; only the reading of HTTP differs
(`eventlet_http`, `threaded_http`). Handshakes happen in the connection's own task, so that a client which never
finishes one holds nobody up.
"""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from app import runtime
from app.runtime.connection import Connection, Phase

log = logging.getLogger("bowerbird.http")

REQUEST_LINE_LIMIT: Final = 2 * 1024**2
"""Tools send lists of hashes in the query (client-api.md section 1)."""
CONNECTIONS_PER_ADDRESS: Final = 64
SOCKET_SECONDS: Final = 60.0
"""How long one read or write on a connection may hang."""

Application = Callable[..., Any]
ContextSource = Callable[[], ssl.SSLContext]


class Listener:
    """One port. `start` binds (OSError when it is taken), `stop` lets go of it and of every connection."""

    def __init__(
        self, name: str, application: Application, host: str, port: int, tls: ContextSource | None = None
    ) -> None:
        """`tls` is asked at each connection, so that a renewed pair is used without a restart."""
        self.name = name
        self._application = application
        self._host, self._wanted_port = host, port
        self._tls = tls
        self._socket: socket.socket | None = None
        self._connections: set[Connection] = set()
        self._per_address: Counter[str] = Counter()
        self._lock = runtime.lock()
        self._stopping = runtime.event()

    @property
    def port(self) -> int:
        """Return the port it listens on; after `start`."""
        assert self._socket is not None
        return int(self._socket.getsockname()[1])

    @property
    def scheme(self) -> str:
        """Return `https` or `http`."""
        return "https" if self._tls else "http"

    def start(self) -> None:
        """Bind and begin to accept."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # never SO_REUSEPORT: two copies would share
        try:
            listening.bind((self._host, self._wanted_port))
            listening.listen(512)
        except OSError:
            listening.close()
            raise
        self._socket = listening
        self._handle = _handler(self._application, listening, self.scheme)
        runtime.spawn(self._accept)
        runtime.spawn(self._reap)

    def _accept(self) -> None:
        assert self._socket is not None
        while not self._stopping.is_set():
            try:
                accepted, peer = self._socket.accept()
            except OSError:
                if self._stopping.is_set():
                    return
                log.warning("event=accept_failed listener=%s", self.name)
                runtime.sleep(0.1)  # out of descriptors, most likely
                continue
            connection = Connection(accepted, str(peer[0]), int(peer[1]))
            if self._admit(connection):
                runtime.spawn(self._serve, connection)
            else:
                accepted.close()

    def _serve(self, connection: Connection) -> None:
        stream: socket.socket = connection.raw
        try:
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else answers stall 40 ms (Nagle)
            stream.settimeout(SOCKET_SECONDS)
            if self._tls is not None:
                # wrapping takes the descriptor over, so whoever lets go of a slow handshake needs the wrapped one
                stream = self._tls().wrap_socket(stream, server_side=True, do_handshake_on_connect=False)
                connection.raw = stream
                stream.do_handshake()
            connection.enter(Phase.IDLE)
            self._handle(connection, stream)
        except (OSError, ssl.SSLError) as error:
            log.debug("event=connection_lost listener=%s peer=%s error=%s", self.name, connection.address, error)
        finally:
            self._forget(connection)
            stream.close()

    def _admit(self, connection: Connection) -> bool:
        """Count a connection in, unless its address has as many as it may."""
        with self._lock:
            if self._per_address[connection.address] >= CONNECTIONS_PER_ADDRESS:
                return False
            self._per_address[connection.address] += 1
            self._connections.add(connection)
            return True

    def _forget(self, connection: Connection) -> None:
        with self._lock:
            self._connections.discard(connection)
            self._per_address[connection.address] -= 1
            if not self._per_address[connection.address]:
                del self._per_address[connection.address]

    def _reap(self) -> None:
        while not self._stopping.is_set():
            runtime.sleep(1)
            now = time.monotonic()
            for connection in tuple(self._connections):
                if connection.is_overdue(now):
                    connection.shut()

    def stop(self, seconds: float = 3) -> None:
        """Accept no more, let what is being answered finish for so long, then cut."""
        self._stopping.set()
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)  # wakes the accept loop in threading mode
            except OSError:
                log.debug("event=listener_already_down listener=%s", self.name)
            self._socket.close()
        deadline = time.monotonic() + seconds
        while True:
            busy = [connection for connection in tuple(self._connections) if connection.phase is Phase.BUSY]
            for connection in tuple(self._connections):
                if connection not in busy or time.monotonic() > deadline:
                    connection.shut()
            if not busy or time.monotonic() > deadline:
                return
            runtime.sleep(0.05)


def _handler(
    application: Application, listening: socket.socket, scheme: str
) -> Callable[[Connection, socket.socket], None]:
    if runtime.is_green():
        from app.runtime.eventlet_http import handler
    else:
        from app.runtime.threaded_http import handler
    return handler(application, listening, scheme, REQUEST_LINE_LIMIT)
