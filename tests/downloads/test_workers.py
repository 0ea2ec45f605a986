"""The workers behind the downloads: slots, turns, and what happens when one of them, or a process, is lost (F26)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Busy
from app.core.ids import QueryId
from app.downloads import query_store
from app.downloads.crew import Crew
from app.downloads.lease import LEASE, Leases
from app.downloads.query_state import QueryState, Side, SideName
from app.downloads.query_store import Query
from app.library.metadata import ImportOutcome, ImportRequest
from app.storage.database import Database
from app.storage.file_store import StorageMissing
from app.storage.writer import Writer
from app.workers.pool import WorkerPool
from tests.downloads.house import TASKS, House, Pools
from tests.served_booru import ServedBooru

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def state(number: int) -> QueryState:
    return QueryState(Query(QueryId(number), str(number), "gallery", "cat", "s", None, 0, 0, False, False, "", {}, NOW))


class Work:
    """Work that is counted, and that ends a side after so many turns."""

    def __init__(self, turns: int) -> None:
        self.turns = turns
        self.order: list[int] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        self.rested: list[Side] = []
        self.gate = threading.Event()
        self.gate.set()
        self.is_done = threading.Event()

    def turn(self, side: Side) -> bool:
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.order.append(int(side.query.query.id))
        self.gate.wait(10)
        with self.lock:
            self.at_once -= 1
            return self.order.count(int(side.query.query.id)) < self.turns

    def rest(self, side: Side) -> None:
        with self.lock:
            self.rested.append(side)


def wait_for_rest(work: Work, count: int) -> None:
    for _ in range(500):
        if len(work.rested) >= count:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{len(work.rested)} of {count} came to rest")


def crew_of(work: Work, slots: int) -> Crew:
    crew = Crew(work.turn, work.rest, {"gallery.files": slots, "gallery.search": slots})
    crew.open()
    return crew


def test_no_more_sides_work_at_once_than_there_are_slots() -> None:
    work = Work(turns=1)
    work.gate.clear()
    crew = crew_of(work, 2)
    sides = [state(number).files for number in range(5)]
    for side in sides:
        crew.wake(side)
    for _ in range(200):
        if work.at_once == 2:
            break
        threading.Event().wait(0.01)
    assert sum(side.is_running for side in sides) == 2
    assert sum(side.wants_slot for side in sides) == 3
    work.gate.set()
    wait_for_rest(work, 5)
    assert work.most_at_once == 2
    assert sorted(work.order) == [0, 1, 2, 3, 4]


def test_sides_that_wait_take_turns_with_one_that_works() -> None:
    work = Work(turns=3)
    work.gate.clear()
    crew = crew_of(work, 1)
    for number in (1, 2):
        crew.wake(state(number).files)
    work.gate.set()
    wait_for_rest(work, 2)
    assert work.order == [1, 2, 1, 2, 1, 2]


def test_a_side_that_is_woken_while_it_works_looks_once_more() -> None:
    work = Work(turns=1)
    work.gate.clear()
    crew = crew_of(work, 1)
    side = state(1).files
    crew.wake(side)
    for _ in range(200):
        if side.is_running:
            break
        threading.Event().wait(0.01)
    crew.wake(side)
    work.gate.set()
    wait_for_rest(work, 1)
    assert work.order == [1, 1]


def test_a_turn_that_raises_ends_its_side_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(turns=1)

    def turn(side: Side) -> bool:
        if side.query.query.id == 1:
            raise RuntimeError("a mistake")
        return work.turn(side)

    crew = Crew(turn, work.rest, {"gallery.files": 1})
    crew.open()
    for number in (1, 2):
        crew.wake(state(number).files)
    wait_for_rest(work, 2)
    assert work.order == [2]
    assert "turn_failed" in caplog.text


def test_a_stopped_crew_begins_nothing() -> None:
    work = Work(turns=1)
    crew = crew_of(work, 1)
    assert crew.stop(timedelta(seconds=1))
    crew.wake(state(1).files)
    assert work.order == []


class HandClock:
    """A clock whose hands are moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return (self.at - NOW).total_seconds()


