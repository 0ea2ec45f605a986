"""Skeletons: cut anywhere, every kind is called truncated; rubbish never raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.media.structure import bitmap, boxes, gif, jpeg, matroska, png, webp
from tests.media import makers

NAMES = ["jpeg", "progressive jpeg", "png", "apng", "static gif", "animated gif", "webp", "lossless webp",
         "animated webp", "avif", "avif sequence", "heic", "heif", "bitmap", "tiff", "packed tiff", "icon", "mp4",
         "fast-start mp4", "quicktime", "webm", "matroska"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_cut_anywhere_is_called_truncated(media, examine, name):
    whole = media[name]
    cuts = {len(whole) - 1, len(whole) - 2, *(len(whole) * tenth // 10 for tenth in range(1, 10)), 40}
    outcomes = {cut: examine(whole[:cut]).get("refused") for cut in sorted(cuts)}
    assert set(outcomes.values()) == {"truncated"}, outcomes


def test_a_fragmented_film_cut_inside_a_fragment_is_called_truncated(media, examine):
    whole = media["fragmented mp4"]
    assert "refused" not in examine(whole)
    assert examine(whole[: len(whole) // 2])["refused"] == "truncated"


@pytest.mark.parametrize("name", ["jpeg", "png", "apng", "static gif", "animated gif", "webp", "bitmap", "icon"])
def test_bytes_behind_the_end_do_no_harm(media, examine, name):
    assert "refused" not in examine(media[name] + b"\x13\x37" * 50)


def test_an_embedded_preview_does_not_stand_for_the_picture(examine):
    exif = makers.Image.Exif()
    whole = makers.body(makers.scene(200, 200), "JPEG", exif=exif)
    preview = makers.body(makers.scene(16, 16), "JPEG")
    segment = b"\xff\xe1" + (len(preview) + 2).to_bytes(2, "big") + preview
    with_preview = whole[:2] + segment + whole[2:]
    assert "refused" not in examine(with_preview)
    assert examine(with_preview[: len(with_preview) // 2])["refused"] == "truncated"


def test_durations_count_short_delays_as_browsers_show_them():
    assert gif.read(makers.animation("GIF", count=4, duration=0)).duration_ms == 400
    assert gif.read(makers.animation("GIF", count=4, duration=[50, 100, 150, 200])).duration_ms == 500
    assert png.read(makers.animation("PNG", count=3, duration=250)).duration_ms == 750
    assert webp.read(makers.animation("WEBP", count=3, duration=40)).duration_ms == 120


READERS = [bitmap.read_bmp, bitmap.read_ico, bitmap.read_tiff, boxes.read, boxes.read_picture, gif.read, jpeg.read,
           matroska.read, png.read, webp.read]


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_no_reader_fails_on_rubbish(content):
    for read in READERS:
        read(content)


@pytest.mark.parametrize("name", NAMES)
def test_no_reader_fails_on_a_file_with_flipped_bytes(media, name):
    import random

    chance = random.Random(7)
    whole = media[name][:4000]
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(4):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        for read in READERS:
            read(bytes(damaged))
