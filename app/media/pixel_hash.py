"""The pixel hash: the same for two still files whose pixels are the same, whatever the format.

SHA-256 of the 8-bit sRGB pixels of the upright picture, row by row, three bytes a pixel, or four with useful
transparency. Width and height are not in it (the Client API's definition), so always compare the width too.
"""

from __future__ import annotations

import hashlib

from PIL import Image

_STRIP_PIXELS = 1 << 20


def pixel_hash(image: Image.Image) -> str:
    """Return 64 hex characters for an RGB or RGBA picture; memory stays at a strip of it."""
    width, height = image.size
    rows = max(1, _STRIP_PIXELS // width)
    digest = hashlib.sha256()
    for top in range(0, height, rows):
        digest.update(image.crop((0, top, width, min(height, top + rows))).tobytes())
    return digest.hexdigest()