def test_a_lease_is_one_processs_until_it_runs_out(database: Database, writer: Writer) -> None:
    clock = HandClock()
    query = writer.run(lambda tx: query_store.add(tx, "gallery", "cat", "s", None, NOW)).id
    one, other = Leases(writer, clock, "one"), Leases(writer, clock, "other")
    assert one.hold(query, SideName.FILES)
    assert one.hold(query, SideName.FILES)
    assert not other.hold(query, SideName.FILES)
    assert other.hold(query, SideName.SEARCH)
    clock.at += LEASE + timedelta(seconds=1)
    assert other.hold(query, SideName.FILES)
    assert not one.hold(query, SideName.FILES)
    other.release(query, SideName.FILES)
    assert one.hold(query, SideName.FILES)


def test_a_lease_is_renewed_while_its_work_goes_on(database: Database, writer: Writer) -> None:
    clock = HandClock()
    query = writer.run(lambda tx: query_store.add(tx, "gallery", "cat", "s", None, NOW)).id
    one, other = Leases(writer, clock, "one"), Leases(writer, clock, "other")
    for _ in range(5):
        assert one.hold(query, SideName.FILES)
        clock.at += LEASE * 0.6
    assert not other.hold(query, SideName.FILES)


class MortalPool(WorkerPool):
    """One worker; `orders` (`die`, `hang`) are obeyed one a job, in place of the job."""

    def __init__(self) -> None:
        mortal = {f"test.{name}": f"tests.downloads.mortal_tasks:{name}" for name in ("die", "hang")}
        super().__init__(1, {**TASKS, **mortal}, name="mortal")
        self.orders: list[str] = []

    def run(self, task: str, payload: Mapping[str, Any], *, timeout: timedelta, **options: Any) -> dict[str, Any]:
        """Run the job, or what was ordered."""
        if not self.orders:
            return super().run(task, payload, timeout=timeout, **options)
        order = self.orders.pop(0)
        return super().run(f"test.{order}", {}, timeout=timedelta(seconds=0.3 if order == "hang" else 20))


@pytest.fixture
def mortal() -> Iterator[MortalPool]:
    """A parser that obeys orders."""
    pool = MortalPool()
    yield pool
    pool.close()


def test_a_worker_that_dies_sends_its_seed_back_and_the_search_goes_on(
    tmp_path: Path, booru: ServedBooru, pools: Pools, mortal: MortalPool
) -> None:
    house = House(tmp_path / "data", booru, Pools(pools.media, mortal)).start()
    mortal.orders += ["die"]
    try:
        row = house.search("snow", file_limit=1)
        assert row.counts.successful == 1
        assert house.downloads.gallery_log(row.id).rows[0].attempts == 2
    finally:
        house.close()


def test_a_seed_that_kills_its_worker_each_time_ends_as_failed(
    tmp_path: Path, booru: ServedBooru, pools: Pools, mortal: MortalPool
) -> None:
    house = House(tmp_path / "data", booru, Pools(pools.media, mortal)).start()
    mortal.orders += ["die", "die", "die"]
    try:
        row = house.add("https://danbooru.donmai.us/posts/7")
        line = house.downloads.file_log(row.id).rows[0]
        assert (line.status_word, line.reason and line.reason.code, line.attempts) == ("failed", "worker_lost", 3)
    finally:
        house.close()


def test_a_parser_that_hangs_is_cut_and_the_page_says_so(
    tmp_path: Path, booru: ServedBooru, pools: Pools, mortal: MortalPool
) -> None:
    house = House(tmp_path / "data", booru, Pools(pools.media, mortal)).start()
    mortal.orders += ["hang"]
    try:
        row = house.search("snow", file_limit=1)
        page = house.downloads.gallery_log(row.id).rows[0]
        assert page.reason is not None
        assert (page.reason.code, page.reason.detail) == ("parse_failed", "Reading it took too long.")
        assert house.search("snow", "e621 tag search", file_limit=1).counts.successful == 1
    finally:
        house.close()


def test_a_database_that_is_busy_leaves_the_seed_to_do_and_is_asked_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = [Busy("The database has more to read than it can."), StorageMissing()]
    real = house.library.import_file

    def refuse_first(request: ImportRequest) -> ImportOutcome:
        if refusals:
            raise refusals.pop(0)
        return real(request)

    monkeypatch.setattr(house.library, "import_file", refuse_first)
    query = house.downloads.add_urls(["https://danbooru.donmai.us/posts/7"]).query_id
    for _ in range(2):
        house.until(lambda: house.downloads.query(query).files_state == "waiting")
        assert house.downloads.query(query).counts.todo == 1
        house.downloads.retry(query)
    assert house.finish(query)[0].counts.successful == 1
