"""The perceptual hash: 64 bits that stay near when a picture is resized, recompressed or slightly changed.

Transparent pixels on white, grey, 32x32 by area average, two-dimensional DCT, the 8x8 lowest frequencies; a bit is
set where the value is above the median of the 63 without the first.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy
from PIL import Image

from app.media import colour

_SIDE = 32
_KEPT = 8
_TRANSPARENT_SIDE = 256
_FLAT = 0x8000000000000000
_FLAT_DISTANCE = 4

Matrix = numpy.ndarray[tuple[Any, ...], numpy.dtype[numpy.floating[Any]]]


def perceptual_hash(image: Image.Image) -> str | None:
    """Return 16 hex characters for an RGB or RGBA picture; None for one without features.

    Any size will do: from the 512 px preview it comes out as near to that of all pixels as a recompression does,
    at a fraction of the cost.
    """
    values = _lowest_frequencies(_small_grey(image)).ravel()
    bits = values > numpy.median(values[1:])
    number = int.from_bytes(numpy.packbits(bits).tobytes(), "big")
    if (number ^ _FLAT).bit_count() <= _FLAT_DISTANCE:
        return None
    return f"{number:016x}"


def _small_grey(image: Image.Image) -> Matrix:
    if image.mode == "RGBA":
        image = image.copy()
        image.thumbnail((_TRANSPARENT_SIDE, _TRANSPARENT_SIDE))
        image = colour.on_white(image)
    grey = numpy.asarray(image.convert("L")).astype(numpy.float32)
    rows, columns = grey.shape
    small: Matrix = numpy.rint(_area_weights(rows) @ grey @ _area_weights(columns).T)
    return small


def _lowest_frequencies(grey: Matrix) -> Matrix:
    basis = _cosines()
    # rounded, so that what is nothing but the sum's own error stays nothing in a flat picture
    kept: Matrix = numpy.round(basis @ grey.astype(numpy.float64) @ basis.T, 3)
    return kept


@functools.lru_cache(maxsize=64)
def _area_weights(length: int) -> Matrix:
    """Return 32 rows of weights: how much of each of `length` pixels lies in each of 32 equal cells."""
    edges = numpy.linspace(0, length, _SIDE + 1)
    pixels = numpy.arange(length)
    begins = numpy.maximum(edges[:-1, None], pixels[None, :])
    ends = numpy.minimum(edges[1:, None], pixels[None, :] + 1)
    weights: Matrix = (numpy.clip(ends - begins, 0, None) / (length / _SIDE)).astype(numpy.float32)
    return weights


@functools.lru_cache(maxsize=1)
def _cosines() -> Matrix:
    """Return the first 8 rows of the orthonormal DCT-II matrix for 32 samples."""
    order = numpy.arange(_KEPT)[:, None]
    sample = numpy.arange(_SIDE)[None, :]
    rows = numpy.cos(numpy.pi * order * (2 * sample + 1) / (2 * _SIDE)) * numpy.sqrt(2 / _SIDE)
    rows[0] /= numpy.sqrt(2)
    basis: Matrix = rows
    return basis
