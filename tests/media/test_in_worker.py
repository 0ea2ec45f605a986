"""Media jobs in real workers: what hangs, eats memory or dies fails alone."""

from datetime import timedelta

import pytest

from app.core.reasons import REASONS
from app.media.tasks import TASKS
from app.workers.errors import JobFailed, WorkerLost, WorkerTimeout
from app.workers.pool import WorkerPool
from tests.media import makers

LONG = timedelta(seconds=30)


@pytest.fixture
def pool():
    made = WorkerPool(1, TASKS, name="media", nice=1, memory_limit_bytes=400 << 20)
    yield made
    made.close()


def job(tmp_path, content):
    path = tmp_path / "incoming"
    path.write_bytes(content)
    return {"path": str(path), "thumbnail_path": str(tmp_path / "t"), "preview_path": str(tmp_path / "p")}


def test_every_task_of_the_table_can_be_run(pool, tmp_path, media):
    payload = job(tmp_path, media["png"])
    seen = pool.run("media.examine", payload, timeout=LONG)
    assert seen["filetype"] == 2
    assert pool.run("media.pixel_hash", payload, timeout=LONG)["pixel_hash"] == seen["pixel_hash"]
    assert pool.run("media.regenerate", payload, timeout=LONG)["thumbnail"] == seen["thumbnail"]
    assert pool.run("media.examine", job(tmp_path, media["mp4"]), timeout=LONG)["filetype"] == 14


def test_a_picture_that_needs_more_memory_than_allowed_ends_as_a_reason_and_the_worker_lives_on(pool, tmp_path, media):
    import zlib

    rows = zlib.compress(bytes(12_001 * 3) * 12_000, 1)  # 144 megapixels: under the limit of pixels, over the memory's
    header = makers.struct.pack(">IIBBBBB", 12_000, 12_000, 8, 2, 0, 0, 0)
    bomb = (b"\x89PNG\r\n\x1a\n" + makers.png_chunk(b"IHDR", header) + makers.png_chunk(b"IDAT", rows)
            + makers.png_chunk(b"IEND", b""))
    seen = pool.run("media.examine", job(tmp_path, bomb), timeout=LONG)
    assert (seen["refused"], seen["detail"]) == ("decode_failed", "not enough memory")
    assert len(seen["sha256"]) == 64
    assert pool.run("media.examine", job(tmp_path, media["png"]), timeout=LONG)["filetype"] == 2
    assert pool.status().restarts == 0


@pytest.mark.parametrize("name", ["heic", "avif", "webp", "mp4", "animated gif"])
def test_every_decoder_works_inside_the_limits(pool, tmp_path, media, name):
    assert "refused" not in pool.run("media.examine", job(tmp_path, media[name]), timeout=LONG)


def test_damage_in_native_decoders_never_takes_the_pool_down(pool, tmp_path, media):
    import random

    chance = random.Random(11)
    for name in ("avif", "heic", "webp", "tiff", "webm", "mp4"):
        for _ in range(8):
            damaged = bytearray(media[name])
            for _ in range(20):
                damaged[chance.randrange(12, len(damaged))] = chance.randrange(256)
            try:
                seen = pool.run("media.examine", job(tmp_path, bytes(damaged)), timeout=timedelta(seconds=4))
            except JobFailed as error:
                assert error.kind == "memory"
            except (WorkerLost, WorkerTimeout):
                continue
            else:
                assert seen.get("refused", "damaged") in REASONS
    assert pool.run("media.examine", job(tmp_path, media["png"]), timeout=LONG)["filetype"] == 2


def test_a_file_that_is_gone_is_an_error_of_the_job(pool, tmp_path):
    with pytest.raises(JobFailed) as caught:
        pool.run("media.examine", {"path": str(tmp_path / "gone")}, timeout=LONG)
    assert caught.value.kind == "FileNotFoundError"
