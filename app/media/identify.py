"""What kind of file these bytes are. Names, extensions and headers of the sender are never believed.

Signatures first, in order; then text is told apart (html, svg, json, plain). Containers that only their streams tell
apart (mp4 with or without picture, webm or matroska) get their common kind here; `inspect` narrows it.
"""

from __future__ import annotations

import json

from app.media.filetype import Filetype
from app.media.structure import Bytes, gif, png, webp

_HEAD_BYTES = 4096
_MAX_JSON_BYTES = 4 * 1024 * 1024

_F = Filetype

SIGNATURES: tuple[tuple[int, bytes, Filetype], ...] = (
    (0, b"\xff\xd8", _F.JPEG),
    (0, b"\x89PNG\r\n\x1a\n", _F.PNG),
    (0, b"GIF87a", _F.STATIC_GIF),
    (0, b"GIF89a", _F.STATIC_GIF),
    (8, b"WEBP", _F.WEBP),
    (0, b"II*\x00", _F.TIFF),
    (0, b"MM\x00*", _F.TIFF),
    (0, b"BM", _F.BITMAP),
    (0, b"\x00\x00\x01\x00", _F.ICON),
    (0, b"\x00\x00\x02\x00", _F.ICON),
    (0, b"qoif", _F.QOI),
    (0, b"\xff\x0a", _F.JXL),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", _F.JXL),
    (0, b"CWS", _F.FLASH),
    (0, b"FWS", _F.FLASH),
    (0, b"ZWS", _F.FLASH),
    (0, b"FLV", _F.FLV),
    (0, b"%PDF", _F.PDF),
    (0, b"8BPS\x00\x01", _F.PSD),
    (0, b"8BPS\x00\x02", _F.PSD),
    (0, b"CSFCHUNK", _F.CLIP),
    (0, b"SAI-CANVAS", _F.SAI2),
    (0, b"gimp xcf ", _F.XCF),
    (38, b"application/x-krita", _F.KRITA),
    (42, b"application/x-krita", _F.KRITA),
    (58, b"application/x-krita", _F.KRITA),
    (63, b"application/x-krita", _F.KRITA),
    (38, b"image/openraster", _F.ORA),
    (42, b"image/openraster", _F.ORA),
    (58, b"image/openraster", _F.ORA),
    (63, b"image/openraster", _F.ORA),
    (0, b"PDN3", _F.PAINT_NET),
    (38, b"application/epub+zip", _F.EPUB),
    (43, b"application/epub+zip", _F.EPUB),
    (0, b"{\\rtf", _F.RTF),
    (0, b"PK\x03\x04", _F.ZIP),
    (0, b"PK\x05\x06", _F.ZIP),
    (0, b"7z\xbc\xaf\x27\x1c", _F.SEVEN_ZIP),
    (0, b"Rar!\x1a\x07\x00", _F.RAR),
    (0, b"Rar!\x1a\x07\x01\x00", _F.RAR),
    (0, b"\x1f\x8b", _F.GZIP),
    (0, b"fLaC", _F.FLAC),
    (8, b"WAVE", _F.WAVE),
    (0, b"wvpk", _F.WAVPACK),
    (8, b"AVI ", _F.AVI),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _F.WMV),
    (0, b"\x1a\x45\xdf\xa3", _F.MATROSKA),
    (0, b"OggS", _F.OGG),
    (0, b"ID3", _F.MP3),
    (0, b"\xff\xfb", _F.MP3),
    (0, b"\xff\xf3", _F.MP3),
    (0, b"\xff\xf2", _F.MP3),
    (0, b"TTA1", _F.TTA),
    (0, b".RMF", _F.REALVIDEO),
    (0, b".ra\xfd", _F.REALAUDIO),
    (0, b"\x00\x00\x01\xba", _F.MPEG),
    (0, b"\x00\x00\x01\xb3", _F.MPEG),
    (0, b"MZ", _F.WINDOWS_EXE),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _F.DOC),
)
"""(offset, bytes, kind); the first that fits wins."""

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
_HEIC_SEQUENCE_BRANDS = frozenset({b"hevc", b"hevx", b"hevm", b"hevs"})
_QUICKTIME_ATOMS = frozenset({b"moov", b"mdat", b"wide", b"pnot"})
_HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<script", b"<meta ", b"<div", b"<!--")


