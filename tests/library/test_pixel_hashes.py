"""Pixel hashes that an import left for later are filled while nothing else wants the workers."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.library.pixel_hashes import PixelHashes


@pytest.fixture
def picture():
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def hashes(house, media_pool):
    return PixelHashes(house.database, house.writer, house.store, media_pool, house.events)


def test_a_large_jpeg_gets_its_pixel_hash_after_the_import(house, hashes, picture):
    outcome = house.take_in(picture)
    assert house.library.files.rows([outcome.file_id])[0].facts.pixel_hash is None
    assert hashes.fill() == 1
    assert len(house.library.files.rows([outcome.file_id])[0].facts.pixel_hash) == 64
    assert hashes.fill() == 0


def test_a_picture_that_is_gone_is_passed_over(house, hashes, picture):
    outcome = house.take_in(picture)
    house.store.file_path(outcome.sha256, ".jpg").unlink()
    assert hashes.fill() == 0
    assert hashes.fill() == 0
