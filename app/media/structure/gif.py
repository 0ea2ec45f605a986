"""GIF: blocks from the header to the trailer."""

from __future__ import annotations

from app.media.structure import MAX_STEPS, Bytes, Structure, shown_delay_ms

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_GRAPHIC_CONTROL = 0xF9


def read(data: Bytes) -> Structure:
    """Tell whether the trailer is reached, count the pictures and add up their delays."""
    size = len(data)
    if size < 13:
        return Structure(is_complete=False)
    at = 13 + _colour_table_bytes(data[10])
    frames, duration, delay = 0, 0.0, 0.0
    for _ in range(MAX_STEPS):
        if at >= size:
            break
        mark = data[at]
        if mark == _TRAILER:
            return _structure(True, frames, duration)
        if mark == _EXTENSION:
            if at + 6 <= size and data[at + 1] == _GRAPHIC_CONTROL and data[at + 2] >= 4:
                delay = int.from_bytes(data[at + 4 : at + 6], "little") * 10
            end = _end_of_blocks(data, at + 2)
        elif mark == _IMAGE and at + 10 < size:
            end = _end_of_blocks(data, at + 11 + _colour_table_bytes(data[at + 9]))
            if end is not None:
                frames += 1
                duration += shown_delay_ms(delay)
                delay = 0.0
        else:  # padding or rubbish: decoders go on at the next byte
            end = at + 1
        if end is None:
            break
        at = end
    return _structure(False, frames, duration)


def _structure(is_complete: bool, frames: int, duration: float) -> Structure:
    return Structure(is_complete, max(frames, 1), round(duration) if frames > 1 else None)


def _colour_table_bytes(packed: int) -> int:
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _end_of_blocks(data: Bytes, at: int) -> int | None:
    """Return where the chain of sub-blocks that begins here ends, None when the file ends first."""
    size = len(data)
    while at < size:
        length = data[at]
        at += length + 1
        if length == 0:
            return at
    return None
