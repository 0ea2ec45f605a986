"""What differs between two definitions of a kind, as lines that a person reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from app.sites.sharing.package import TYPES, Definition, kind_of

MOST_LINES: Final = 20
_LONGEST_VALUE: Final = 80


def difference(old: Definition, new: Definition) -> tuple[str, ...]:
    """Return a line for each place that differs, with what stood there and what will; the first few of them."""
    before = TYPES[kind_of(old)].dump_python(old, mode="json")
    after = TYPES[kind_of(new)].dump_python(new, mode="json")
    lines = list(_lines(before, after, ""))
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"and {len(lines) - MOST_LINES} more"]
    return tuple(lines)


def _lines(before: Any, after: Any, path: str) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _lines(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (left, right) in enumerate(zip(before, after, strict=True)):
            yield from _lines(left, right, f"{path}[{place}]")
    else:
        yield f"{path}: {_short(before)} -> {_short(after)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
