"""Read JSON that a stranger sent: bounded in size, depth and numbers before anything is built from it.

Pure: takes bytes, returns plain values. Whatever is wrong ends as one `BadJson` (reliability.md I12).
"""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

from app.core.errors import BadInput

MAX_BYTES: Final = 8 * 1024**2
MAX_DEPTH: Final = 32

_TEXTS: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NOT_BRACKETS: Final = re.compile(rb"[^\[\]{}]+")


class BadJson(BadInput):
    """What was sent is not JSON that can be used."""

    code = "bad_json"


def read_json(data: bytes) -> Any:
    """Return what the JSON says. Refuses NaN, infinities, numbers beyond a double, lone surrogates, more than
    32 levels. Raises BadJson."""
    if is_too_deep(data):
        raise BadJson(f"The JSON is nested deeper than {MAX_DEPTH} levels.")
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadJson(f"This is not JSON: {error}.") from error


def is_too_deep(data: bytes, limit: int = MAX_DEPTH) -> bool:
    """Return whether brackets nest deeper than `limit`.

    Peels the innermost pairs off, level by level, in C: the worst 8 MiB take a fraction of a second, and only the
    owner may send as much.
    """
    if data.count(b"[") + data.count(b"{") <= limit:
        return False
    brackets = _NOT_BRACKETS.sub(b"", _TEXTS.sub(b"", data))
    for _ in range(limit):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return bool(brackets)
