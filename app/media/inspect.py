"""What a file is, whole: kind, completeness, measures, flags, and the pixels for what is derived from them.

The order is fixed: kind by bytes, size by header, completeness by skeleton, then decode; so that a bomb is never
decoded and a file that was cut short is called that, whatever its decoder says.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.media import filetype as kinds
from app.media.embedded import Embedded
from app.media.filetype import KINDS, Filetype
from app.media.identify import begins_a_signature, identify
from app.media.picture import MAX_PIXELS, Picture, decoding, frame, opened, still
from app.media.refusal import Refused
from app.media.structure import Bytes, Structure, bitmap, boxes, gif, jpeg, matroska, png, webp

_SHOWN_CHARACTERS = 200

_F = Filetype
_STRUCTURES: dict[Filetype, Callable[[Bytes], Structure]] = {
    _F.JPEG: jpeg.read, _F.PNG: png.read, _F.APNG: png.read, _F.STATIC_GIF: gif.read, _F.ANIMATED_GIF: gif.read,
    _F.WEBP: webp.read, _F.ANIMATED_WEBP: webp.read, _F.BITMAP: bitmap.read_bmp, _F.TIFF: bitmap.read_tiff,
    _F.ICON: bitmap.read_ico, _F.AVIF: boxes.read_picture, _F.AVIF_SEQUENCE: boxes.read_picture,
    _F.HEIF: boxes.read_picture, _F.HEIC: boxes.read_picture, _F.HEIF_SEQUENCE: boxes.read,
    _F.HEIC_SEQUENCE: boxes.read, _F.MP4: boxes.read, _F.QUICKTIME: boxes.read, _F.MATROSKA: matroska.read,
    _F.WEBM: matroska.read,
}
_FILMED = kinds.VIDEOS | {_F.HEIF_SEQUENCE, _F.HEIC_SEQUENCE}
"""What FFmpeg reads; Pillow reads the rest."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that is whole and of a kind we keep. `image` is upright, RGB or RGBA, and may be smaller than the file."""

    filetype: Filetype
    width: int
    height: int
    duration_ms: int | None
    frames: int | None
    has_audio: bool
    has_transparency: bool
    embedded: Embedded
    image: Image.Image

    @property
    def is_still(self) -> bool:
        """Return whether it has a pixel hash and a perceptual hash."""
        return self.filetype in kinds.STILLS

    @property
    def is_full(self) -> bool:
        """Return whether the image holds every pixel of the file."""
        return self.image.size == (self.width, self.height)


def inspect(path: Path, *, in_full: bool, max_pixels: int = MAX_PIXELS) -> Inspected:
    """Inspect a file. Raises Refused with its reason, OSError when it can't be read.

    `in_full` asks for every pixel of a still picture; else a large JPEG is decoded smaller, at half the cost.
    """
    if path.stat().st_size == 0:
        raise Refused("empty")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        filetype = identify(data)
        if filetype not in kinds.KEPT:
            raise _refusal(filetype, data)
        if filetype not in _FILMED:
            _check_header(path, filetype, data, max_pixels)
        structure = _STRUCTURES[filetype](data)
    if not structure.is_complete:
        raise Refused("truncated")
    if filetype in _FILMED:
        return _inspect_film(path, filetype, max_pixels)
    return _inspect_picture(path, filetype, structure, in_full=in_full, max_pixels=max_pixels)


def _check_header(path: Path, filetype: Filetype, data: Bytes, max_pixels: int) -> None:
    """Refuse by the header; a header that can't be read is the cut's fault when the file was cut."""
    try:
        with decoding(), opened(path, filetype, max_pixels):
            pass
    except Refused as refusal:
        if refusal.code == "damaged" and not _STRUCTURES[filetype](data).is_complete:
            raise Refused("truncated") from refusal
        raise


def _inspect_picture(
    path: Path, filetype: Filetype, structure: Structure, *, in_full: bool, max_pixels: int
) -> Inspected:
    if filetype in kinds.STILLS:
        picture = still(path, filetype, in_full=in_full, max_pixels=max_pixels)
        return _of_picture(filetype, picture, None, None)
    picture = frame(path, filetype, structure.frames, max_pixels)
    return _of_picture(filetype, picture, structure.duration_ms, structure.frames)


def _of_picture(filetype: Filetype, picture: Picture, duration_ms: int | None, frames: int | None) -> Inspected:
    return Inspected(filetype, picture.width, picture.height, duration_ms, frames, False,
                     picture.has_transparency, picture.embedded, picture.image)


def _inspect_film(path: Path, filetype: Filetype, max_pixels: int) -> Inspected:
    from app.media import film  # 50 MB of codecs, so only when a film comes

    seen = film.read(path, filetype, max_pixels)
    return Inspected(seen.filetype, seen.width, seen.height, seen.duration_ms, seen.frames, seen.has_audio,
                     False, Embedded(), seen.image)


def _refusal(filetype: Filetype, data: Bytes) -> Refused:
    """Say why this kind is not kept: a page in place of media shows how it begins."""
    if begins_a_signature(data):
        return Refused("truncated")
    if filetype in (_F.HTML, _F.JSON):
        return Refused("not_media", _beginning(data))
    if filetype is _F.PLAIN_TEXT:
        return Refused("unsupported", f"plain text: {_beginning(data)}")
    return Refused("unsupported", KINDS[filetype].human)


def _beginning(data: Bytes) -> str:
    text = bytes(data[: _SHOWN_CHARACTERS * 4]).decode("utf-8", "replace")
    return " ".join(text.split())[:_SHOWN_CHARACTERS]
