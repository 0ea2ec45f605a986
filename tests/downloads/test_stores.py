"""Rows of queries, pages and files: order, identity, ends, retries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.ids import FileSeedId, QueryId
from app.core.reasons import reason
from app.downloads import file_seed, gallery_seed, query_store
from app.downloads.file_seed import Ending, FileSeeds, SeedDraft
from app.downloads.gallery_seed import GalleryDraft, GallerySeeds, PageEnding
from app.downloads.inherited import Inherited
from app.downloads.outcome import Outcome
from app.downloads.query_store import Queries
from app.downloads.status import Status
from app.storage.database import Database
from app.storage.writer import Writer

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def draft(number: int, **fields: object) -> SeedDraft:
    url = f"https://a.org/post/{number}"
    return SeedDraft(url, url, **fields)  # type: ignore[arg-type]


@pytest.fixture
def query(writer: Writer) -> QueryId:
    return writer.run(lambda tx: query_store.add(tx, "gallery", "blue_sky", "a tag search", 2000, NOW)).id


def append(writer: Writer, query: QueryId, *numbers: int) -> None:
    def change(tx):
        first = file_seed.next_position(tx, query)
        drafts = [draft(number) for number in numbers]
        file_seed.add(tx, query, drafts, [first + place for place in range(len(drafts))], NOW)

    writer.run(change)


def order(database: Database, query: QueryId) -> list[int]:
    rows = database.rows("SELECT url FROM file_seed WHERE query_id = ? ORDER BY position", (query,))
    return [int(row[0].rsplit("/", 1)[1]) for row in rows]


def seeds(database: Database, query: QueryId, at: datetime = NOW) -> list[file_seed.FileSeed]:
    return FileSeeds(database).to_do(query, at, after=0.0, limit=1000)


def test_seeds_are_worked_in_the_order_in_which_they_came(database: Database, writer: Writer, query: QueryId) -> None:
    append(writer, query, 3, 1, 2)
    append(writer, query, 5, 4)
    assert [seed.url[-1] for seed in seeds(database, query)] == ["3", "1", "2", "5", "4"]


def test_an_address_is_in_a_query_once(database: Database, writer: Writer, query: QueryId) -> None:
    append(writer, query, 1, 2)
    append(writer, query, 2, 3)
    assert order(database, query) == [1, 2, 3]
    held = writer.run(lambda tx: file_seed.held_urls(tx, query, [draft(2).url, draft(9).url]))
    assert held == {draft(2).url}


def test_children_come_directly_behind_their_parent(database: Database, writer: Writer, query: QueryId) -> None:
    append(writer, query, 1, 2)
    parent = seeds(database, query)[0]

    def change(tx):
        places = file_seed.places_after(tx, parent.id, 2)
        return file_seed.add(tx, query, [draft(10), draft(11)], places, NOW)

    assert writer.run(change) == 2
    assert order(database, query) == [1, 10, 11, 2]


def test_a_hundred_generations_of_children_still_find_room(database: Database, writer: Writer, query: QueryId) -> None:
    append(writer, query, 0, 1)
    parent = seeds(database, query)[0]

    def change(tx):
        for generation in range(2, 102):
            file_seed.add(tx, query, [draft(generation)], file_seed.places_after(tx, parent.id, 1), NOW)

    writer.run(change)
    assert order(database, query) == [0, *range(101, 1, -1), 1]


def test_what_a_seed_brings_is_read_back_whole(database: Database, writer: Writer, query: QueryId) -> None:
    brings = draft(1, referral_url="https://a.org/list", source_time=NOW - timedelta(days=40),
                   inherited=Inherited(tags=("blue sky",), hashes={"md5": "00"}))
    writer.run(lambda tx: file_seed.add(tx, query, [brings], [1.0], NOW))
    seed = seeds(database, query)[0]
    assert (seed.url, seed.referral_url, seed.inherited, seed.source_time) == (
        brings.url, brings.referral_url, brings.inherited, brings.source_time)


def end_all(writer: Writer, found: list[file_seed.FileSeed], ending: Ending) -> None:
    for seed in found:
        writer.run(lambda tx, seed=seed: file_seed.end(tx, seed, ending, NOW))


def failed(code: str, next_try_at: datetime | None = None) -> Ending:
    return Ending(Outcome(Status.FAILED, reason(code, "a.org"), next_try_at))


def test_an_end_says_why_and_counts_the_attempt(database: Database, writer: Writer, query: QueryId) -> None:
    append(writer, query, 1)
    seed = seeds(database, query)[0]
    change = writer.run(lambda tx: file_seed.end(tx, seed, failed("timeout", LATER), NOW))
    assert change is not None
    assert (change.before, change.after, change.after_reason) == (Status.TODO, Status.FAILED, "timeout")
    assert database.row("SELECT status, reason, detail, attempts FROM file_seed") == (4, "timeout", "a.org", 1)
    assert seeds(database, query) == []


def test_a_seed_that_waits_is_still_to_do_when_its_time_comes(
    database: Database, writer: Writer, query: QueryId
) -> None:
    append(writer, query, 1, 2)
    held = Ending(Outcome(Status.TODO, reason("rate_limited", "a.org"), LATER, counts_as_attempt=False))
    end_all(writer, seeds(database, query)[:1], held)
    assert [seed.url[-1] for seed in seeds(database, query)] == ["2"]
    assert [seed.url[-1] for seed in seeds(database, query, LATER)] == ["1", "2"]
    assert database.scalar("SELECT attempts FROM file_seed ORDER BY position") == 0
    waiting = FileSeeds(database).earliest_waiting(query)
    assert waiting == (LATER, "rate_limited", "a.org")
    writer.run(lambda tx: file_seed.wake(tx, query))
    assert len(seeds(database, query)) == 2


def test_a_failure_does_not_undo_a_skip_but_a_file_that_came_is_told(
    database: Database, writer: Writer, query: QueryId
) -> None:
    append(writer, query, 1)
    seed = seeds(database, query)[0]
    assert writer.run(lambda tx: file_seed.skip(tx, query, [seed.id], NOW)) == 1
    assert writer.run(lambda tx: file_seed.end(tx, seed, failed("timeout"), NOW)) is None
    came = Ending(Outcome(Status.SUCCESSFUL))
    change = writer.run(lambda tx: file_seed.end(tx, seed, came, NOW))
    assert change is not None
    assert (change.before, change.after) == (Status.SKIPPED, Status.SUCCESSFUL)


def test_failed_seeds_are_retried_and_forget_what_the_site_said_of_the_bytes(
    database: Database, writer: Writer, query: QueryId
) -> None:
    brings = draft(1, inherited=Inherited(tags=("a",), hashes={"md5": "00"}))
    writer.run(lambda tx: file_seed.add(tx, query, [brings], [1.0], NOW))
    end_all(writer, seeds(database, query), failed("timeout"))
    assert writer.run(lambda tx: file_seed.requeue(tx, query, NOW, statuses=[Status.FAILED])) == 1
    assert seeds(database, query)[0].inherited == Inherited(tags=("a",))


def test_a_retry_can_be_narrowed_to_one_reason(database: Database, writer: Writer, query: QueryId) -> None:
    append(writer, query, 1, 2)
    first, second = seeds(database, query)
    ignored = [Ending(Outcome(Status.IGNORED, reason(code))) for code in ("http_403", "http_404")]
    end_all(writer, [first], ignored[0])
    end_all(writer, [second], ignored[1])
    retry = writer.run(lambda tx: file_seed.requeue(tx, query, NOW, statuses=[Status.IGNORED], reason="http_403"))
    assert (retry, [seed.id for seed in seeds(database, query)]) == (1, [first.id])


def test_only_what_is_due_is_retried_by_itself_and_keeps_its_count(
    database: Database, writer: Writer, query: QueryId
) -> None:
    append(writer, query, 1, 2, 3)
    one, two, three = seeds(database, query)
    end_all(writer, [one], failed("timeout", NOW))
    end_all(writer, [two], failed("timeout", LATER))
    end_all(writer, [three], failed("damaged"))
    assert query_store.tally(database, query).retry_files_at == NOW
    due = writer.run(lambda tx: file_seed.requeue(tx, query, NOW, statuses=[Status.FAILED], only_due=True))
    assert (due, [(seed.id, seed.attempts) for seed in seeds(database, query)]) == (1, [(one.id, 1)])


def test_a_retry_by_id_takes_any_ended_seed(database: Database, writer: Writer, query: QueryId) -> None:
    append(writer, query, 1, 2)
    one, two = seeds(database, query)
    end_all(writer, [one], Ending(Outcome(Status.SUCCESSFUL)))
    assert writer.run(lambda tx: file_seed.requeue(tx, query, NOW, ids=[one.id, two.id, FileSeedId(99)])) == 1


def page(number: int, run: str = "r1") -> GalleryDraft:
    return GalleryDraft(f"https://a.org/list?page={number}", run)


def test_a_run_reads_a_page_once_and_a_later_run_again(database: Database, writer: Writer, query: QueryId) -> None:
    added = writer.run(lambda tx: [gallery_seed.append(tx, query, [page(1), page(2), page(1)], NOW),
                                   gallery_seed.append(tx, query, [page(1, "r2")], NOW)])
    assert added == [2, 1]
    assert GallerySeeds(database).count_of_run(query, "r1") == 2


def test_sub_galleries_come_before_what_was_queued_earlier(database: Database, writer: Writer, query: QueryId) -> None:
    writer.run(lambda tx: gallery_seed.append(tx, query, [page(1), page(2)], NOW))
    first = GallerySeeds(database).next_to_do(query, NOW)
    assert first is not None
    writer.run(lambda tx: gallery_seed.insert_after(tx, first, [page(7), page(8)], NOW))
    rows = database.rows("SELECT url FROM gallery_seed ORDER BY position")
    assert [row[0][-1] for row in rows] == ["1", "7", "8", "2"]


def test_a_failed_page_is_read_again_when_its_time_comes(database: Database, writer: Writer, query: QueryId) -> None:
    writer.run(lambda tx: gallery_seed.append(tx, query, [page(1)], NOW))
    pages = GallerySeeds(database)
    seed = pages.next_to_do(query, NOW)
    assert seed is not None
    ending = PageEnding(Outcome(Status.FAILED, reason("timeout"), LATER))
    assert writer.run(lambda tx: gallery_seed.end(tx, seed, ending, NOW))
    assert pages.next_to_do(query, NOW) is None
    assert pages.earliest_waiting(query) == (LATER, "timeout", "")
    assert writer.run(lambda tx: gallery_seed.requeue(tx, query, NOW, only_due=True)) == 0
    assert writer.run(lambda tx: gallery_seed.requeue(tx, query, LATER, only_due=True)) == 1
    again = pages.next_to_do(query, LATER)
    assert again is not None
    assert again.attempts == 1


def test_the_same_page_twice_is_noticed_by_its_digest(database: Database, writer: Writer, query: QueryId) -> None:
    writer.run(lambda tx: gallery_seed.append(tx, query, [page(1), page(2)], NOW))
    pages = GallerySeeds(database)
    first = pages.next_to_do(query, NOW)
    assert first is not None
    same = PageEnding(Outcome(Status.SUCCESSFUL), digest=b"same")
    writer.run(lambda tx: gallery_seed.end(tx, first, same, NOW))
    second = pages.next_to_do(query, NOW)
    assert second is not None
    assert writer.run(lambda tx: gallery_seed.has_digest(tx, second, b"same"))
    assert not writer.run(lambda tx: gallery_seed.has_digest(tx, second, b"other"))
    assert not writer.run(lambda tx: gallery_seed.has_digest(tx, first, b"same"))


def test_counts_are_made_from_the_rows(database: Database, writer: Writer, query: QueryId) -> None:
    append(writer, query, 1, 2, 3)
    end_all(writer, seeds(database, query)[:1], failed("timeout", LATER))
    writer.run(lambda tx: gallery_seed.append(tx, query, [page(1)], NOW))
    tally = query_store.tally(database, query)
    assert tally.files == {Status.TODO: 2, Status.FAILED: 1}
    assert tally.pages == {Status.TODO: 1}
    assert tally.reasons == {(Status.FAILED, "timeout"): 1}
    assert tally.retry_files_at == LATER


def test_a_removed_query_takes_its_logs_along(database: Database, writer: Writer, query: QueryId) -> None:
    append(writer, query, 1, 2)
    writer.run(lambda tx: gallery_seed.append(tx, query, [page(1)], NOW))
    writer.run(lambda tx: query_store.remove(tx, query))
    for table in ("query", "file_seed", "gallery_seed"):
        assert database.scalar(f"SELECT COUNT(*) FROM {table}") == 0
    assert Queries(database).all() == []
