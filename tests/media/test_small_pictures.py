"""Thumbnails, blurhashes, icons."""

import io

import blurhash as slow_blurhash
import numpy
import pytest
from PIL import Image

from app.media import thumbnail_icon
from app.media.blurhash import blurhash, components, encode
from app.media.box import PREVIEW_BOX, fit
from app.media.filetype import Filetype, Group
from app.media.thumbnail import shrink
from tests.media import makers


@pytest.mark.parametrize(("size", "expected"), [
    ((1600, 1200), (150, 112)), ((1200, 1600), (93, 125)), ((150, 125), (150, 125)), ((151, 125), (150, 124)),
    ((20, 10), (20, 10)), ((60_000, 10), (150, 1)), ((10, 60_000), (1, 125)), ((300, 250), (150, 125)),
    ((1, 1), (1, 1)),
])
def test_a_thumbnail_fits_its_box_and_is_never_enlarged(size, expected):
    assert fit(*size) == expected


def test_every_size_fits():
    for width in range(1, 700, 13):
        for height in range(1, 700, 17):
            across, down = fit(width, height, PREVIEW_BOX)
            assert 1 <= across <= min(512, width)
            assert 1 <= down <= min(512, height)


def test_both_small_pictures_look_like_the_large_one():
    large = makers.scene(1800, 1000)
    smalls = shrink(large, 1800, 1000)
    for small in (smalls.thumbnail, smalls.preview):
        shown = Image.open(io.BytesIO(small.body))
        wanted = large.resize(shown.size, Image.Resampling.BOX)
        difference = numpy.asarray(shown, dtype=int) - numpy.asarray(wanted, dtype=int)
        assert numpy.abs(difference).mean() < 2


@pytest.mark.parametrize(("size", "expected"), [
    ((1600, 1200), (4, 4)), ((1601, 1200), (5, 3)), ((1200, 1600), (4, 4)), ((1199, 1600), (3, 5)), ((10, 10), (4, 4)),
])
def test_blurhash_components_follow_the_shape(size, expected):
    assert components(*size) == expected


@pytest.mark.parametrize("parts", [(4, 4), (5, 3), (3, 5), (1, 1), (9, 9)])
def test_blurhashes_are_those_of_the_reference_encoder(parts):
    pixels = numpy.asarray(makers.scene(31, 22))
    assert encode(pixels, *parts) == slow_blurhash.encode(pixels, *parts)


def test_a_flat_and_a_tiny_picture_have_a_blurhash():
    assert blurhash(Image.new("RGB", (1, 1), "white"), 4, 4)
    assert len(blurhash(Image.new("RGBA", (400, 2)), 5, 3)) == 6 + 2 * 14


@pytest.mark.parametrize("group", Group)
def test_every_general_kind_has_an_icon_of_its_own(group):
    shown = Image.open(io.BytesIO(thumbnail_icon.icon(group)))
    assert (shown.format, shown.size) == ("PNG", (200, 200))
    others = [thumbnail_icon.icon(other) for other in Group if other is not group]
    assert thumbnail_icon.icon(group) not in others


def test_kinds_share_the_icon_of_their_group():
    assert thumbnail_icon.icon_for(Filetype.MP3) == thumbnail_icon.icon_for(Filetype.FLAC)
    assert thumbnail_icon.icon_for(12345) == thumbnail_icon.fallback()
