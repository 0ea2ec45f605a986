"""JPEG: segments up to the scan, and an end marker behind it."""

from __future__ import annotations

from app.media.structure import Bytes, Structure

_START_OF_SCAN = 0xDA
_END_OF_IMAGE = b"\xff\xd9"
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_MAX_SEGMENTS = 100_000


def read(data: Bytes) -> Structure:
    """Tell whether the main picture has its end marker.

    An embedded preview has one of its own, so the search begins at the main picture's first scan; inside a scan the
    two bytes can't occur. What follows the marker (a film in a motion photo, a second picture) is not looked at.
    """
    at, size = 2, len(data)
    for _ in range(_MAX_SEGMENTS):
        if at + 4 > size:
            return Structure(is_complete=False)
        if data[at] != 0xFF:
            at += 1  # stray bytes between segments; decoders skip them too
            continue
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == _START_OF_SCAN:
            return Structure(is_complete=data.rfind(_END_OF_IMAGE, at) != -1)
        elif marker in _WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return Structure(is_complete=data.rfind(_END_OF_IMAGE, at) != -1)
