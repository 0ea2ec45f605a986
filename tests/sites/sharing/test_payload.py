"""A payload is found in a picture's pixels, bounded, and told from an ordinary picture."""

from __future__ import annotations

import importlib.util
import io
import json
import zlib

import pytest
from PIL import Image

from app.media.grey import grey_pixels, grey_png
from app.media.refusal import Refused
from app.sites.sharing import payload as payloads
from app.sites.sharing.errors import NotADownloader
from app.sites.sharing.payload import Pixels, lay_out, read_payload
from tests.sites.sharing.made import a_picture, gug, packed

RAW = gug()


@pytest.mark.parametrize("width", [7, 64, 512, 600, 1024])
def test_a_payload_is_found_at_any_width(width):
    assert json.loads(read_payload(a_picture(packed(RAW), width=width))) == RAW


def test_plain_text_is_read_as_very_old_files_have_it():
    assert json.loads(read_payload(a_picture(json.dumps(RAW).encode()))) == RAW


@pytest.mark.skipif(importlib.util.find_spec("lz4") is not None, reason="lz4 is installed here")
def test_a_payload_that_may_be_lz4_is_refused_in_words_without_lz4():
    with pytest.raises(NotADownloader, match="LZ4"):
        read_payload(a_picture(b"\x00\x01\x02 no zlib"))


@pytest.mark.parametrize("picture", [
    Pixels(1, b""),
    Pixels(4, bytes(64)),
    Pixels(4, b"\xff\xff" + bytes(64)),
    a_picture(b"abc", length=4_000_000_000),
    a_picture(b"", length=0),
])
def test_an_ordinary_picture_is_told_as_one(picture):
    with pytest.raises(NotADownloader, match="picture"):
        read_payload(picture)


def test_a_cut_payload_is_refused():
    with pytest.raises(NotADownloader, match="cut off"):
        read_payload(a_picture(packed(RAW)[:-5]))


def test_a_payload_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(payloads, "MAX_TEXT_BYTES", 100_000)
    with pytest.raises(NotADownloader, match="unpacks to more"):
        read_payload(a_picture(zlib.compress(bytes(10_000_000), 9), width=512))


def test_what_is_laid_out_is_read_back_from_a_png():
    text = json.dumps([RAW] * 50)
    pixels = lay_out(text)
    assert (pixels.width, len(pixels.rows) % pixels.width) == (512, 0)
    png = grey_png(pixels.width, pixels.rows)
    assert read_payload(Pixels(*grey_pixels(png))) == text


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "LA"])
def test_a_picture_that_somebody_converted_is_still_read(mode):
    pixels = lay_out(json.dumps(RAW))
    grey = Image.frombytes("L", (pixels.width, pixels.height), pixels.rows)
    out = io.BytesIO()
    grey.convert(mode).save(out, "PNG")
    assert json.loads(read_payload(Pixels(*grey_pixels(out.getvalue())))) == RAW


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n cut"])
def test_bytes_that_are_no_png_are_refused(data):
    with pytest.raises(Refused):
        grey_pixels(data)


def test_a_png_of_too_many_pixels_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    Image.new("1", (10_000, 7_000)).save(out, "PNG")
    with pytest.raises(Refused, match="too_many_pixels"):
        grey_pixels(out.getvalue())
