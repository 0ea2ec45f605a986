"""What a picture carries besides its pixels: EXIF, XMP, IPTC, a colour profile, words for people."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

_ORIENTATION, _DESCRIPTION, _SOFTWARE, _EXIF_BLOCK = 274, 270, 305, 0x8769
_USER_COMMENT, _XP_TITLE, _XP_COMMENT, _XP_SUBJECT = 0x9286, 0x9C9B, 0x9C9C, 0x9C9F
_IPTC_IN_TIFF, _XMP_IN_TIFF = 33723, 700
_IPTC_IN_PHOTOSHOP = 0x0404
_XMP_IN_PNG = "XML:com.adobe.xmp"

TURNS: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation to the turn that sets the picture upright."""

SIDEWAYS = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class Embedded:
    """What is in the file besides pixels. `orientation` is EXIF's, 1 when there is none."""

    orientation: int = 1
    has_exif: bool = False
    has_xmp: bool = False
    has_iptc: bool = False
    has_human_readable: bool = False
    has_software_source: bool = False
    has_icc_profile: bool = False


def read(image: Image.Image) -> Embedded:
    """Read it from a picture that is loaded (some formats keep their words behind the pixels)."""
    exif = _exif(image)
    words = _words(image)
    tags = getattr(image, "tag_v2", {})
    photoshop = image.info.get("photoshop")
    orientation = exif.get(_ORIENTATION, 1)
    return Embedded(
        orientation=orientation if orientation in TURNS else 1,
        has_exif=any(tag != _ORIENTATION for tag in exif) if tags else bool(exif),
        has_xmp=bool(image.info.get("xmp")) or _XMP_IN_PNG in image.info or _XMP_IN_TIFF in tags,
        has_iptc=_IPTC_IN_TIFF in tags or (isinstance(photoshop, dict) and _IPTC_IN_PHOTOSHOP in photoshop),
        has_human_readable=bool(words - {"software", "source"})
        or any(_is_text(exif.get(tag)) for tag in (_DESCRIPTION, _USER_COMMENT, _XP_TITLE, _XP_COMMENT, _XP_SUBJECT)),
        has_software_source=bool(words & {"software", "source"}) or _is_text(exif.get(_SOFTWARE)),
        has_icc_profile=bool(image.info.get("icc_profile")),
    )


def _exif(image: Image.Image) -> dict[int, object]:
    """Return EXIF's tags with those of its inner block; for TIFF, whose every tag looks like EXIF, the inner block
    and the orientation. Empty when it can't be read."""
    try:
        exif = image.getexif()
        inner = exif.get_ifd(_EXIF_BLOCK)
    except (OSError, SyntaxError, ValueError, LookupError, TypeError, OverflowError):
        return {}
    if image.format == "TIFF":
        kept = {tag: exif[tag] for tag in (_ORIENTATION, _DESCRIPTION, _SOFTWARE) if tag in exif}
        return kept | dict(inner)
    return dict(exif) | dict(inner)


def _words(image: Image.Image) -> set[str]:
    """Return the lower-case names of the texts that a person may read."""
    names = {
        name.lower() for name, text in getattr(image, "text", {}).items()
        if name != _XMP_IN_PNG and not name.startswith("Raw profile") and _is_text(text)
    }
    if _is_text(image.info.get("comment")):
        names.add("comment")
    return names


def _is_text(value: object) -> bool:
    if isinstance(value, bytes):
        value = value.removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0")
        return bool(value.strip(b"\0 \t\r\n"))
    return isinstance(value, str) and bool(value.strip("\0 \t\r\n"))
