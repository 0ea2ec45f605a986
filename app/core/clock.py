"""The clock as a value that is handed in, so that decisions about time can be tested as a table."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where `now` comes from."""

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards, for measuring spans."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()


class FrozenClock:
    """A clock that stands until it is moved; both hands move together."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._monotonic = 0.0

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds it has been moved by."""
        return self._monotonic

    def advance(self, span: timedelta) -> None:
        """Move both hands forward by `span`."""
        self._now += span
        self._monotonic += span.total_seconds()


def to_milliseconds(instant: datetime) -> int:
    """Return the instant as stored: whole milliseconds since the epoch."""
    return int(instant.timestamp() * 1000)


def from_milliseconds(milliseconds: int) -> datetime:
    """Return the stored instant, aware, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
