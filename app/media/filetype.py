"""The kinds of file by the numbers, names and extensions that the Client API uses.

The numbers are part of that contract and of our tables; they never change. Whether we keep a kind is `KEPT`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Group(IntEnum):
    """The general kinds that a search may ask for."""

    AUDIO = 40
    IMAGE = 41
    VIDEO = 42
    APPLICATION = 43
    ANIMATION = 44
    ARCHIVE = 59
    IMAGE_PROJECT = 60
    UNKNOWN = 101


class Filetype(IntEnum):
    """Every kind that has a number."""

    JPEG = 1
    PNG = 2
    ANIMATED_GIF = 3
    BITMAP = 4
    FLASH = 5
    ICON = 7
    HTML = 8
    FLV = 9
    PDF = 10
    ZIP = 11
    MP3 = 13
    MP4 = 14
    OGG = 15
    FLAC = 16
    WMA = 17
    WMV = 18
    MATROSKA = 20
    WEBM = 21
    JSON = 22
    APNG = 23
    MPEG = 25
    QUICKTIME = 26
    AVI = 27
    PLAIN_TEXT = 30
    RAR = 31
    SEVEN_ZIP = 32
    WEBP = 33
    TIFF = 34
    PSD = 35
    M4A = 36
    REALVIDEO = 37
    REALAUDIO = 38
    TTA = 39
    CLIP = 45
    WAVE = 46
    OGV = 47
    MATROSKA_AUDIO = 48
    MP4_AUDIO = 49
    WINDOWS_EXE = 52
    WAVPACK = 53
    SAI2 = 54
    KRITA = 55
    SVG = 56
    XCF = 57
    GZIP = 58
    HEIF = 61
    HEIF_SEQUENCE = 62
    HEIC = 63
    HEIC_SEQUENCE = 64
    AVIF = 65
    AVIF_SEQUENCE = 66
    STATIC_GIF = 68
    PROCREATE = 69
    QOI = 70
    EPUB = 71
    DJVU = 72
    CBZ = 73
    UGOIRA = 74
    RTF = 75
    DOCX = 76
    XLSX = 77
    PPTX = 78
    DOC = 80
    XLS = 81
    PPT = 82
    ANIMATED_WEBP = 83
    JXL = 85
    PAINT_NET = 86
    ANIMATED_JXL = 88
    ORA = 89
    OCTET_STREAM = 100
    UNKNOWN = 101


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a filetype. `extension` has its dot; it is empty for what we can't name."""

    filetype: Filetype
    group: Group
    mime: str
    human: str
    extension: str
    has_thumbnail: bool


_OOXML = "application/vnd.openxmlformats-officedocument."
_WITHOUT_THUMBNAIL_PROJECTS = {Filetype.SAI2, Filetype.XCF}
_APPLICATIONS_WITH_THUMBNAIL = {Filetype.FLASH, Filetype.PDF, Filetype.EPUB, Filetype.PPTX}


def _has_thumbnail(filetype: Filetype, group: Group) -> bool:
    match group:
        case Group.IMAGE | Group.ANIMATION | Group.VIDEO | Group.AUDIO:
            return True
        case Group.IMAGE_PROJECT:
            return filetype not in _WITHOUT_THUMBNAIL_PROJECTS
        case Group.APPLICATION:
            return filetype in _APPLICATIONS_WITH_THUMBNAIL
        case Group.ARCHIVE:
            return filetype is Filetype.CBZ
        case _:
            return False


def _kinds(group: Group, *rows: tuple[Filetype, str, str, str]) -> dict[Filetype, Kind]:
    return {
        filetype: Kind(filetype, group, mime, human, extension, _has_thumbnail(filetype, group))
        for filetype, mime, human, extension in rows
    }


_F = Filetype

