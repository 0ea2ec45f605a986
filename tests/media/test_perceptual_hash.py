"""The perceptual hash against the definition, computed the slow way."""

import math
import statistics

import pytest
from PIL import Image

from app.media.perceptual_hash import perceptual_hash
from tests.media import makers


def by_definition(image):
    """32x32 area average, DCT, median: with loops, for pictures whose sides are multiples of 32."""
    grey = image.convert("L")
    cell_width, cell_height = grey.width // 32, grey.height // 32
    small = [[round(sum(grey.getpixel((column * cell_width + x, row * cell_height + y))
                        for y in range(cell_height) for x in range(cell_width)) / (cell_width * cell_height))
              for column in range(32)] for row in range(32)]

    def frequency(down, across):
        total = sum(small[y][x] * math.cos(math.pi * down * (2 * y + 1) / 64) * math.cos(
            math.pi * across * (2 * x + 1) / 64) for y in range(32) for x in range(32))
        return total * (1 if down else math.sqrt(0.5)) * (1 if across else math.sqrt(0.5)) / 16

    values = [frequency(down, across) for down in range(8) for across in range(8)]
    middle = statistics.median(values[1:])
    return int("".join("1" if value > middle else "0" for value in values), 2)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_the_definition_says(seed):
    image = makers.scene(96, 64, seed=seed)
    assert int(perceptual_hash(image), 16) == by_definition(image)


def test_it_survives_resizing_and_recompression():
    image = makers.scene(900, 700, seed=3)
    first = int(perceptual_hash(image), 16)
    for other in (image.resize((450, 350)), image.resize((300, 233)), image.rotate(0)):
        assert (first ^ int(perceptual_hash(other), 16)).bit_count() <= 4


def test_different_pictures_are_far_apart():
    hashes = [int(perceptual_hash(makers.scene(seed=seed)), 16) for seed in range(1, 6)]
    assert min((a ^ b).bit_count() for a in hashes for b in hashes if a != b) > 12
    assert len(set(hashes)) == 5


@pytest.mark.parametrize("image", [
    Image.new("RGB", (100, 100), "white"), Image.new("RGB", (1, 1)), Image.new("RGBA", (50, 50), (0, 0, 0, 0)),
])
def test_a_picture_without_features_has_none(image):
    assert perceptual_hash(image) is None


def test_what_is_transparent_counts_as_white():
    image = makers.scene(64, 64, mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize((64, 64)))
    white = Image.new("RGB", (64, 64), "white")
    white.paste(image, mask=image.getchannel("A"))
    assert perceptual_hash(image) == perceptual_hash(white)


@pytest.mark.parametrize("size", [(1, 500), (500, 1), (3, 7), (65_535, 2)])
def test_odd_shapes_are_no_trouble(size):
    perceptual_hash(makers.scene(*size))
