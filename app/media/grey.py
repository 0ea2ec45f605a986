"""Pictures as plain grey bytes, one a pixel: how shared downloaders travel. No gamma, no colour management."""

from __future__ import annotations

import io

from PIL import Image

from app.media.picture import check_size, decoding
from app.media.refusal import Refused

MAX_GREY_PIXELS = 64 * 1024 * 1024
"""The most pixels that are unpacked; the largest known shared picture has 300,000."""


def grey_pixels(png: bytes) -> tuple[int, bytes]:
    """Return the width and the rows of a PNG, one byte a pixel. Of several channels the first is taken.

    Raises Refused for bytes that are no whole PNG, and for one that is too large.
    """
    with decoding(), Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        check_size(*picture.size, MAX_GREY_PIXELS)
        picture.load()
        grey = picture.convert("L") if picture.mode in {"P", "1"} else picture
        channel = grey.getchannel(0)
        if channel.mode != "L":
            raise Refused("damaged", f"its pixels are of the kind {picture.mode}")
        return picture.width, channel.tobytes()


def grey_png(width: int, rows: bytes) -> bytes:
    """Return the rows, one byte a pixel, as a PNG."""
    out = io.BytesIO()
    Image.frombytes("L", (width, len(rows) // width), rows).save(out, "PNG", optimize=True)
    return out.getvalue()
