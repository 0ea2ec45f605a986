"""ISO base media (mp4, mov, AVIF, HEIF): boxes inside boxes.

A file is whole when every outer box ends inside it and the box that tells where the samples lie is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.media.structure import Bytes, Structure

_MAX_BOXES = 200_000


def boxes(data: Bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, bool]]:
    """Yield `(type, content begins, content ends, is it whole)` of the boxes in a range."""
    at = start
    for _ in range(_MAX_BOXES):
        if at + 8 > end:
            if at < end:
                yield b"", at, end, False
            return
        length, kind, head = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif length == 0:  # reaches to the end, wherever that is
            length = end - at
        if length < head:
            yield kind, at, end, False
            return
        yield kind, at + head, min(at + length, end), at + length <= end
        at += length


def read(data: Bytes) -> Structure:
    """Tell whether an mp4 or mov is whole: its index is there and no outer box is cut."""
    outer = list(boxes(data, 0, len(data)))
    kinds = {kind for kind, _, _, _ in outer}
    is_whole = all(whole for kind, _, _, whole in outer if kind in _MATTERS or kind == b"")
    return Structure(is_complete=is_whole and b"moov" in kinds and bool(kinds & {b"mdat", b"moof"}))


_MATTERS = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"meta", b"sidx"})
"""A cut box of another kind is rubbish behind the end, which players ignore."""


def read_picture(data: Bytes) -> Structure:
    """Tell whether an AVIF or HEIF file is whole; a sequence has its frames and length from its picture track."""
    outer = list(boxes(data, 0, len(data)))
    kinds = {kind for kind, _, _, _ in outer}
    is_whole = all(whole for kind, _, _, whole in outer if kind in _MATTERS or kind == b"")
    is_whole = is_whole and bool(kinds & {b"meta", b"moov"}) and bool(kinds & {b"mdat", b"meta"})
    for kind, start, end, _ in outer:
        if kind == b"moov":
            frames, duration_ms = _longest_picture_track(data, start, end)
            return Structure(is_whole and b"mdat" in kinds, max(frames, 1), duration_ms)
    return Structure(is_whole)


def _longest_picture_track(data: Bytes, start: int, end: int) -> tuple[int, int | None]:
    found: tuple[int, int | None] = (0, None)
    for kind, track_start, track_end, _ in boxes(data, start, end):
        if kind != b"trak":
            continue
        media = _inside(data, track_start, track_end, b"mdia")
        sizes = _inside(data, *media, b"minf", b"stbl", b"stsz")
        header = _inside(data, *media, b"mdhd")
        frames = int.from_bytes(data[sizes[0] + 8 : sizes[0] + 12], "big") if sizes[1] >= sizes[0] + 12 else 0
        if frames > found[0]:
            found = (frames, _duration_ms(data, *header))
    return found


def _duration_ms(data: Bytes, start: int, end: int) -> int | None:
    """Read a media header box: 32-bit times in version 0, 64-bit in version 1."""
    wide = start < end and data[start] == 1
    at, width = (start + 20, 8) if wide else (start + 12, 4)
    if at + 4 + width > end:
        return None
    scale = int.from_bytes(data[at : at + 4], "big")
    length = int.from_bytes(data[at + 4 : at + 4 + width], "big")
    if not scale or length == (1 << (8 * width)) - 1:
        return None
    return round(length * 1000 / scale)


def _inside(data: Bytes, start: int, end: int, *path: bytes) -> tuple[int, int]:
    """Return the content range of the box at that path, `(end, end)` when there is none."""
    for wanted in path:
        for kind, box_start, box_end, _ in boxes(data, start, end):
            if kind == wanted:
                start, end = box_start, box_end
                break
        else:
            return end, end
    return start, end
