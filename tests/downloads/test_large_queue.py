"""A query with a hundred thousand seeds is listed, logged and worked on like a small one."""

from __future__ import annotations

from pathlib import Path

from app.core.ids import QueryId
from app.downloads import file_seed, query_store
from app.downloads.file_seed import SeedDraft
from app.downloads.status import Status
from tests.downloads.house import House, Pools
from tests.served_booru import ServedBooru

COUNT = 100_000


def fill(house: House) -> QueryId:
    """Write the seeds: every tenth failed, the rest to do."""
    now = house.clock.now()

    def change(tx) -> QueryId:
        query = query_store.add(tx, "urls", "large", "", None, now).id
        drafts = [SeedDraft(f"https://danbooru.donmai.us/posts/{n}", f"https://danbooru.donmai.us/posts/{n}")
                  for n in range(1, COUNT + 1)]
        file_seed.add(tx, query, drafts, [float(n) for n in range(1, COUNT + 1)], now)
        tx.execute("UPDATE file_seed SET status = 4, reason = 'http_error' WHERE id % 10 = 0")
        return query

    return house.writer.run(change)


def test_a_hundred_thousand_seeds(tmp_path: Path, booru: ServedBooru, pools: Pools) -> None:
    house = House(tmp_path, booru, pools)
    query = fill(house)
    house.close()
    again = House(tmp_path, booru, pools)
    row = again.downloads.query(query)
    assert (row.counts.todo, row.counts.failed, row.counts.total) == (90_000, 10_000, COUNT)
    assert [(group.code, group.count) for group in row.reasons] == [("http_error", 10_000)]
    last = again.downloads.file_log(query, limit=1000, statuses=["failed"])
    assert [line.position for line in last.rows[:2]] == [1, 2]
    middle = again.downloads.file_log(query, after=50_000, limit=10)
    assert middle.rows[0].position == 50_001
    again.start()
    again.until(lambda: again.downloads.query(query).counts.successful >= 3)
    again.downloads.stop()
    counted = again.downloads.board.get(query).tally.files
    stored = again.database.rows("SELECT status, COUNT(*) FROM file_seed GROUP BY status")
    assert {Status(status): number for status, number in stored} == {
        status: number for status, number in counted.items() if number}
    again.close()
