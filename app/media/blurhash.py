"""The blurhash: a few letters from which a page paints a blurred stand-in until the thumbnail is there.

The public algorithm (blurha.sh) as matrix products: the pure-Python encoder takes fifty times as long.
"""

from __future__ import annotations

import numpy
from PIL import Image

from app.media import colour
from app.media.box import fit

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_BOX = (100, 100)

Matrix = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]

_steps = numpy.arange(256) / 255
_LINEAR: Matrix = numpy.where(_steps <= 0.04045, _steps / 12.92, ((_steps + 0.055) / 1.055) ** 2.4)


def components(width: int, height: int) -> tuple[int, int]:
    """Return how many waves across and down suit a file of that size."""
    if width * 3 > height * 4:
        return 5, 3
    if width * 4 < height * 3:
        return 3, 5
    return 4, 4


def blurhash(image: Image.Image, across: int, down: int) -> str:
    """Return the blurhash of an RGB or RGBA picture (best its thumbnail) with so many components."""
    image = colour.on_white(image)
    small = image.resize(fit(*image.size, _BOX), Image.Resampling.HAMMING, reducing_gap=1.0)
    return encode(numpy.asarray(small), across, down)


def encode(pixels: numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.uint8]], across: int, down: int) -> str:
    """Return the blurhash of pixels of shape (height, width, 3)."""
    height, width = pixels.shape[:2]
    linear = _LINEAR[pixels].reshape(height, width * 3)
    rows = (_waves(down, height) @ linear).reshape(down, width, 3)
    waves = _waves(across, width) @ rows * (2 / (width * height))
    waves[0, 0] /= 2
    details = waves.reshape(-1, 3)[1:]
    largest = float(numpy.abs(details).max(initial=0.0))
    steps = max(0, min(82, int(largest * 166 - 0.5)))
    text = _base83(across - 1 + (down - 1) * 9, 1) + _base83(steps, 1) + _base83(_average(waves[0, 0]), 4)
    return text + "".join(_base83(detail, 2) for detail in _details(details, (steps + 1) / 166))


def _waves(count: int, length: int) -> Matrix:
    positions: Matrix = numpy.cos(numpy.pi * numpy.arange(count)[:, None] * numpy.arange(length)[None, :] / length)
    return positions


def _average(values: Matrix) -> int:
    red, green, blue = (_to_srgb(float(value)) for value in values)
    return (red << 16) + (green << 8) + blue


def _details(values: Matrix, unit: float) -> list[int]:
    """Return each colour of waves as one number in base 19: its channels' square roots in 19 steps."""
    scaled = values / unit
    rooted = numpy.copysign(numpy.sqrt(numpy.abs(scaled)), scaled)
    steps = numpy.clip(numpy.floor(rooted * 9 + 9.5), 0, 18).astype(numpy.int64)
    numbers: list[int] = (steps @ numpy.array([361, 19, 1])).tolist()
    return numbers


def _to_srgb(linear: float) -> int:
    value = max(0.0, min(1.0, linear))
    curved = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return int(curved * 255 + 0.5)


def _base83(value: int, length: int) -> str:
    return "".join(_LETTERS[value // 83 ** (length - place) % 83] for place in range(1, length + 1))
