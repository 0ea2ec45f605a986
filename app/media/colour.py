"""Pixels in one shape: 8-bit sRGB, RGB, or RGBA when the transparency is worth keeping."""

from __future__ import annotations

import functools
import io

import numpy
from PIL import Image, ImageCms

_SEE_THROUGH_UNDER = 251
_VISIBLE_OVER = 4
_SRGB_NAMES = (b"sRGB", "sRGB".encode("utf-16-be"))


def normalise(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB, 8 bits a channel: RGBA when its transparency is useful, else RGB."""
    profile = image.info.get("icc_profile")
    is_transparent = has_alpha_channel(image)
    image = _eight_bit(image)
    if profile and not _is_srgb(profile):
        image = _to_srgb(image, profile, is_transparent)
    wanted = "RGBA" if is_transparent else "RGB"
    if image.mode != wanted:
        image = image.convert(wanted)
    if is_transparent and not has_useful_alpha(image):
        return image.convert("RGB")
    return image


def has_alpha_channel(image: Image.Image) -> bool:
    """Return whether the decoded picture says anything about transparency."""
    return image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info


def has_useful_alpha(image: Image.Image) -> bool:
    """Return whether enough of an RGBA picture can be seen through, and enough of it can be seen."""
    width, height = image.size
    enough = min(2 * (width + height), max(1, width * height / 200))
    counts = image.getchannel("A").histogram()
    return sum(counts[:_SEE_THROUGH_UNDER]) >= enough and sum(counts[_VISIBLE_OVER + 1 :]) >= enough


def on_white(image: Image.Image) -> Image.Image:
    """Return an RGB picture: what is transparent shows white."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return greys of 16 or 32 bits, or of floating point, as 8 bits; everything else as it is."""
    if image.mode not in ("I", "F") and not image.mode.startswith("I;"):
        return image
    values = numpy.asarray(image).astype(numpy.float32)
    top = float(values.max(initial=0.0))
    if image.mode == "F":
        scale = 255.0 if top <= 1.0 else 1.0
    else:
        scale = 1.0 if image.mode == "I" and top <= 255 else 1 / 257
    return Image.fromarray((values * scale).clip(0, 255).round().astype(numpy.uint8), "L")


def _is_srgb(profile: bytes) -> bool:
    return any(name in profile for name in _SRGB_NAMES)


def _to_srgb(image: Image.Image, profile: bytes, is_transparent: bool) -> Image.Image:
    """Return the picture translated; as it is when the profile is broken or made for another kind of pixel."""
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if is_transparent else "RGB")
    wanted = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        translated = ImageCms.applyTransform(image, _transform(profile, image.mode, wanted))
    except (ImageCms.PyCMSError, ValueError, OSError):
        return image
    return translated or image


@functools.lru_cache(maxsize=8)
def _transform(profile: bytes, source_mode: str, wanted_mode: str) -> ImageCms.ImageCmsTransform:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), source_mode, wanted_mode)
