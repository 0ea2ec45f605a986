"""F27: while another program holds the database, reading goes on, writing is answered in time, nothing is half done."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from tests.downloads.house import House, Pools
from tests.downloads.test_restart import assert_whole, brought, expected
from tests.faults.conftest import Page
from tests.running import PASSWORD, Server
from tests.served_booru import ServedBooru

READER_SECONDS = 5.0
WRITER_SECONDS = 12.0
"""The longest that a caller who writes may wait for an answer: one wait of the group before it, and its own."""


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the database as another program's open transaction does."""
    with closing(sqlite3.connect(data / "bowerbird.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_readers_go_on_and_writers_are_told_when_to_ask_again(tmp_path: Path) -> None:
    """F27, with the real program."""
    with Server(tmp_path / "data") as server:
        page = Page(server)
        before = page.get("/keys")
        with held(server.data):
            began = time.monotonic()
            refused = page.client.post(f"{page.url}/keys", json={"name": "half", "permits_everything": True},
                                       timeout=WRITER_SECONDS)
            assert time.monotonic() - began < WRITER_SECONDS
            assert (refused.status_code, refused.json()["error"]["code"]) == (503, "busy")
            assert int(refused.headers["Retry-After"]) >= 1
            assert refused.json()["error"]["sentence"].startswith("Another program holds the database")
            for path in ("/keys", "/queries", "/overview", "/settings", "/session"):
                began = time.monotonic()
                page.get(path)
                assert time.monotonic() - began < READER_SECONDS, path
        assert page.get("/keys") == before
        again = page.client.post(f"{page.url}/keys", json={"name": "half", "permits_everything": True}, timeout=10)
        assert again.status_code == 200, again.text
        assert len(page.get("/keys")["keys"]) == len(before["keys"]) + 1


def test_readers_answer_while_writers_wait(tmp_path: Path) -> None:
    """F27: a writer that waits its five seconds is in nobody's way."""
    with Server(tmp_path / "data") as server, held(server.data):
        def sign_in() -> None:
            answer = requests.post(f"{server.url}/api/v1/sign-in", json={"password": PASSWORD}, timeout=WRITER_SECONDS,
                                   headers={"Origin": server.url})
            codes.append(answer.status_code)

        codes: list[int] = []
        waiting = threading.Thread(target=sign_in)
        waiting.start()
        asked = 0
        while waiting.is_alive():
            began = time.monotonic()
            assert requests.get(f"{server.url}/api/v1/session", timeout=READER_SECONDS).status_code == 200
            assert time.monotonic() - began < READER_SECONDS
            asked += 1
            time.sleep(0.2)
        waiting.join()
        assert codes == [503]
        assert asked > 5


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up and look again sooner."""
    monkeypatch.setattr("app.storage.database.BUSY_SECONDS", 0.3)
    monkeypatch.setattr("app.downloads.turns.STORAGE_PAUSE", timedelta(seconds=0.2))


@pytest.mark.usefixtures("hasty")
def test_downloads_wait_while_the_database_is_held_and_go_on_alone(
    tmp_path: Path, booru: ServedBooru, pools: Pools
) -> None:
    """F27: a seed whose outcome can't be noted stays to do, and the page says what it waits for."""
    house = House(tmp_path, booru, pools, request_interval=timedelta(seconds=0.05)).start()
    try:
        query = house.downloads.add_query("snow", "danbooru tag search", file_limit=12)
        house.until(lambda: house.downloads.query(query).counts.successful >= 2)
        with held(tmp_path):
            house.until(lambda: "Another program holds the database" in house.downloads.query(query).files_status)
            counts = house.downloads.query(query).counts
            assert (counts.failed, counts.ignored) == (0, 0)
        row = house.finish(query)[0]
        assert (row.counts.successful, row.counts.total) == (12, 12)
        assert brought(house) == expected(booru, "snow", 12)
        house.downloads.stop()
        assert_whole(house)
    finally:
        house.close()
