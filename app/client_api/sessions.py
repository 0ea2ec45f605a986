"""Session keys: short-lived stand-ins for an access key, known only to this process.

A session key lives for a day from its last use and dies with the process, with its access key, or when the owner's
password changes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from app.client_api.errors import SessionOver
from app.core.clock import Clock
from app.core.ids import new_key

LIFETIME: Final = timedelta(seconds=86_400)
MOST: Final = 10_000
"""How many are kept; the one used longest ago makes room."""


class SessionKeys:
    """Which session key stands for which access key. Only digests are kept, so that a dump of memory shows none."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._used: dict[bytes, tuple[str, datetime]] = {}  # digest -> access key, last use; oldest use first

    def create(self, access_key: str) -> str:
        """Return a fresh session key for the access key, both as 64 hex characters."""
        while len(self._used) >= MOST:
            del self._used[next(iter(self._used))]
        session_key = new_key()
        self._used[_digest(session_key)] = access_key, self._clock.now()
        return session_key

    def access_key_of(self, session_key: str) -> str:
        """Return the access key that this one stands for, and renew it. Raises SessionOver."""
        digest = _digest(session_key)
        access_key, used = self._used.pop(digest, ("", None))
        now = self._clock.now()
        if used is None or now - used >= LIFETIME:
            raise SessionOver
        self._used[digest] = access_key, now
        return access_key

    def end_all(self) -> None:
        """End every session key; whoever holds one asks for a fresh one with the access key."""
        self._used.clear()


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("ascii")).digest()
