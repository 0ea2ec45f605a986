"""F1: a stop, a crash or a kill at any moment: the queue goes on where it was; no finished file, no seed is lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.events import POINTS
from app.downloads.lease import KINDS, Leases
from app.downloads.query_state import SideName
from tests.downloads.house import House, Pools
from tests.served_booru import ServedBooru

REPOSITORY = Path(__file__).parents[2]
ON_THE_WAY = [
    "seed.started", "gallery.parsed", "download.received", "store.synced", "store.renamed", "writer.before_commit",
    "writer.committed",
]


def expected(booru: ServedBooru, query: str, limit: int) -> list[str]:
    """Return the md5 of each file that the search is to bring, in order."""
    return [post.md5 for post in booru.posts.search(query)[:limit]]


def brought(house: House) -> list[str]:
    """Return the md5 of each file that is here, in the order of their seeds."""
    rows = house.database.rows("SELECT hash.md5 FROM file_seed JOIN hash ON hash.id = file_id ORDER BY position")
    return [row[0].hex() for row in rows]


def assert_whole(house: House) -> None:
    """Every file that rows speak of is on the disk under its name, and the counters are those of the rows."""
    for (sha256,) in house.database.rows("SELECT sha256 FROM hash JOIN file ON file.id = hash.id"):
        location = house.library.files.location(sha256.hex())
        assert location is not None
        assert location.path.exists()
    house.writer.run(lambda tx: None)  # leases are given back without waiting
    assert house.database.scalar("SELECT COUNT(*) FROM job WHERE state = 'taken'") == 0


def run_child(house_data: Path, booru: ServedBooru, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.downloads.killed_child", str(house_data), booru.proxy, str(booru.ca_file),
         *arguments], cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def test_a_stopped_queue_goes_on_where_it_was(tmp_path: Path, booru: ServedBooru, pools: Pools) -> None:
    house = House(tmp_path, booru, pools).start()
    query = house.downloads.add_query("snow", "danbooru tag search", file_limit=12)
    house.until(lambda: house.downloads.query(query).counts.successful >= 3)
    house.close()
    done = len(brought(again := House(tmp_path, booru, pools)))
    booru.hits.clear()
    again.start()
    row = again.finish(query)[0]
    assert row.counts.successful + row.counts.known == 12
    assert brought(again) == expected(booru, "snow", 12)
    assert len(booru.urls("cdn.donmai.us")) == 12 - done
    assert booru.urls("posts.json") == []
    again.downloads.stop()
    assert_whole(again)
    again.close()


def test_counters_after_a_restart_are_those_before(tmp_path: Path, booru: ServedBooru, pools: Pools) -> None:
    house = House(tmp_path, booru, pools).start()
    booru.fail("cdn.donmai.us", "403", times=2)
    before = house.search("snow", file_limit=5)
    house.close()
    again = House(tmp_path, booru, pools)
    after = again.downloads.query(before.id)
    again.close()
    assert (after.counts, after.reasons, after.new_found, after.cover, after.stop_reason) == (
        before.counts, before.reasons, before.new_found, before.cover, before.stop_reason)


def test_a_page_that_failed_is_still_read_again_after_a_restart(
    tmp_path: Path, booru: ServedBooru, pools: Pools
) -> None:
    house = House(tmp_path, booru, pools).start()
    booru.fail("danbooru.donmai.us/posts.json", "500")
    query = house.search("snow", file_limit=2).id
    house.close()
    booru.heal()
    again = House(tmp_path, booru, pools).start()
    assert again.downloads.query(query).search_state == "waiting"
    again.writer.run(lambda tx: tx.execute("UPDATE gallery_seed SET next_try_at = 1").rowcount)
    assert again.downloads.board.get(query).search.hold is not None
    again.close()
    third = House(tmp_path, booru, pools).start()
    third.until(lambda: third.downloads.query(query).counts.successful == 2)
    third.close()


def test_what_a_dead_process_had_in_hand_is_taken_over(tmp_path: Path, booru: ServedBooru, pools: Pools) -> None:
    house = House(tmp_path, booru, pools)
    query = house.downloads.add_query("snow", "danbooru tag search", file_limit=1)
    dead = Leases(house.writer, house.clock, "another boot")
    assert dead.hold(query, SideName.SEARCH)
    assert not Leases(house.writer, house.clock, "this boot").hold(query, SideName.SEARCH)
    assert house.database.row("SELECT kind, state, owner FROM job") == (KINDS[SideName.SEARCH], "taken", "another boot")
    house.start()
    assert house.finish(query)[0].counts.successful == 1
    house.close()


def test_every_step_has_its_kill() -> None:
    assert set(ON_THE_WAY) == POINTS


@pytest.mark.parametrize("point", ON_THE_WAY)
def test_a_kill_at_any_step_loses_nothing(tmp_path: Path, booru: ServedBooru, pools: Pools, point: str) -> None:
    times = 1 if point == "gallery.parsed" else 3
    child = run_child(tmp_path, booru, "--query", "snow", "--at", f"{point}:{times}")
    child.communicate(timeout=25)
    assert child.returncode == -signal.SIGKILL
    house = House(tmp_path, booru, pools).start()
    query = house.downloads.queries()[0].id
    row = house.finish(query)[0]
    assert row.counts.successful + row.counts.known == row.counts.total == 6
    assert brought(house) == expected(booru, "snow", 6)
    house.downloads.stop()
    assert_whole(house)
    house.close()


@pytest.mark.long
@pytest.mark.timeout(300)
def test_kills_at_random_moments_lose_nothing(tmp_path: Path, booru: ServedBooru, pools: Pools) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    first = ["--query", "solo", "--limit", "120"]
    for _ in range(20):
        child = run_child(tmp_path, booru, *first)
        first = []
        assert child.stdout is not None
        child.stdout.readline()
        try:
            child.wait(dice.random() * 1.5)
        except subprocess.TimeoutExpired:
            child.kill()
        child.communicate()
    house = House(tmp_path, booru, pools).start()
    query = house.downloads.queries()[0].id
    row = house.finish(query, seconds=100)[0]
    assert row.counts.successful + row.counts.known == row.counts.total == 120
    assert brought(house) == expected(booru, "solo", 120)
    house.downloads.stop()
    assert_whole(house)
    house.close()
