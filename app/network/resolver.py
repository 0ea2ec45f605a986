"""Names to addresses, off the hub."""

from __future__ import annotations

import socket
from typing import Protocol

from app import runtime
from app.core.errors import BowerbirdError


class UnknownHost(BowerbirdError):
    """The name has no address."""

    code = "unknown_host"

    def __init__(self, host: str, *, is_passing: bool) -> None:
        """`is_passing`: the resolver itself could not be asked, so the name may well exist."""
        super().__init__(f"{host} has no address." if not is_passing else f"The address of {host} can't be looked up.")
        self.is_passing = is_passing


class Resolver(Protocol):
    """Where addresses come from; tests hand in a table."""

    def resolve(self, host: str, port: int) -> list[str]:
        """Return the host's addresses, best first. Raises UnknownHost."""
        ...


class SystemResolver:
    """The machine's own resolver, asked in a native thread since it blocks."""

    def resolve(self, host: str, port: int) -> list[str]:
        """Return the host's addresses in the order of the system. Raises UnknownHost."""
        plain = runtime.original("socket")
        try:
            answers = runtime.run_native(plain.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise UnknownHost(host, is_passing=False) from error
        except OSError as error:  # gaierror, of the plain module
            is_passing = error.errno not in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
            raise UnknownHost(host, is_passing=is_passing) from error
        return list(dict.fromkeys(str(answer[4][0]) for answer in answers))
