"""F1: an import that is killed at any instant leaves its file wholly in or wholly out, and the next start needs nobody.

The child process (`python -m tests.faults.test_import_order DATA POINT NUMBER`) takes pictures in and is killed when
it comes to the point for the NUMBER-th time.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import events
from app.library.metadata import FileMetadata, ImportStatus
from app.library.services import DOWNLOADER_TAGS
from app.media.tasks import TASKS
from app.workers.pool import WorkerPool
from tests.library.conftest import House, picture_bytes

ROOT = Path(__file__).resolve().parents[2]
PICTURES = 4
POINTS = ("store.synced", "store.renamed", "writer.before_commit", "writer.committed")


def metadata(number: int) -> FileMetadata:
    return FileMetadata(
        tags={DOWNLOADER_TAGS: ["every file", f"only {number}"]},
        primary_urls=[f"https://example.org/posts/{number}"],
        notes={"note": f"of {number}"},
    )


def take_all(house: House) -> list[ImportStatus]:
    return [house.take_in(picture_bytes(number), metadata(number)).status for number in range(PICTURES)]


def run_child(data: Path, point: str, number: int, kill_after: float | None = None) -> int:
    child = subprocess.Popen([sys.executable, "-m", __name__, str(data), point, str(number)], cwd=ROOT,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if kill_after is not None:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(kill_after)
        child.kill()
    output = child.communicate(timeout=25)[0]
    assert child.returncode in {-signal.SIGKILL, 0}, output.decode()
    return child.returncode


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool(1, TASKS, name="media", nice=0)
    yield made
    made.close()


def check(house: House) -> int:
    """Check that every file is wholly in; return how many there are."""
    store, database = house.store, house.database
    rows = database.rows("SELECT h.id, h.sha256, f.extension FROM file AS f JOIN hash AS h ON h.id = f.id")
    for file_id, sha256, extension in rows:
        content = store.file_path(sha256.hex(), extension).read_bytes()
        assert hashlib.sha256(content).digest() == sha256
        row = house.library.files.row(file_id)
        assert len(row.domains) == 3 and len(row.tags[DOWNLOADER_TAGS][0]) == 2
        assert len(row.urls) == 1 and len(row.notes) == 1 and "local" in row.modified
        assert store.thumbnail_path(row.sha256).exists()
    ids = sorted(row[0] for row in rows)
    assert sorted(house.library.search.search(["every file"]).tolist()) == ids
    assert sorted(house.library.search.search(["system:inbox"]).tolist()) == ids
    # nothing hangs on a file that is not here
    for table in ("file_domain", "file_tags", "url_map", "note", "file_time"):
        assert database.scalar(f"SELECT count(*) FROM {table} WHERE file_id NOT IN (SELECT id FROM file)") == 0
    assert database.scalar("PRAGMA integrity_check") == "ok"
    assert list(store.incoming.iterdir()) == []
    return len(ids)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("number", [1, 3])
def test_a_killed_import_is_wholly_in_or_wholly_out(tmp_path: Path, pool: WorkerPool, point: str, number: int):
    assert run_child(tmp_path, point, number) == -signal.SIGKILL
    house = House(tmp_path, pool)
    try:
        done = check(house)
        assert done == (number if point == "writer.committed" else number - 1)
        statuses = take_all(house)
        assert statuses == [ImportStatus.ALREADY_HERE] * done + [ImportStatus.SUCCESSFUL] * (PICTURES - done)
        assert check(house) == PICTURES
        assert len(list(house.store.walk())) == PICTURES
    finally:
        house.close()


@pytest.mark.parametrize("point", ["writer.before_commit", "writer.committed"])
def test_a_killed_save_of_the_search_index_loses_nothing(tmp_path: Path, pool: WorkerPool, point: str):
    assert run_child(tmp_path, point, PICTURES + 1) == -signal.SIGKILL
    house = House(tmp_path, pool)
    try:
        assert check(house) == PICTURES
        assert house.database.scalar("SELECT count(*) > 0 FROM tag_log") == (point == "writer.before_commit")
    finally:
        house.close()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_imports_killed_at_random_lose_nothing(tmp_path: Path, pool: WorkerPool):
    dice = random.Random(11)
    for turn in range(40):
        data = tmp_path / str(turn)
        data.mkdir()
        run_child(data, "nowhere", 0, kill_after=dice.random() * 0.6)
        house = House(data, pool)
        try:
            check(house)
            take_all(house)
            assert check(house) == PICTURES
        finally:
            house.close()


def _child(data: Path, point: str, number: int) -> None:
    seen = 0

    def stop(name: str) -> None:
        nonlocal seen
        seen += name == point
        if name == point and seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    pool = WorkerPool(1, TASKS, name="media", nice=0)
    house = House(data, pool)
    events.stop_at_points(stop)
    print("begins", flush=True)
    take_all(house)
    house.library.search.live.save()
    events.stop_at_points(None)
    house.close()
    pool.close()


if __name__ == "__main__":
    _child(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
