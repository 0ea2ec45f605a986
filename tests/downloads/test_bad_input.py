"""Whatever comes in ends as a clear sentence beside the item; it stays retryable; nothing else stops."""

from __future__ import annotations

import pytest

from app.core.reasons import Retry
from app.downloads.errors import EmptyQuery, NothingToAdd, QueryNotFound, UnknownSource, UnknownStatus
from app.downloads.rows import LogRow, QueryRow
from tests.downloads.house import House
from tests.served_booru import ServedBooru

LIST = "danbooru.donmai.us/posts.json"
POST = "danbooru.donmai.us/posts/7.json"
POST_URL = "https://danbooru.donmai.us/posts/7"
FILES = "cdn.donmai.us/"


def page_of(house: House, row: QueryRow) -> LogRow:
    return house.downloads.gallery_log(row.id).rows[-1]


def file_of(house: House, row: QueryRow) -> LogRow:
    return house.downloads.file_log(row.id).rows[-1]


def says(row: LogRow) -> str:
    assert row.reason is not None
    assert row.reason.sentence
    return row.reason.code


# what the user gives ------------------------------------------------------------------------------------------------


def test_an_unknown_source_is_refused_by_name(house: House) -> None:
    with pytest.raises(UnknownSource, match="'no such site'"):
        house.downloads.add_query("cat", "no such site")
    with pytest.raises(UnknownSource, match="Choose where"):
        house.downloads.add_query("cat", None)


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_an_empty_query_is_refused(house: House, text: str) -> None:
    with pytest.raises(EmptyQuery):
        house.downloads.add_query(text, "danbooru tag search")
    with pytest.raises(EmptyQuery):
        house.downloads.add_text(text, "danbooru tag search")
    assert house.downloads.queries() == []


@pytest.mark.parametrize(
    ("url", "code"),
    [("http://127.0.0.1/x.jpg", "private_address"), ("http://localhost:8080/", "private_address"),
     ("http://nas/x.jpg", "private_address"), ("http://[::1]/x", "private_address"),
     ("ftp://example.org/x.jpg", "bad_url"), ("file:///etc/passwd", "bad_url"),
     ("http://user:secret@example.org/", "bad_url"), ("http://exa mple.org\\@evil/", "bad_url"),
     ("http://", "bad_url")],
)
def test_a_malformed_or_private_address_is_refused_before_it_is_queued(house: House, url: str, code: str) -> None:
    with pytest.raises(NothingToAdd):
        house.downloads.add_urls([url])
    added = house.downloads.add_text(f"{url}\n{POST_URL}", None)
    assert [(line.line, line.code) for line in added.refused] == [(url, code)]
    assert [line.line for line in added.added] == [POST_URL]
    assert all(line.sentence for line in added.refused)


def test_a_query_that_is_not_here_is_told_so(house: House) -> None:
    with pytest.raises(QueryNotFound):
        house.downloads.query(99)  # type: ignore[arg-type]


def test_a_state_that_seeds_do_not_have_is_told_so(house: House) -> None:
    query = house.downloads.add_query("cat", "danbooru tag search", file_limit=1)
    with pytest.raises(UnknownStatus, match="lost"):
        house.downloads.file_log(query, statuses=["lost"])


# what a site answers for a page of the search -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "code", "word"),
    [("403", "http_403", "ignored"), ("404", "http_404", "ignored"), ("451", "http_451", "ignored"),
     ("500", "server_error", "failed"), ("html", "parse_failed", "failed"), ("garbage", None, None),
     ("zero", "nothing_parsed", "ignored"), ("drop", "connection_failed", "failed")],
)
def test_a_page_that_is_not_what_it_should_be_says_why(
    house: House, booru: ServedBooru, kind: str, code: str | None, word: str | None
) -> None:
    booru.fail(LIST, kind)
    row = house.search("cat", file_limit=2)
    page = page_of(house, row)
    assert code in {None, says(page)}
    assert word in {None, page.status_word}
    assert row.stop_reason is not None
    assert row.stop_reason.code == says(page)
    assert row.counts.total == 0
    assert not row.is_search_whole
    booru.heal()
    again = house.search("cat", "e621 tag search", file_limit=1)
    assert again.counts.successful == 1


def test_a_page_that_failed_is_read_again_by_itself_and_looks_not_finished(house: House, booru: ServedBooru) -> None:
    booru.fail(LIST, "500")
    row = house.search("cat", file_limit=2)
    assert row.search_state == "waiting"
    assert row.search_status.startswith("In 60 s: The site has trouble of its own")
    assert row.waits_until is not None
    booru.heal()
    house.downloads.retry(row.id, "failed")
    house.until(lambda: house.downloads.query(row.id).counts.successful == 2)
    assert house.downloads.query(row.id).search_state == "done"


