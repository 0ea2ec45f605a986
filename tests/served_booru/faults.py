"""What can go wrong with a site, on request."""

from __future__ import annotations

import gzip
import threading
from dataclasses import dataclass

KINDS = frozenset({
    "400", "401", "403", "404", "410", "429", "451", "500", "502", "503",
    "html",        # a page of HTML where JSON or a picture was expected
    "zero",        # a list without posts
    "same_page",   # the first page, whichever was asked for
    "truncate",    # half a body, and the connection ends
    "cut",         # half a picture, told as if it were whole
    "gzip_bomb",   # 300 MB that weigh 300 KB on the wire
    "slow",        # a few bytes at a time
    "drop",        # the connection ends before an answer
    "challenge",   # a page that wants to see a person
    "picture",     # a picture of another post, whatever was asked for
    "garbage",     # JSON of another shape
})
BOMB_BYTES = 300 * 1024 * 1024


@dataclass
class Fault:
    """What goes wrong for URLs (without scheme) that start so, and how often still."""

    prefix: str
    kind: str
    left: float = float("inf")
    retry_after: str | None = None


class Faults:
    """The faults that are switched on."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Switch one on."""
        if fault.kind not in KINDS:
            raise ValueError(f"there is no fault '{fault.kind}'")
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._faults.clear()

    def take(self, url: str) -> Fault | None:
        """Return the fault that this request meets, and count it."""
        bare = url.split("://", 1)[-1]
        with self._lock:
            for fault in self._faults:
                if bare.startswith(fault.prefix) and fault.left > 0:
                    fault.left -= 1
                    return fault
        return None


def gzip_bomb() -> bytes:
    """Return 300 MB of blanks, packed."""
    global _bomb
    if _bomb is None:
        member = gzip.compress(b" " * (BOMB_BYTES // 10))
        _bomb = member * 10
    return _bomb


_bomb: bytes | None = None
CHALLENGE = (b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
             b"<script src=\"/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1\"></script></body></html>")
LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Please sign in.</form></body></html>"
