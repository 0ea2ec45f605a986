"""Connections that ask the guard: resolve off the hub, judge every answer, connect to a judged address.

This overrides `_new_conn`, a private method of urllib3 (pinned in requirements.txt; tests/security/
test_address_guard.py fails when it moves). With a proxy the socket goes to the proxy, which the owner chose, and the
guard has judged the URL by its looks.
"""

from __future__ import annotations

import http.client
import ssl
import sys
from collections.abc import Mapping
from typing import Any

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.response import HTTPResponse
from urllib3.util import connection as plain_connection

from app.network.address_guard import AddressGuard
from app.network.resolver import Resolver
from app.network.watchdog import Watchdog

MOST_ADDRESSES = 4
"""How many of a host's addresses are tried; each may cost a connect timeout."""


class Dialler:
    """Opens the sockets of all connections."""

    def __init__(self, resolver: Resolver, guard: AddressGuard, watchdog: Watchdog, *, is_to_proxy: bool) -> None:
        self._resolver = resolver
        self._guard = guard
        self.watchdog = watchdog
        self._is_to_proxy = is_to_proxy

    def connect(self, connection: HTTPConnection) -> Any:
        """Return a connected socket. Raises PrivateAddress, UnknownHost, or urllib3's connection errors."""
        host = connection._dns_host.strip("[]")
        addresses = self._resolver.resolve(host, connection.port)
        if not self._is_to_proxy:
            addresses = self._guard.admit(host, addresses)
        failure: OSError | None = None
        for address in addresses[:MOST_ADDRESSES]:
            try:
                sock = plain_connection.create_connection(
                    (address, connection.port), connection.timeout,
                    source_address=connection.source_address, socket_options=connection.socket_options,
                )
            except OSError as error:
                failure = error
                continue
            self.watchdog.attach(sock)
            sys.audit("http.client.connect", connection, connection.host, connection.port)
            return sock
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(connection, f"{host} did not take the connection in time") from failure
        raise NewConnectionError(connection, f"{host} can't be reached: {failure}") from failure


class OneLength(http.client.HTTPResponse):
    """A response that has one Content-Length at most. Here, since later the socket would be left open."""

    def begin(self) -> None:
        """Read the headers. Raises HTTPException when they contradict each other."""
        super().begin()
        lengths = {part.strip() for line in self.headers.get_all("Content-Length", []) for part in line.split(",")}
        if len(lengths) > 1:
            raise http.client.HTTPException("the answer has several lengths")


def _pool_classes(dialler: Dialler) -> dict[str, type[HTTPConnectionPool]]:
    class GuardedConnection(HTTPConnection):
        response_class = OneLength

        def _new_conn(self) -> Any:
            return dialler.connect(self)

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as in urllib3
            dialler.watchdog.attach(self.sock)
            return super().getresponse()

    class GuardedTlsConnection(HTTPSConnection):
        response_class = OneLength

        def _new_conn(self) -> Any:
            return dialler.connect(self)

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as in urllib3
            dialler.watchdog.attach(self.sock)
            return super().getresponse()

    class GuardedPool(HTTPConnectionPool):
        ConnectionCls = GuardedConnection

    class GuardedTlsPool(HTTPSConnectionPool):
        ConnectionCls = GuardedTlsConnection

    return {"http": GuardedPool, "https": GuardedTlsPool}


class GuardedAdapter(HTTPAdapter):
    """`requests`' transport over guarded connections. One TLS context serves all, since loading the authorities
    takes the hub tens of milliseconds."""

    def __init__(self, dialler: Dialler, tls: ssl.SSLContext, pool_size: int) -> None:
        self._classes = _pool_classes(dialler)
        self._tls = tls
        super().__init__(pool_connections=8, pool_maxsize=pool_size)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Make the pools, of guarded connections."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> ProxyManager:
        """Return the pools that go through the proxy, of guarded connections too."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = self._classes
        return manager

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        """Return what a pooled connection is found by: scheme, host, port, and the one TLS context."""
        host, _ = super().build_connection_pool_key_attributes(request, True, None)
        return host, {"ssl_context": self._tls, "cert_reqs": "CERT_REQUIRED"}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """The TLS context has the authorities; nothing is loaded per connection."""
        conn.cert_reqs = "CERT_REQUIRED"


def proxies_of(proxy: str | None) -> Mapping[str, str]:
    """Return the proxy the way `requests` wants it."""
    return {"http": proxy, "https": proxy} if proxy else {}
