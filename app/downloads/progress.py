"""How fast bytes come in, and how often the page hears of it. Plain values; the clock's seconds are handed in."""

from __future__ import annotations

from typing import Final

EVENTS_PER_SECOND: Final = 4
SPEED_WINDOW: Final = 5.0
"""Seconds over which a speed is taken."""


class Throttle:
    """Lets a thing through at most so often; the last of a burst is never lost, because `is_last` always passes."""

    def __init__(self, per_second: float = EVENTS_PER_SECOND) -> None:
        self._gap = 1 / per_second
        self._next = float("-inf")

    def lets_through(self, seconds: float, *, is_last: bool = False) -> bool:
        """Return whether this one is to be told, at `seconds` of a monotonic clock."""
        if seconds < self._next and not is_last:
            return False
        self._next = seconds + self._gap
        return True


class Meter:
    """Bytes a second over the last few seconds."""

    def __init__(self, window: float = SPEED_WINDOW) -> None:
        self._window = window
        self._samples: list[tuple[float, int]] = []

    def note(self, seconds: float, new_bytes: int) -> None:
        """Count bytes that came in."""
        self._samples.append((seconds, new_bytes))
        self._forget(seconds)

    def speed_bytes(self, seconds: float) -> int:
        """Return the bytes a second, 0 when nothing came lately."""
        self._forget(seconds)
        if not self._samples:
            return 0
        span = max(seconds - self._samples[0][0], 1.0)
        return int(sum(count for _, count in self._samples) / span)

    def _forget(self, seconds: float) -> None:
        while self._samples and self._samples[0][0] < seconds - self._window:
            self._samples.pop(0)
