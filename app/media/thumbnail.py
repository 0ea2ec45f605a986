"""Two small pictures from one decode: the Client API's thumbnail and the page's preview.

They can be made again at any time, so they are written without waiting for the disk.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.core.errors import StorageTrouble
from app.media.box import PREVIEW_BOX, THUMBNAIL_BOX, fit

_DOWN = Image.Resampling.HAMMING  # as sharp as bicubic when shrinking, at two thirds of its cost


@dataclass(frozen=True, slots=True)
class Small:
    """A small picture, encoded."""

    body: bytes
    width: int
    height: int
    mime: str


@dataclass(frozen=True, slots=True)
class Smalls:
    """Both small pictures, and their pixels for what is derived from them."""

    thumbnail: Small
    preview: Small
    thumbnail_image: Image.Image
    preview_image: Image.Image


def shrink(image: Image.Image, width: int, height: int) -> Smalls:
    """Make both from an RGB or RGBA image of a file of that size (the image itself may be smaller than the file)."""
    preview = _resized(image, fit(width, height, PREVIEW_BOX))
    thumbnail = _resized(preview, fit(width, height, THUMBNAIL_BOX))
    return Smalls(_encoded_thumbnail(thumbnail), _encoded_preview(preview), thumbnail, preview)


def write(small: Small, path: Path) -> dict[str, object]:
    """Write it and return what a job answers about it. Raises StorageTrouble."""
    try:
        path.write_bytes(small.body)
    except OSError as error:
        raise StorageTrouble(f"A small picture can't be written: {error.strerror}.") from error
    return {"path": str(path), "width": small.width, "height": small.height, "mime": small.mime}


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    # whole blocks are averaged first, which costs a third of a filter over every pixel
    return image.resize(size, _DOWN, reducing_gap=1.0)


def _encoded_thumbnail(image: Image.Image) -> Small:
    if image.mode == "RGBA":
        return _encoded(image, "PNG", "image/png", compress_level=9)
    return _encoded(image, "JPEG", "image/jpeg", quality=92)


def _encoded_preview(image: Image.Image) -> Small:
    if image.mode == "RGBA":
        return _encoded(image, "WEBP", "image/webp", quality=85, method=0)
    return _encoded(image, "JPEG", "image/jpeg", quality=85)


def _encoded(image: Image.Image, form: str, mime: str, **options: int) -> Small:
    body = io.BytesIO()
    image.info = {}  # no profile, EXIF or words travel into a small picture
    image.save(body, form, **options)
    return Small(body.getvalue(), image.width, image.height, mime)
