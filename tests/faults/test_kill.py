"""F1: the real server, killed at random moments while it downloads, loses no finished file and no queued item."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import Page, downloading_from
from tests.faults.whole import assert_whole, md5_of_files, seeds_of
from tests.running import Server, until
from tests.served_booru import ServedBooru

LONGEST_SECONDS = 1.5
SOURCES = {"danbooru tag search": "solo", "e621 tag search": "snow"}


def kill_again_and_again(data: Path, booru: ServedBooru, *, rounds: int, files: int, seed: int) -> None:
    """Start, kill after a random while, look at what is there; at the end let it finish and count."""
    print(f"seed {seed}")
    dice = random.Random(seed)
    wanted = {post.md5 for text in SOURCES.values() for post in booru.posts.search(text)[:files]}
    before: set[str] = set()
    seeds: list[str] = []
    pace = files / (rounds * LONGEST_SECONDS)  # so that there is work left in every round
    environment = downloading_from(booru, request_interval=f"{1 / max(pace, 4):.3f}")
    with Server(data, environment=environment) as server:
        page = Page(server)
        for source, text in SOURCES.items():
            page.search(text, files, source)
        for number in range(rounds):
            time.sleep(dice.random() * LONGEST_SECONDS)
            server.kill()
            assert_whole(data)
            here, queued = md5_of_files(data), seeds_of(data)
            assert before <= here, f"round {number} lost a file"
            assert set(seeds) <= set(queued), f"round {number} lost a seed"
            assert len(queued) == len(set(queued))
            before, seeds = here, queued
            if number == rounds - 1:
                server.environment["BOWERBIRD_REQUEST_INTERVAL"] = "0"
            server.start()
        page = Page(server)
        until(lambda: all(row["files_state"] == row["search_state"] == "done"
                          for row in page.get("/queries")["queries"]), 10 + files)
        for row in page.get("/queries")["queries"]:
            assert row["counts"]["successful"] + row["counts"]["known"] == row["counts"]["total"] == files
        assert len(page.get("/queries")["queries"]) == len(SOURCES)
        assert server.stop() < 10
    assert_whole(data)
    assert md5_of_files(data) == wanted
    assert {path.stem for path in (data / "files").glob("f??/*")} == stored(data)
    assert list((data / "incoming").iterdir()) == []


def stored(data: Path) -> set[str]:
    """Return the sha256 of every file that rows speak of."""
    with closing(sqlite3.connect(data / "bowerbird.db")) as database:
        return {sha256.hex() for (sha256,) in
                database.execute("SELECT sha256 FROM hash JOIN file ON file.id = hash.id")}


def test_a_server_killed_in_three_random_moments_loses_nothing(tmp_path: Path, booru: ServedBooru) -> None:
    """F1, in short; every run has other moments."""
    kill_again_and_again(tmp_path / "data", booru, rounds=3, files=12, seed=random.randrange(10**6))


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_server_killed_in_forty_random_moments_loses_nothing(tmp_path: Path, booru: ServedBooru) -> None:
    """F1, at length."""
    kill_again_and_again(tmp_path / "data", booru, rounds=40, files=200, seed=random.randrange(10**6))