KINDS: dict[Filetype, Kind] = {
    **_kinds(
        Group.IMAGE,
        (_F.JPEG, "image/jpeg", "jpeg", ".jpg"),
        (_F.PNG, "image/png", "png", ".png"),
        (_F.STATIC_GIF, "image/gif", "static gif", ".gif"),
        (_F.BITMAP, "image/bmp", "bitmap", ".bmp"),
        (_F.WEBP, "image/webp", "webp", ".webp"),
        (_F.TIFF, "image/tiff", "tiff", ".tiff"),
        (_F.QOI, "image/qoi", "qoi", ".qoi"),
        (_F.ICON, "image/x-icon", "icon", ".ico"),
        (_F.HEIF, "image/heif", "heif", ".heif"),
        (_F.HEIC, "image/heic", "heic", ".heic"),
        (_F.AVIF, "image/avif", "avif", ".avif"),
        (_F.JXL, "image/jxl", "jxl", ".jxl"),
    ),
    **_kinds(
        Group.ANIMATION,
        (_F.ANIMATED_GIF, "image/gif", "animated gif", ".gif"),
        (_F.APNG, "image/apng", "apng", ".png"),
        (_F.ANIMATED_WEBP, "image/webp", "animated webp", ".webp"),
        (_F.ANIMATED_JXL, "image/jxl", "animated jxl", ".jxl"),
        (_F.HEIF_SEQUENCE, "image/heif-sequence", "heif sequence", ".heifs"),
        (_F.HEIC_SEQUENCE, "image/heic-sequence", "heic sequence", ".heics"),
        (_F.AVIF_SEQUENCE, "image/avif-sequence", "avif sequence", ".avifs"),
        (_F.UGOIRA, "application/zip", "ugoira", ".zip"),
    ),
    **_kinds(
        Group.VIDEO,
        (_F.MP4, "video/mp4", "mp4", ".mp4"),
        (_F.WEBM, "video/webm", "webm", ".webm"),
        (_F.MATROSKA, "video/x-matroska", "matroska", ".mkv"),
        (_F.AVI, "video/x-msvideo", "avi", ".avi"),
        (_F.FLV, "video/x-flv", "flv", ".flv"),
        (_F.QUICKTIME, "video/quicktime", "quicktime", ".mov"),
        (_F.MPEG, "video/mpeg", "mpeg", ".mpeg"),
        (_F.OGV, "video/ogg", "ogv", ".ogv"),
        (_F.REALVIDEO, "video/vnd.rn-realvideo", "realvideo", ".rm"),
        (_F.WMV, "video/x-ms-wmv", "wmv", ".wmv"),
    ),
    **_kinds(
        Group.AUDIO,
        (_F.MP3, "audio/mp3", "mp3", ".mp3"),
        (_F.OGG, "audio/ogg", "ogg", ".ogg"),
        (_F.FLAC, "audio/flac", "flac", ".flac"),
        (_F.M4A, "audio/mp4", "m4a", ".m4a"),
        (_F.MATROSKA_AUDIO, "audio/x-matroska", "matroska audio", ".mkv"),
        (_F.MP4_AUDIO, "audio/mp4", "mp4 audio", ".mp4"),
        (_F.REALAUDIO, "audio/vnd.rn-realaudio", "realaudio", ".ra"),
        (_F.TTA, "audio/x-tta", "tta", ".tta"),
        (_F.WAVE, "audio/x-wav", "wave", ".wav"),
        (_F.WAVPACK, "audio/wavpack", "wavpack", ".wv"),
        (_F.WMA, "audio/x-ms-wma", "wma", ".wma"),
    ),
    **_kinds(
        Group.APPLICATION,
        (_F.FLASH, "application/x-shockwave-flash", "flash", ".swf"),
        (_F.PDF, "application/pdf", "pdf", ".pdf"),
        (_F.EPUB, "application/epub+zip", "epub", ".epub"),
        (_F.DJVU, "image/vnd.djvu", "djvu", ".djvu"),
        (_F.RTF, "application/rtf", "rtf", ".rtf"),
        (_F.DOCX, _OOXML + "wordprocessingml.document", "docx", ".docx"),
        (_F.XLSX, _OOXML + "spreadsheetml.sheet", "xlsx", ".xlsx"),
        (_F.PPTX, _OOXML + "presentationml.presentation", "pptx", ".pptx"),
        (_F.DOC, "application/msword", "doc", ".doc"),
        (_F.XLS, "application/vnd.ms-excel", "xls", ".xls"),
        (_F.PPT, "application/vnd.ms-powerpoint", "ppt", ".ppt"),
    ),
    **_kinds(
        Group.IMAGE_PROJECT,
        (_F.PSD, "image/vnd.adobe.photoshop", "psd", ".psd"),
        (_F.CLIP, "application/clip", "clip", ".clip"),
        (_F.SAI2, "application/sai2", "sai2", ".sai2"),
        (_F.KRITA, "application/x-krita", "krita", ".kra"),
        (_F.ORA, "image/openraster", "ora", ".ora"),
        (_F.PAINT_NET, "application/x-paintnet", "paint.net", ".pdn"),
        (_F.XCF, "image/x-xcf", "xcf", ".xcf"),
        (_F.PROCREATE, "application/x-procreate", "procreate", ".procreate"),
        (_F.SVG, "image/svg+xml", "svg", ".svg"),
    ),
    **_kinds(
        Group.ARCHIVE,
        (_F.CBZ, "application/vnd.comicbook+zip", "cbz", ".cbz"),
        (_F.ZIP, "application/zip", "zip", ".zip"),
        (_F.RAR, "application/vnd.rar", "rar", ".rar"),
        (_F.SEVEN_ZIP, "application/x-7z-compressed", "7z", ".7z"),
        (_F.GZIP, "application/gzip", "gzip", ".gz"),
    ),
    **_kinds(
        Group.UNKNOWN,
        (_F.HTML, "text/html", "html", ".html"),
        (_F.JSON, "application/json", "json", ".json"),
        (_F.PLAIN_TEXT, "text/plain", "plain text", ".txt"),
        (_F.WINDOWS_EXE, "application/octet-stream", "windows exe", ".exe"),
        (_F.OCTET_STREAM, "application/octet-stream", "application/octet-stream", ""),
        (_F.UNKNOWN, "unknown filetype", "unknown filetype", ""),
    ),
}
"""Every filetype, by number."""

STILLS = frozenset({
    _F.JPEG, _F.PNG, _F.STATIC_GIF, _F.BITMAP, _F.WEBP, _F.TIFF, _F.ICON, _F.HEIF, _F.HEIC, _F.AVIF,
})
"""The pictures that we keep: they have a pixel hash and a perceptual hash."""

ANIMATIONS = frozenset({_F.ANIMATED_GIF, _F.APNG, _F.ANIMATED_WEBP, _F.AVIF_SEQUENCE, _F.HEIC_SEQUENCE,
                        _F.HEIF_SEQUENCE})
"""The moving pictures without sound that we keep."""

VIDEOS = frozenset({_F.MP4, _F.WEBM, _F.MATROSKA, _F.QUICKTIME})
"""The films that we keep."""

KEPT = STILLS | ANIMATIONS | VIDEOS


def kind_of(number: int) -> Kind:
    """Return the kind of that number; the unknown one for a number we don't know."""
    try:
        return KINDS[Filetype(number)]
    except ValueError:
        return KINDS[Filetype.UNKNOWN]
