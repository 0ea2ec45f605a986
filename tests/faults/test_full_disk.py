"""F3: a disk that is full at any step loses nothing, stops nothing but downloads, and they go on alone."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.events import stop_at_points
from app.storage import file_store
from tests.downloads.house import House, Pools
from tests.downloads.test_restart import assert_whole, brought, expected
from tests.faults import whole
from tests.faults.conftest import Page, SmallDisk, downloading_from
from tests.library.conftest import picture_bytes
from tests.running import Server, command, until
from tests.served_booru import ServedBooru

MB = 1024**2
FILES = 4


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look at a full disk again at once, and never leave a point armed."""
    monkeypatch.setattr("app.downloads.turns.STORAGE_PAUSE", timedelta(seconds=0.1))
    yield
    stop_at_points(None)


@pytest.mark.parametrize("point", ["seed.started", "gallery.parsed", "download.received", "store.synced",
                                   "store.renamed", "writer.before_commit"])
def test_a_disk_that_fills_at_any_step_loses_nothing_and_its_work_goes_on_by_itself(
    small_disk: SmallDisk, booru: ServedBooru, pools: Pools, point: str
) -> None:
    """F3, at the temporary file, at the small pictures, at the rename, at the commit."""
    house = House(small_disk.path / "data", booru, pools).start()
    left = [{"gallery.parsed": 1, "writer.before_commit": 5}.get(point, 2)]

    def fill(name: str) -> None:
        left[0] -= name == point
        if name == point and left[0] == 0:
            small_disk.fill()

    stop_at_points(fill)
    query = house.downloads.add_query("snow", "danbooru tag search", file_limit=FILES)
    try:
        house.until(lambda: any("disk" in (row.files_status + row.search_status) or row.is_done
                                for row in house.downloads.queries()))
        row = house.downloads.query(query)
        assert row.counts.failed == row.counts.ignored == 0, row
        small_disk.make_room()
        house.until(lambda: house.downloads.query(query).counts.successful == FILES)
        assert brought(house) == expected(booru, "snow", FILES)
        house.downloads.stop()
        assert_whole(house)
    finally:
        small_disk.make_room()
        house.close()


def test_a_disk_that_is_full_at_the_rename_leaves_the_seed_to_do(
    tmp_path: Path, booru: ServedBooru, pools: Pools, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F3: the folder can't take one more name."""
    move, left = file_store._move_durably, [2]

    def full(temporary: Path, final: Path) -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        move(temporary, final)

    monkeypatch.setattr(file_store, "_move_durably", full)
    house = House(tmp_path, booru, pools).start()
    try:
        row = house.search("snow", file_limit=FILES)
        assert (row.counts.successful, row.counts.failed) == (FILES, 0)
        assert left[0] < 0
    finally:
        house.close()


def test_downloads_stop_at_the_floor_before_the_disk_is_full_and_go_on_alone(
    small_disk: SmallDisk, booru: ServedBooru
) -> None:
    """F3, with the real program: below the floor only downloads stop; even on a full disk the page answers."""
    environment = downloading_from(booru, disk_floor="16 MB", request_interval="0.1")
    with Server(small_disk.path / "data", environment=environment) as server:
        page = Page(server)
        query = page.search("solo", file_limit=20)
        until(lambda: page.query(query)["counts"]["successful"] >= 2)
        small_disk.fill(leave=12 * MB)
        until(lambda: page.query(query)["files_state"] == "waiting")
        assert "disk is almost full" in page.query(query)["files_status"]
        assert small_disk.free_bytes > 8 * MB
        overview = page.get("/overview")
        assert overview["disk"]["is_below_floor"]
        assert overview["notices"][0]["code"] == "disk_full"
        done = page.query(query)["counts"]["successful"]
        ids = page.client.get(f"{page.url}/queries/{query}/files", timeout=10).content
        first = int.from_bytes(ids[:4], "little")
        archived = page.client.post(f"{page.url}/files/archive", json={"ids": [first]}, timeout=10)
        assert archived.status_code == 200

        small_disk.fill()
        assert page.query(query)["counts"]["successful"] == done
        assert page.client.get(f"{server.url}/", timeout=10).status_code == 200
        refused = page.client.post(f"{page.url}/keys", json={"name": "x" * 90, "permits_everything": True}, timeout=10)
        if refused.status_code != 200:  # the log had room left in it
            assert (refused.status_code, refused.json()["error"]["code"]) == (507, "disk_full")

        small_disk.make_room()
        until(lambda: page.query(query)["counts"]["successful"] == 20, 25)
        assert page.query(query)["counts"]["failed"] == page.query(query)["counts"]["ignored"] == 0
        assert not page.get("/overview")["disk"]["is_below_floor"]
        assert server.stop() < 10
        assert server.process.returncode == 0


def test_an_import_onto_a_disk_that_fills_tells_of_each_file_and_ends(small_disk: SmallDisk, tmp_path: Path) -> None:
    """F3: the command neither hangs nor leaves half of anything; repeated with room, it brings the rest."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.png").write_bytes(picture_bytes(number, (400, 400)))
    with Server(small_disk.path / "data") as server:
        small_disk.fill(leave=3 * MB)
        done = command(server.data, "import", str(folder))
        assert done.returncode == 1
        new, failed = (int(done.stdout.split(word)[0].split()[-1]) for word in (" new", " failed"))
        assert new + failed == 12
        assert failed > 0
        assert done.stderr.count("The disk is full") == failed, done.stderr
        assert list((server.data / "incoming").iterdir()) == []
        small_disk.make_room()
        again = command(server.data, "import", str(folder))
        assert again.stdout == f"{failed} new, {new} here already, 0 deleted before, 0 failed\n", again.stderr
        server.stop()
        whole.assert_whole(server.data)
