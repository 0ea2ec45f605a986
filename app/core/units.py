"""Sizes and durations, read from what people type and written as people read them. 1 KB is 1024 bytes."""

from __future__ import annotations

import re
from datetime import timedelta

_SIZE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(b|kb|kib|k|mb|mib|m|gb|gib|g|tb|tib|t)?\s*$", re.IGNORECASE)
_POWER = {"b": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def parse_size(text: str) -> int:
    """Return the bytes that `2 GB`, `512k` or `100` name. Raises ValueError."""
    match = _SIZE.match(text)
    if not match:
        raise ValueError(f"'{text}' is not a size such as 500 KB, 16 MB or 2 GB")
    power = _POWER[(match[2] or "b")[0].lower()]
    return int(float(match[1]) * 1024**power)


def format_size(size_bytes: int) -> str:
    """Return the size in the unit a person would pick: `812 B`, `4.2 MB`."""
    size, units = float(size_bytes), ("B", "KB", "MB", "GB", "TB")
    for unit in units:
        if size < 1024 or unit == units[-1]:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1024
    raise AssertionError("unreachable")


def format_duration(span: timedelta) -> str:
    """Return the span by its largest unit: `40 s`, `3 min`, `2 h`, `5 days`."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 90:
        return f"{seconds} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    if seconds < 172_800:
        return f"{round(seconds / 3600)} h"
    return f"{round(seconds / 86_400)} days"
