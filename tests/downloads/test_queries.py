"""What can be done with a query while it works, and what its row says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.ids import QueryId
from app.downloads.errors import QueryNotFound
from app.downloads.status import Status
from app.network.cookie import Cookie
from tests.downloads.house import House, Pools
from tests.served_booru import ServedBooru

FILES = "cdn.donmai.us"


def test_a_search_reads_page_after_page_until_there_are_no_more(house: House, booru: ServedBooru) -> None:
    booru.fail("safebooru.org/images", "404")
    posts = booru.posts.search("robin_(story) kite_(fleet) snow")
    row = house.search("robin_(story) kite_(fleet) snow", "safebooru tag search", file_limit=None)
    assert row.counts.total == len(posts) == row.new_found
    assert row.stop_reason is not None
    assert row.stop_reason.code == "end_of_search"
    pages = house.downloads.gallery_log(row.id).rows
    assert len(pages) == len(posts) // 42 + 1
    assert pages[0].reason is not None
    assert pages[0].reason.detail == ("42 new, a next page" if len(pages) > 1 else f"{len(posts)} new")


def test_files_and_search_pause_each_for_itself(house: House, booru: ServedBooru) -> None:
    house.network.pause()
    query = house.downloads.add_query("snow", "danbooru tag search", file_limit=2)
    house.downloads.pause(query, files=True)
    house.network.resume()
    house.until(lambda: house.downloads.query(query).counts.todo == 2)
    row = house.downloads.query(query)
    assert (row.files_state, row.files_status, row.is_files_paused) == ("paused", "Paused.", True)
    assert row.search_state in {"working", "done"}
    house.downloads.resume(query, files=True)
    assert house.finish(query)[0].counts.successful == 2


def test_what_is_over_has_no_speed(house: House, booru: ServedBooru) -> None:
    row = house.search("snow", file_limit=2)
    assert (row.files_state, row.counts.successful, row.speed_bytes) == ("done", 2, 0)


def test_while_the_network_is_paused_nothing_starts_and_the_row_says_so(house: House, booru: ServedBooru) -> None:
    house.network.pause()
    query = house.downloads.add_query("snow", "danbooru tag search", file_limit=2)
    row = house.downloads.query(query)
    assert (row.search_state, row.search_status) == ("paused", "The network is paused.")
    assert booru.hits == []
    house.network.resume()
    assert house.finish(query)[0].counts.successful == 2


def test_the_count_of_working_queries_is_that_of_their_rows(house: House, booru: ServedBooru) -> None:
    def working_by_rows() -> int:
        return sum("working" in {row.files_state, row.search_state} for row in house.downloads.queries())

    queries = [house.downloads.add_query(text, "danbooru tag search", file_limit=4) for text in ("snow", "solo")]
    house.until(lambda: 0 < house.downloads.count()[1] == working_by_rows())
    house.finish(*queries)
    assert house.downloads.count() == (2, 0)
    assert working_by_rows() == 0


def test_failed_and_ignored_files_are_retried_each_for_themselves(house: House, booru: ServedBooru) -> None:
    booru.fail(FILES, "403", times=1)
    booru.fail(FILES, "html", times=1)
    row = house.search("snow", file_limit=3)
    assert (row.counts.ignored, row.counts.failed) == (1, 1)
    assert [(group.code, group.count) for group in row.reasons] == [("http_403", 1), ("not_media", 1)]
    assert house.downloads.retry(row.id, "ignored", reason="http_404") == 0
    assert house.downloads.retry(row.id, "ignored", reason="http_403") == 1
    house.until(lambda: house.downloads.query(row.id).counts.successful == 2)
    assert house.downloads.retry(row.id, "failed") == 1
    house.until(lambda: house.downloads.query(row.id).counts.successful == 3)
    assert house.downloads.query(row.id).reasons == ()


def test_what_is_still_to_do_can_be_skipped(house: House) -> None:
    house.network.pause()
    query = house.downloads.add_urls([f"https://danbooru.donmai.us/posts/{number}" for number in (1, 2, 3)]).query_id
    seeds = house.downloads.file_log(query).rows
    assert house.downloads.skip(query, [seeds[1].id]) == 1
    house.network.resume()
    row = house.finish(query)[0]
    assert (row.counts.successful, row.counts.skipped) == (2, 1)
    skipped = house.downloads.file_log(query, statuses=["skipped"]).rows
    assert [(line.id, line.reason and line.reason.code) for line in skipped] == [(seeds[1].id, "skipped")]


def test_a_raised_file_limit_lets_the_search_go_on_from_where_it_stopped(house: House, booru: ServedBooru) -> None:
    row = house.search("snow", file_limit=2)
    house.downloads.set_file_limit(row.id, 5)
    house.until(lambda: house.downloads.query(row.id).counts.successful == 5)
    row = house.finish(row.id)[0]
    assert (row.new_found, row.counts.total, row.file_limit) == (5, 5, 5)
    brought = [int(file.id) for file in house.file_rows(row.id)]
    assert len(set(brought)) == 5


def test_a_restarted_search_goes_past_ground_that_it_knows(house: House, booru: ServedBooru) -> None:
    booru.fail("safebooru.org/images", "404")
    row = house.search("snow", "safebooru tag search", file_limit=50)
    assert row.counts.total == 50
    house.downloads.set_file_limit(row.id, None)
    house.until(lambda: house.downloads.query(row.id).counts.total > 100)
    house.downloads.remove(row.id)


def test_a_search_that_finds_nothing_new_stops(house: House, booru: ServedBooru) -> None:
    posts = booru.posts.search("robin_(story) snow rain")
    row = house.search("robin_(story) snow rain", file_limit=None)
    house.downloads.restart_search(row.id)
    house.until(lambda: len(house.downloads.gallery_log(row.id).rows) > 1)
    row = house.finish(row.id)[0]
    assert row.counts.total == len(posts)
    assert row.stop_reason is not None
    assert row.stop_reason.code in {"no_news", "end_of_search"}


def test_a_removed_query_is_gone_and_its_files_stay(house: House, booru: ServedBooru) -> None:
    row = house.search("snow", file_limit=2)
    ids = list(house.downloads.file_ids(row.id))
    house.downloads.remove(row.id)
    with pytest.raises(QueryNotFound):
        house.downloads.query(row.id)
    assert house.database.scalar("SELECT COUNT(*) FROM file_seed") == 0
    assert house.database.scalar("SELECT COUNT(*) FROM job") == 0
    assert len(house.library.files.rows([int(each) for each in ids])) == 2
    assert ("query.removed", {"query_id": row.id}) in house.heard


def test_a_query_can_be_removed_while_it_works(house: House, booru: ServedBooru) -> None:
    query = house.downloads.add_query("solo", "danbooru tag search", file_limit=None)
    house.until(lambda: house.downloads.query(query).counts.successful >= 1)
    house.downloads.remove(query)
    assert house.search("snow", "e621 tag search", file_limit=1).counts.total == 1


def test_the_row_shows_the_newest_file_and_the_counts_that_the_rows_have(house: House) -> None:
    row = house.search("snow", file_limit=3)
    newest = house.file_rows(row.id)[-1]
    assert row.cover == newest.sha256
    stored = dict(house.database.rows("SELECT status, COUNT(*) FROM file_seed GROUP BY status"))
    assert stored == {int(Status.SUCCESSFUL): row.counts.successful}


def test_a_log_is_read_in_parts(house: House) -> None:
    row = house.search("snow", file_limit=5)
    first = house.downloads.file_log(row.id, limit=2)
    assert first.next is not None
    second = house.downloads.file_log(row.id, after=first.next, limit=2)
    assert second.next is not None
    third = house.downloads.file_log(row.id, after=second.next, limit=2)
    assert third.next is None
    lines = [*first.rows, *second.rows, *third.rows]
    assert [line.position for line in lines] == [1, 2, 3, 4, 5]
    assert len({line.id for line in lines}) == 5


def test_progress_and_changes_are_told(house: House) -> None:
    row = house.search("snow", file_limit=2)
    topics = {topic for topic, payload in house.heard if payload.get("query_id") == row.id}
    assert topics >= {"query.changed", "seed.changed", "gallery_seed.changed", "file.presented", "progress"}


def test_two_queries_work_side_by_side(house: House, booru: ServedBooru) -> None:
    booru.fail("cdn.donmai.us", "429", retry_after="300")
    held = house.downloads.add_query("umbrella", "danbooru tag search", file_limit=2)  # other posts than those of snow
    house.until(lambda: house.downloads.query(held).counts.todo == 2)
    free = [house.downloads.add_query("snow", source, file_limit=2)
            for source in ("e621 tag search", "yande.re tag search", "derpibooru tag search")]
    for row in house.finish(*free):
        assert row.counts.successful + row.counts.known == 2
    assert house.downloads.query(held).counts.todo == 2


def test_below_the_disk_floor_nothing_is_downloaded_and_it_goes_on_alone(
    tmp_path, booru: ServedBooru, pools: Pools, monkeypatch
) -> None:
    house = House(tmp_path / "data", booru, pools, disk_floor=1000)
    free = [999]
    monkeypatch.setattr(house.store, "free_bytes", lambda: free[0])
    house.start()
    try:
        query = house.downloads.add_query("snow", "danbooru tag search", file_limit=2)
        row = house.downloads.query(query)
        assert (row.search_state, row.search_status) == (
            "waiting", "The disk is almost full, so downloads have stopped. What you have is safe.")
        assert booru.hits == []
        free[0] = 1001
        house.downloads.tick()
        assert house.finish(query)[0].counts.successful == 2
    finally:
        house.close()


def test_a_media_folder_that_is_gone_holds_the_downloads(house: House, booru: ServedBooru) -> None:
    marker = house.store.files / ".bowerbird"
    marker.rename(marker.with_name("away"))
    house.downloads.tick()
    query = house.downloads.add_query("snow", "danbooru tag search", file_limit=2)
    assert house.downloads.query(query).search_status == "The media folder is not there."
    marker.with_name("away").rename(marker)
    house.downloads.tick()
    assert house.finish(query)[0].counts.successful == 2


def test_stopping_puts_down_what_is_in_hand_within_its_deadline(
    tmp_path, booru: ServedBooru, pools: Pools
) -> None:
    house = House(tmp_path / "data", booru, pools).start()
    booru.fail(FILES, "slow")
    query: QueryId = house.downloads.add_query("snow", "danbooru tag search", file_limit=5)
    house.until(lambda: bool(booru.urls(FILES)))
    try:
        assert house.downloads.stop(timedelta(seconds=8))
        assert house.downloads.query(query).counts.todo == 5
        assert house.database.scalar("SELECT COUNT(*) FROM file_seed WHERE status = 0") == 5
    finally:
        house.close()


def test_a_query_goes_on_as_soon_as_its_site_is_no_longer_left_alone(house: House, booru: ServedBooru) -> None:
    booru.fail("danbooru.donmai.us/posts.json", "challenge")
    query = house.downloads.add_query("snow", "danbooru tag search", file_limit=1)
    house.until(lambda: house.downloads.query(query).search_state == "waiting")
    booru.heal()
    house.network.cookies.set([Cookie("cf_clearance", "a", "danbooru.donmai.us")])
    house.until(lambda: house.downloads.query(query).counts.successful == 1)
