"""Kinds are told by bytes alone."""

import gzip
import json
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.filetype import Filetype
from app.media.identify import begins_a_signature, identify
from tests.media import makers

_F = Filetype


def zipped():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(("content", "filetype"), [
    (b"\xff\xd8\xff\xe0rest", _F.JPEG),
    (b"GIF87a" + bytes(20), _F.STATIC_GIF),
    (b"RIFF\x10\0\0\0WEBPVP8 ", _F.WEBP),
    (b"II*\0" + bytes(20), _F.TIFF),
    (b"MM\0*" + bytes(20), _F.TIFF),
    (b"BM" + bytes(30), _F.BITMAP),
    (b"\0\0\1\0\1\0", _F.ICON),
    (b"\0\0\2\0" + bytes(8) + b"\x60\0\x40\0\x18\0", _F.UNKNOWN),  # TGA
    (b"qoif" + bytes(10), _F.QOI),
    (b"\xff\x0a" + bytes(10), _F.JXL),
    (b"\0\0\0\x0cJXL \r\n\x87\n", _F.JXL),
    (b"CWS\x08", _F.FLASH),
    (b"FLV\x01", _F.FLV),
    (b"%PDF-1.7\n", _F.PDF),
    (b"8BPS\0\1" + bytes(20), _F.PSD),
    (b"CSFCHUNK" + bytes(10), _F.CLIP),
    (b"gimp xcf file", _F.XCF),
    (b"{\\rtf1\\ansi", _F.RTF),
    (zipped(), _F.ZIP),
    (b"7z\xbc\xaf\x27\x1c", _F.SEVEN_ZIP),
    (b"Rar!\x1a\x07\x01\0", _F.RAR),
    (gzip.compress(b"x"), _F.GZIP),
    (b"\0\0\0\x18ftypavif\0\0\0\0", _F.AVIF),
    (b"\0\0\0\x18ftypavis\0\0\0\0", _F.AVIF_SEQUENCE),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", _F.AVIF),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", _F.HEIF),
    (b"\0\0\0\x18ftypheic\0\0\0\0", _F.HEIC),
    (b"\0\0\0\x18ftyphevc\0\0\0\0", _F.HEIC_SEQUENCE),
    (b"\0\0\0\x18ftypmsf1\0\0\0\0", _F.HEIF_SEQUENCE),
    (b"\0\0\0\x18ftypisom\0\0\0\0", _F.MP4),
    (b"\0\0\0\x18ftypqt  \0\0\0\0", _F.QUICKTIME),
    (b"\0\0\0\x18ftypM4A \0\0\0\0", _F.M4A),
    (b"\0\0\0\x08wide\0\0\0\x08mdat", _F.QUICKTIME),
    (b"fLaC" + bytes(10), _F.FLAC),
    (b"RIFF\0\0\0\0WAVEfmt ", _F.WAVE),
    (b"RIFF\0\0\0\0AVI LIST", _F.AVI),
    (b"wvpk" + bytes(10), _F.WAVPACK),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _F.WMV),
    (b"OggS\0", _F.OGG),
    (b"ID3\x04", _F.MP3),
    (b"\xff\xfb\x90\0", _F.MP3),
    (b"\0\0\1\xba", _F.MPEG),
    (b"MZ\x90\0\3", _F.WINDOWS_EXE),
    (b"AT&TFORM\0\0\0\0DJVU", _F.DJVU),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", _F.SVG),
    (b"<?xml version='1.0'?>\n<svg/>", _F.SVG),
    (b"<!DOCTYPE html><p>hi", _F.HTML),
    (b"\xef\xbb\xbf\n\n <html><svg></svg></html>", _F.HTML),
    (b"<head><title>Sign in</title>", _F.HTML),
    (json.dumps({"error": "no"}).encode(), _F.JSON),
    (b"[]", _F.JSON),
    (b"[not json", _F.PLAIN_TEXT),
    (b"BMW is a car, MZ is a bike", _F.PLAIN_TEXT),
    (b"MZ is a bike", _F.PLAIN_TEXT),
    ("caf\N{LATIN SMALL LETTER E WITH ACUTE}".encode(), _F.PLAIN_TEXT),
    (b"\x01\x02\x03\x04", _F.UNKNOWN),
])
def test_a_kind_is_told_by_its_bytes(content, filetype):
    assert identify(content) is filetype


def test_moving_pictures_are_told_from_still_ones(media):
    assert {name: identify(media[name]).name for name in ("png", "apng", "static gif", "animated gif", "webp",
                                                            "animated webp")} == {
        "png": "PNG", "apng": "APNG", "static gif": "STATIC_GIF", "animated gif": "ANIMATED_GIF", "webp": "WEBP",
        "animated webp": "ANIMATED_WEBP",
    }


def test_an_animation_of_one_frame_is_a_still_picture():
    one = makers.body(makers.scene(), "WEBP", save_all=True, append_images=[makers.scene()])
    assert identify(one) in (_F.WEBP, _F.ANIMATED_WEBP)
    assert identify(makers.animation("GIF", count=1)) is _F.STATIC_GIF


def test_deeply_nested_brackets_are_no_trouble():
    assert identify(b"[" * 1_000_000) is _F.PLAIN_TEXT


@pytest.mark.parametrize(("content", "is_one"), [
    (b"\x89PN", True), (b"G", True), (b"\xff", True), (b"GIF89a", False), (b"hello", False),
    (b"\x89PNG\r\n\x1a\n", False),
])
def test_the_first_bytes_of_a_signature_are_recognised_as_a_cut(content, is_one):
    assert begins_a_signature(content) is is_one


@given(st.binary(max_size=400))
def test_identifying_never_fails(content):
    assert isinstance(identify(content), Filetype)


@given(st.sampled_from([b"GIF89a", b"\x89PNG\r\n\x1a\n", b"RIFF\xff\xff\0\0WEBP", b"\0\0\0\x20ftypavis", b"\xff\xd8"]),
       st.binary(max_size=400))
def test_identifying_what_only_begins_well_never_fails(start, rest):
    assert isinstance(identify(start + rest), Filetype)
