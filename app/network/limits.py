"""The network's numbers in one place, so that tests can shrink them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and counts. Those that the owner may change are settings."""

    header_seconds: float = 60.0
    """From the start of a hop until its headers are whole (reliability.md F16)."""
    rate_window_seconds: float = 60.0
    least_bytes_per_second: float = 1024.0
    """A body slower than this over a window is cut (F15)."""
    page_seconds: float = 300.0
    file_seconds: float = 12 * 3600.0
    """A body that is not whole by then is cut."""
    watch_tick_seconds: float = 0.25
    patience_seconds: float = 30.0
    """A longer wait is handed back to the caller, so that its worker can do something for another site."""
    turn_patience_seconds: float = 120.0
    """The same for a wait that only has to do with our own pace, which surely ends."""
    retry_waits_seconds: tuple[float, ...] = (1.0, 4.0)
    """Before the second and the third try of a job."""
    most_hops: int = 10
    at_once_per_site: int = 3