def identify(data: Bytes) -> Filetype:
    """Return the kind of these bytes; UNKNOWN when nothing fits."""
    head = bytes(data[:_HEAD_BYTES])
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    for offset, signature, filetype in SIGNATURES:
        if head.startswith(signature, offset) and _is_convincing(filetype, head):
            return _refine(filetype, data)
    if head[4:8] in _QUICKTIME_ATOMS:
        return _F.QUICKTIME
    if head[:1] == b"G" and data[188:189] == b"G" and data[376:377] == b"G":
        return _F.MPEG
    if head.startswith(b"AT&TFORM") and head[12:15] == b"DJV":
        return _F.DJVU
    return _text(head, data)


def _is_convincing(filetype: Filetype, head: bytes) -> bool:
    """Two letters are little proof: a text may begin with BM or MZ, and a TGA picture like an icon."""
    if filetype in (_F.BITMAP, _F.WINDOWS_EXE):
        return not _is_text(head)
    if filetype is _F.ICON:  # it names at least one picture, whose reserved byte is zero
        return head[4:6] != b"\x00\x00" and head[9:10] in (b"\x00", b"")
    if filetype in (_F.WEBP, _F.WAVE, _F.AVI):
        return head.startswith(b"RIFF")
    return True


def _refine(filetype: Filetype, data: Bytes) -> Filetype:
    match filetype:
        case _F.PNG if png.is_animated(data):
            return _F.APNG
        case _F.STATIC_GIF if gif.read(data).frames > 1:
            return _F.ANIMATED_GIF
        case _F.WEBP if webp.read(data).frames > 1:
            return _F.ANIMATED_WEBP
        case _:
            return filetype


def _by_brand(head: bytes) -> Filetype:
    """Tell the ISO base media files apart by their brands."""
    length = int.from_bytes(head[:4], "big")
    major = head[8:12]
    brands = {head[at : at + 4] for at in range(16, min(max(length, 16), len(head)), 4)}
    if major == b"avis":
        return _F.AVIF_SEQUENCE
    if major == b"avif" or (major == b"mif1" and b"avif" in brands):
        return _F.AVIF
    if major in _HEIC_BRANDS:
        return _F.HEIC
    if major in _HEIC_SEQUENCE_BRANDS:
        return _F.HEIC_SEQUENCE
    if major == b"mif1":
        return _F.HEIF
    if major == b"msf1":
        return _F.HEIF_SEQUENCE
    if major == b"qt  ":
        return _F.QUICKTIME
    if major.startswith(b"M4A"):
        return _F.M4A
    if major == b"crx ":  # a camera's raw picture
        return _F.UNKNOWN
    return _F.MP4


def _text(head: bytes, data: Bytes) -> Filetype:
    if not _is_text(head):
        return _F.UNKNOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = start[:1024].lower()
    if b"<svg" in lower and lower.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")):
        return _F.SVG
    if lower.startswith(_HTML_MARKS) or b"<!doctype html" in lower or b"<html" in lower:
        return _F.HTML
    if start[:1] in (b"{", b"[") and _is_json(data):
        return _F.JSON
    return _F.PLAIN_TEXT


def _is_json(data: Bytes) -> bool:
    if len(data) > _MAX_JSON_BYTES:  # its kind is refused either way; the words differ
        return True
    try:
        json.loads(bytes(data[:]))
    except (ValueError, RecursionError):
        return False
    return True


def _is_text(head: bytes) -> bool:
    if not head:
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # a letter cut by the end of the head
    return True


def begins_a_signature(data: Bytes) -> bool:
    """Return whether these few bytes are the start of a signature: a file that was cut almost at once."""
    return len(data) < 12 and any(
        offset == 0 and len(data) < len(signature) and signature.startswith(bytes(data[:]))
        for offset, signature, _ in SIGNATURES
    )
