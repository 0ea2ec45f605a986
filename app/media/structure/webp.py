"""WebP: chunks in a RIFF container that states its own length."""

from __future__ import annotations

from app.media.structure import MAX_STEPS, Bytes, Structure, shown_delay_ms

_ANIMATION_FLAG = 0x02


def read(data: Bytes) -> Structure:
    """Tell whether the container and its last chunk are whole, and count the frames."""
    size = len(data)
    if size < 20:
        return Structure(is_complete=False)
    end = 8 + int.from_bytes(data[4:8], "little")
    is_complete = end <= size
    is_animated = bytes(data[12:16]) == b"VP8X" and bool(data[20:21]) and bool(data[20] & _ANIMATION_FLAG)
    frames, duration, has_picture, at = 0, 0.0, False, 12
    for _ in range(MAX_STEPS):
        if at + 8 > min(end, size):
            break
        kind = bytes(data[at : at + 4])
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > size:
            is_complete = False
            break
        has_picture |= kind in (b"VP8 ", b"VP8L", b"ANMF")
        if kind == b"ANMF" and is_animated and length >= 16:
            frames += 1
            duration += shown_delay_ms(int.from_bytes(data[at + 20 : at + 23], "little"))
        at += 8 + length + (length & 1)
    return Structure(is_complete and has_picture, max(frames, 1), round(duration) if frames > 1 else None)
