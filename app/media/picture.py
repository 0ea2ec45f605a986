"""Pictures through Pillow: open with one allowed decoder, refuse what is too large before decoding, set upright.

Still pictures come whole, or, where that is cheaper and nobody needs every pixel, already shrunk by the JPEG decoder.
Of animations one frame is decoded: the one at 35 %, or an earlier one when reaching it costs too much.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from app.media import colour, embedded
from app.media.box import PREVIEW_BOX, fit
from app.media.embedded import Embedded
from app.media.filetype import Filetype
from app.media.refusal import Refused

MAX_PIXELS = 178_956_970
MAX_SIDE = 65_535
FRAME_SHARE = 0.35
MAX_COMPOSED_PIXELS = 200_000_000
"""Pixels of earlier frames that may be drawn to reach the wanted frame: about two seconds."""

_F = Filetype
DECODERS: dict[Filetype, tuple[str, ...]] = {
    _F.JPEG: ("JPEG",), _F.PNG: ("PNG",), _F.APNG: ("PNG",), _F.STATIC_GIF: ("GIF",), _F.ANIMATED_GIF: ("GIF",),
    _F.WEBP: ("WEBP",), _F.ANIMATED_WEBP: ("WEBP",), _F.BITMAP: ("BMP",), _F.TIFF: ("TIFF",),
    _F.ICON: ("ICO", "CUR"), _F.AVIF: ("AVIF",), _F.AVIF_SEQUENCE: ("AVIF",), _F.HEIF: ("HEIF",), _F.HEIC: ("HEIF",),
}
"""The only decoders that may see a file of each kind."""

_CONTENT_ERRORS = (
    OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError, TypeError, AttributeError, RuntimeError,
    struct.error, zlib.error,
)
"""What Pillow's decoders raise on bytes that lie."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: upright, sRGB, RGB or RGBA. `width` and `height` are the file's; the image may be smaller."""

    image: Image.Image
    width: int
    height: int
    embedded: Embedded
    has_transparency: bool

    @property
    def is_full(self) -> bool:
        """Return whether the image holds every pixel of the file."""
        return self.image.size == (self.width, self.height)


@contextmanager
def decoding() -> Iterator[None]:
    """Turn what decoders raise into Refused: damaged, too_many_pixels, or decode_failed (memory)."""
    try:
        yield
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused("too_many_pixels", str(error)) from error
    except MemoryError as error:
        raise Refused("decode_failed", "not enough memory") from error
    except UnidentifiedImageError as error:
        raise Refused("damaged", "its header can't be read") from error
    except _CONTENT_ERRORS as error:
        raise Refused("damaged", f"{type(error).__name__}: {error}") from error


def check_size(width: int, height: int, max_pixels: int = MAX_PIXELS) -> None:
    """Refuse what is not safe to decode; sizes are the header's."""
    if width < 1 or height < 1:
        raise Refused("damaged", f"it says it is {width}x{height}")
    if width * height > max_pixels or max(width, height) > MAX_SIDE:
        raise Refused("too_many_pixels", f"it says it is {width}x{height}")


@contextmanager
def opened(path: Path, filetype: Filetype, max_pixels: int = MAX_PIXELS) -> Iterator[Image.Image]:
    """Open the file with its decoder; its size is known and allowed, no pixel is decoded."""
    if filetype in (_F.HEIF, _F.HEIC):
        _add_heif_decoder()
    Image.MAX_IMAGE_PIXELS = max_pixels // 2  # Pillow refuses from twice this on, inner pictures too
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path, formats=DECODERS[filetype]) as image:
            check_size(*image.size, max_pixels)
            yield image


def still(path: Path, filetype: Filetype, *, in_full: bool, max_pixels: int = MAX_PIXELS) -> Picture:
    """Decode a still picture. Unless it is wanted in full, a large JPEG comes shrunk to no less than the preview."""
    with decoding(), opened(path, filetype, max_pixels) as image:
        stored = image.size
        if not in_full and filetype is _F.JPEG:
            image.draft(None, fit(*stored, PREVIEW_BOX))
        is_shrunk = image.size != stored
        image.load()
        return _finished(image, stored if is_shrunk else image.size)


def frame(path: Path, filetype: Filetype, frames: int, max_pixels: int = MAX_PIXELS) -> Picture:
    """Decode the frame of an animation that stands for it; its first one when that can't be reached."""
    with decoding(), opened(path, filetype, max_pixels) as image:
        image.load()
        first = _finished(image, image.size)
        within_reach = max(0, MAX_COMPOSED_PIXELS // (image.width * image.height) - 1)
        index = min(int(FRAME_SHARE * (frames - 1)), within_reach)
        if index == 0:
            return first
        try:
            image.seek(index)
            image.load()
        except _CONTENT_ERRORS:
            return first
        chosen = _finished(image, image.size)
        return Picture(chosen.image, first.width, first.height, first.embedded, first.has_transparency)


def _finished(image: Image.Image, stored: tuple[int, int]) -> Picture:
    """Return the loaded image upright and in one shape of pixels."""
    beside = embedded.read(image)
    width, height = stored
    if beside.orientation in embedded.SIDEWAYS:
        width, height = height, width
    pixels = colour.normalise(image)
    if beside.orientation != 1:
        pixels = pixels.transpose(embedded.TURNS[beside.orientation])
    elif pixels is image:
        pixels = image.copy() if getattr(image, "n_frames", 1) > 1 else image
    return Picture(pixels, width, height, beside, pixels.mode == "RGBA")


def _add_heif_decoder() -> None:
    if "HEIF" not in Image.OPEN:
        import pillow_heif  # 30 MB, so only when a file asks for it

        pillow_heif.register_heif_opener()