def test_a_site_that_says_429_is_left_alone_and_the_seed_stays_to_do(house: House, booru: ServedBooru) -> None:
    booru.fail(LIST, "429", retry_after="120")
    query = house.downloads.add_query("cat", "danbooru tag search", file_limit=2)
    house.until(lambda: house.downloads.query(query).search_state == "waiting")
    row = house.downloads.query(query)
    assert "asked to slow down" in row.search_status
    assert row.search_status.startswith("In 2 min:") or row.search_status.startswith("In 1")
    page = page_of(house, row)
    assert (page.status_word, page.attempts, says(page)) == ("todo", 0, "rate_limited")
    assert page.reason is not None
    assert page.reason.retry is Retry.BY_ITSELF
    asked = len(booru.urls(LIST))
    assert house.search("cat", "e621 tag search", file_limit=1).counts.successful == 1
    assert len(booru.urls(LIST)) == asked


def test_a_short_retry_after_is_waited_for_and_the_search_goes_on(house: House, booru: ServedBooru) -> None:
    booru.fail(LIST, "429", times=1, retry_after="1")
    assert house.search("cat", file_limit=2).counts.successful == 2


def test_a_challenge_page_holds_the_seed(house: House, booru: ServedBooru) -> None:
    booru.fail(LIST, "challenge")
    query = house.downloads.add_query("cat", "danbooru tag search", file_limit=2)
    house.until(lambda: house.downloads.query(query).search_state == "waiting")
    assert says(page_of(house, house.downloads.query(query))) == "challenge"


def test_a_300_mb_gzip_page_is_cut_at_the_limit(house: House, booru: ServedBooru) -> None:
    booru.fail(LIST, "gzip_bomb", times=1)
    row = house.search("cat", file_limit=2)
    assert says(page_of(house, row)) == "too_large"


def test_the_same_page_for_ever_ends_the_search(house: House, booru: ServedBooru) -> None:
    booru.fail("safebooru.org/index.php", "same_page")
    row = house.search("id:7", "safebooru tag search", file_limit=None)
    assert row.counts.total == 1
    booru.heal()
    booru.fail(LIST, "same_page")
    row = house.search("cat", file_limit=None)
    assert row.stop_reason is not None
    assert row.stop_reason.code == "same_page"
    assert row.counts.total == 100
    assert len(booru.urls(LIST)) == 2


# what a site answers for a post or a file ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "kind", "code", "word"),
    [(POST, "403", "http_403", "ignored"), (POST, "404", "http_404", "ignored"),
     (POST, "500", "server_error", "failed"),
     (POST, "html", "parse_failed", "failed"), (POST, "garbage", None, None),
     (FILES, "403", "http_403", "ignored"), (FILES, "404", "http_404", "ignored"),
     (FILES, "500", "server_error", "failed"), (FILES, "html", "not_media", "failed"),
     (FILES, "drop", "connection_failed", "failed"), (FILES, "truncate", "truncated", "failed"),
     (FILES, "cut", None, "failed")],
)
def test_a_post_or_file_that_is_not_what_it_should_be_says_why_and_can_be_retried(
    house: House, booru: ServedBooru, prefix: str, kind: str, code: str | None, word: str | None
) -> None:
    booru.fail(prefix, kind)
    row = house.add(POST_URL)
    line = file_of(house, row)
    assert code in {None, says(line)}, line
    assert word in {None, line.status_word}
    assert row.reasons[0].count == 1
    assert row.reasons[0].code == says(line)
    booru.heal()
    assert house.downloads.retry(row.id, [line.id]) == 1
    house.until(lambda: house.downloads.query(row.id).counts.successful == 1)


def test_a_file_that_is_not_there_does_not_stop_the_others(house: House, booru: ServedBooru) -> None:
    booru.fail(FILES, "404", times=1)
    row = house.search("cat", file_limit=4)
    assert (row.counts.ignored, row.counts.successful) == (1, 3)


def test_what_passes_is_tried_again_by_itself_and_says_when(house: House, booru: ServedBooru) -> None:
    booru.fail(FILES, "500")
    row = house.add(POST_URL)
    line = file_of(house, row)
    assert (line.status_word, line.attempts) == ("failed", 1)
    assert line.next_try_at is not None
    assert 50 < (line.next_try_at - line.modified_at).total_seconds() <= 60


def test_a_cdn_that_says_429_holds_its_files_and_nothing_else(house: House, booru: ServedBooru) -> None:
    booru.fail(FILES, "429", retry_after="300")
    query = house.downloads.add_query("cat", "danbooru tag search", file_limit=3)
    house.until(lambda: house.downloads.query(query).files_state == "waiting")
    row = house.downloads.query(query)
    assert row.counts.todo == 3
    assert "asked to slow down" in row.files_status
    assert len(booru.urls(FILES)) <= 2
    assert house.search("cat", "e621 tag search", file_limit=1).counts.successful == 1


def test_an_address_that_is_no_page_of_ours_is_tried_as_a_file(house: House, booru: ServedBooru) -> None:
    row = house.add("https://unheard-of.example.org/picture.jpg")
    assert says(file_of(house, row)) == "http_404"
    booru.fail("unheard-of.example.org/page", "html")
    row = house.add("https://unheard-of.example.org/page")
    assert says(file_of(house, row)) == "not_media"
