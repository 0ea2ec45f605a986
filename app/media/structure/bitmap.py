"""BMP, ICO and TIFF: tables of where the pixels lie, checked against the end of the file."""

from __future__ import annotations

import struct

from app.media.structure import Bytes, Structure

_UNCOMPRESSED = frozenset({0, 3, 6})
_MAX_DIRECTORIES = 1000
_MAX_ENTRIES = 4096
_MAX_STRIPS = 1_000_000
_STRIP_OFFSETS, _STRIP_BYTES, _TILE_OFFSETS, _TILE_BYTES = 273, 279, 324, 325
_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}


def read_bmp(data: Bytes) -> Structure:
    """Tell whether all rows of pixels are there."""
    if len(data) < 30:
        return Structure(is_complete=False)
    pixels_at, header = int.from_bytes(data[10:14], "little"), int.from_bytes(data[14:18], "little")
    if header == 12:
        width, height, _, bits = struct.unpack("<HHHH", bytes(data[18:26]))
        compression = stated = 0
    elif len(data) < 38:
        return Structure(is_complete=False)
    else:
        width, height, _, bits, compression, stated = struct.unpack("<iiHHII", bytes(data[18:38]))
    row = (abs(width) * bits + 31) // 32 * 4
    needed = row * abs(height) if compression in _UNCOMPRESSED else stated
    return Structure(is_complete=pixels_at + needed <= len(data))


def read_ico(data: Bytes) -> Structure:
    """Tell whether every picture that the directory names is there."""
    if len(data) < 6:
        return Structure(is_complete=False)
    count = int.from_bytes(data[4:6], "little")
    if len(data) < 6 + 16 * count:
        return Structure(is_complete=False)
    ends = (
        sum(struct.unpack("<II", bytes(data[at + 8 : at + 16]))) for at in range(6, 6 + 16 * count, 16)
    )
    return Structure(is_complete=all(end <= len(data) for end in ends))


def read_tiff(data: Bytes) -> Structure:
    """Tell whether every directory and every strip or tile that it names is there."""
    order = "<" if bytes(data[:2]) == b"II" else ">"
    if len(data) < 8:
        return Structure(is_complete=False)
    (at,) = struct.unpack(order + "I", bytes(data[4:8]))
    for _ in range(_MAX_DIRECTORIES):
        if at == 0:
            break
        step = _directory(data, order, at)
        if step is None:
            return Structure(is_complete=False)
        at = step
    return Structure(is_complete=True)


def _directory(data: Bytes, order: str, at: int) -> int | None:
    """Return where the next directory is (0: none), None when something named lies beyond the end."""
    if at + 2 > len(data):
        return None
    (count,) = struct.unpack(order + "H", bytes(data[at : at + 2]))
    end = at + 2 + 12 * min(count, _MAX_ENTRIES)
    if end + 4 > len(data):
        return None
    values: dict[int, list[int]] = {}
    for entry in range(at + 2, end, 12):
        tag, kind, number = struct.unpack(order + "HHI", bytes(data[entry : entry + 8]))
        length = _TYPE_BYTES.get(kind, 1) * number
        where = entry + 8 if length <= 4 else struct.unpack(order + "I", bytes(data[entry + 8 : entry + 12]))[0]
        if where + length > len(data):
            return None
        if tag in (_STRIP_OFFSETS, _STRIP_BYTES, _TILE_OFFSETS, _TILE_BYTES) and kind in (3, 4):
            form = f"{order}{min(number, _MAX_STRIPS)}{'H' if kind == 3 else 'I'}"
            values[tag] = list(struct.unpack_from(form, bytes(data[where : where + length])))
    for offsets, lengths in ((_STRIP_OFFSETS, _STRIP_BYTES), (_TILE_OFFSETS, _TILE_BYTES)):
        pairs = zip(values.get(offsets, ()), values.get(lengths, ()), strict=False)
        if any(start + length > len(data) for start, length in pairs):
            return None
    (following,) = struct.unpack(order + "I", bytes(data[end : end + 4]))
    return int(following)
