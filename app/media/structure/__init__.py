"""What a file's own skeleton says, read without decoding: is it whole, how many frames, how long.

Each module reads one family of containers from bytes that may lie, end anywhere, or never end: they never raise on
content, never recurse, and walk a bounded number of steps.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass

Bytes = bytes | mmap.mmap
"""The whole file."""

MAX_STEPS = 4_000_000
"""Blocks that a walk looks at before it gives up and calls the file damaged (a GIF of 1 GB has as many)."""

SHORTEST_DELAY_MS = 20
SHOWN_DELAY_MS = 100


@dataclass(frozen=True, slots=True)
class Structure:
    """What the skeleton says. `duration_ms` is None for what does not move."""

    is_complete: bool
    frames: int = 1
    duration_ms: int | None = None


def shown_delay_ms(delay_ms: float) -> float:
    """Return how long browsers show a frame: delays under 20 ms count as 100 ms."""
    return delay_ms if delay_ms >= SHORTEST_DELAY_MS else SHOWN_DELAY_MS
