"""What a listener knows of one connection: who, in which phase, since when; so that silent ones can be let go of."""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass, field
from enum import StrEnum


class Phase(StrEnum):
    """What a connection is doing."""

    HANDSHAKE = "handshake"
    IDLE = "idle"
    """Between requests, or before the first line of one."""
    HEADERS = "headers"
    BUSY = "busy"
    """A request is being answered, or the connection became a websocket."""


LIMITS = {Phase.HANDSHAKE: 10.0, Phase.IDLE: 75.0, Phase.HEADERS: 10.0}
"""The most seconds in a phase (reliability.md F17); being answered has no limit here."""


@dataclass(slots=True, eq=False)
class Connection:
    """One accepted connection."""

    raw: socket.socket
    address: str
    port: int
    phase: Phase = Phase.HANDSHAKE
    since: float = field(default_factory=time.monotonic)

    def enter(self, phase: Phase) -> None:
        """Note that a phase begins."""
        self.phase, self.since = phase, time.monotonic()

    def is_overdue(self, now: float) -> bool:
        """Return whether it has been in its phase for longer than allowed."""
        limit = LIMITS.get(self.phase)
        return limit is not None and now - self.since > limit

    def shut(self) -> None:
        """Wake whoever reads from it, or shakes hands on it, with an end of file."""
        try:
            if isinstance(self.raw, ssl.SSLSocket):
                # its own `shutdown` drops the TLS state from under whoever is using it
                socket.SocketType.shutdown(self.raw, socket.SHUT_RDWR)
            else:
                self.raw.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is closed already


def asked_path(request_line: str, read: str) -> str:
    """Return the path as it was asked for: the plain library folds leading slashes, and `//a` is not `/a` here."""
    words = request_line.split()
    return words[1] if len(words) > 1 and words[1].startswith("//") else read
