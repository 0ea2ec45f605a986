"""PNG and APNG: chunks from the signature to IEND."""

from __future__ import annotations

from collections.abc import Iterator

from app.media.structure import MAX_STEPS, Bytes, Structure, shown_delay_ms


def chunks(data: Bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield `(type, where its content begins, its length)` of every whole chunk."""
    at, size = 8, len(data)
    for _ in range(MAX_STEPS):
        if at + 12 > size:
            return
        length = int.from_bytes(data[at : at + 4], "big")
        if at + 12 + length > size:
            return
        yield bytes(data[at + 4 : at + 8]), at + 8, length
        at += 12 + length


def is_animated(data: Bytes) -> bool:
    """Return whether it announces an animation before its picture."""
    for kind, _, _ in chunks(data):
        if kind == b"acTL":
            return True
        if kind == b"IDAT":
            return False
    return False


def read(data: Bytes) -> Structure:
    """Tell whether IEND is there, and count the frames that are."""
    frames, duration, is_announced = 0, 0.0, False
    for kind, at, length in chunks(data):
        if kind == b"acTL":
            is_announced = True
        elif kind == b"fcTL" and length >= 24:
            frames += 1
            numerator = int.from_bytes(data[at + 20 : at + 22], "big")
            denominator = int.from_bytes(data[at + 22 : at + 24], "big") or 100
            duration += shown_delay_ms(numerator * 1000 / denominator)
        elif kind == b"IEND":
            if is_announced and frames:
                return Structure(True, frames, round(duration))
            return Structure(True)
    return Structure(False, max(frames, 1), round(duration) if is_announced else None)
