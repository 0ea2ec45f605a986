"""Matroska and WebM: elements whose lengths are written in front of them."""

from __future__ import annotations

from app.media.structure import MAX_STEPS, Bytes, Structure

_SEGMENT, _CLUSTER, _TRACKS = 0x18538067, 0x1F43B675, 0x1654AE6B


def read(data: Bytes) -> Structure:
    """Tell whether the segment is whole. Live recordings leave lengths open; then each element inside must be whole,
    and there must be tracks and at least one cluster."""
    size = len(data)
    at, seen = 0, set()
    for _ in range(MAX_STEPS):
        if at >= size:
            break
        element = _number(data, at, keep_marker=True)
        length = _number(data, at + element[1], keep_marker=False)
        if not element[1] or not length[1]:
            return Structure(is_complete=False)
        content = at + element[1] + length[1]
        seen.add(element[0])
        is_open = length[0] == (1 << (7 * length[1])) - 1
        if not is_open and content + length[0] > size:
            return Structure(is_complete=False)
        # go into the segment to see its parts; step over everything else that has a length
        at = content if element[0] == _SEGMENT or is_open else content + length[0]
    return Structure(is_complete={_SEGMENT, _TRACKS, _CLUSTER} <= seen)


def _number(data: Bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    """Return `(value, bytes it takes)` of the variable-length number here; zero bytes when there is none."""
    first = data[at] if at < len(data) else 0
    width = 9 - first.bit_length() if first else 0
    if not width or at + width > len(data):
        return 0, 0
    value = int.from_bytes(data[at : at + width], "big")
    return (value if keep_marker else value & ((1 << (7 * width)) - 1)), width
