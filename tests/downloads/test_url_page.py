"""Pasted addresses: what each is said to be, where it goes, and what happens to it."""

from __future__ import annotations

from pathlib import Path

from app.core.ids import ServiceKey
from app.library.services import DOWNLOADER_TAGS, MY_TAGS
from app.library.urls import UrlKind
from tests.downloads.house import House
from tests.served_booru import ServedBooru

POST = "https://danbooru.donmai.us/posts/7"


def classify(house: House, text: str, source: str | None = "danbooru tag search") -> list[tuple[str, str | None]]:
    return [(line.kind, line.problem) for line in house.downloads.classify(text, source)]


def test_each_line_is_said_to_be_what_it_is(house: House) -> None:
    text = f"""blue_sky rating:general
{POST}
danbooru.donmai.us/posts/8
www.e621.net/posts/9

https://cdn.donmai.us/original/ab/cd/0123456789abcdef0123456789abcdef.jpg
https://danbooru.donmai.us/posts?tags=cat
https://unheard-of.example.org/x.png
http://127.0.0.1/x.png
gopher://example.org/"""
    assert classify(house, text) == [
        ("query", None), ("post", None), ("post", None), ("post", None), ("file", None), ("gallery", None),
        ("unknown", None), ("bad", "private_address"), ("bad", "bad_url")]


def test_words_without_a_source_are_asked_for_one(house: House) -> None:
    assert classify(house, "blue_sky", None) == [("query", "unknown_source")]


def test_a_line_says_since_when_its_file_is_here(house: House) -> None:
    house.add(POST)
    line, other = house.downloads.classify(f"{POST}\nhttps://danbooru.donmai.us/posts/8", None)
    assert line.known is not None
    assert "You have it since" in line.sentence
    assert house.library.files.id_of(line.known.sha256) is not None
    assert other.known is None


def test_a_post_becomes_its_file_with_all_it_says(house: House, booru: ServedBooru) -> None:
    row = house.add("https://e621.net/posts/7")
    assert row.kind == "urls"
    file = house.file_rows(row.id)[0]
    post = booru.posts.get(7)
    assert post is not None
    assert file.md5 == post.md5
    assert {(known.url, known.kind) for known in file.urls} >= {
        ("https://e621.net/posts/7", UrlKind.PRIMARY),
        (f"https://static1.e621.net/data/{post.md5[:2]}/{post.md5[2:4]}/{post.md5}.{post.extension}", UrlKind.PRIMARY)}
    assert f"creator:{post.artist.replace('_', ' ')}" in file.tags[DOWNLOADER_TAGS][0]
    assert "e621.net" in file.modified


def test_pasted_addresses_share_one_page(house: House) -> None:
    first = house.downloads.add_urls([POST])
    second = house.downloads.add_urls(["https://danbooru.donmai.us/posts/8"])
    assert first.query_id == second.query_id
    assert house.finish(first.query_id)[0].counts.successful == 2
    assert house.downloads.add_urls([POST], page_name="from my tool").query_id != first.query_id


def test_the_same_address_again_is_one_seed_and_a_failed_one_is_tried_again(house: House, booru: ServedBooru) -> None:
    booru.fail("cdn.donmai.us", "html", times=1)
    assert house.add(POST).counts.failed == 1
    row = house.add(POST)
    assert (row.counts.successful, row.counts.total) == (1, 1)


def test_a_list_is_read_for_one_page_only(house: House, booru: ServedBooru) -> None:
    booru.fail("cdn.donmai.us", "404")
    row = house.add("https://danbooru.donmai.us/posts?tags=")
    assert row.counts.total == 100
    assert len(booru.urls("/posts.json")) == 1
    assert row.stop_reason is not None
    assert row.stop_reason.code == "end_of_search"


def test_tags_given_with_an_address_go_where_they_were_meant(house: House) -> None:
    given = {ServiceKey(MY_TAGS): ["Mine", "look:later"]}
    row = house.add(POST, additional_tags=given, filterable_tags=["from outside"])
    tags = house.file_rows(row.id)[0].tags
    assert set(tags[MY_TAGS][0]) == {"mine", "look:later"}
    assert "from outside" in tags[DOWNLOADER_TAGS][0]


def test_a_file_that_is_here_is_not_downloaded_again(house: House, booru: ServedBooru) -> None:
    house.add(POST)
    booru.hits.clear()
    row = house.add(POST, page_name="again")
    line = house.downloads.file_log(row.id).rows[0]
    assert (line.status_word, line.reason and line.reason.code, line.matched_url) == ("known", "known_url", POST)
    assert line.sha256 is not None
    assert booru.hits == []


def test_a_post_is_known_by_what_a_search_brought(house: House, booru: ServedBooru) -> None:
    house.search("id:7", file_limit=1)
    booru.hits.clear()
    row = house.add(POST)
    assert row.counts.known == 1
    assert booru.hits == []


def test_a_file_of_another_site_is_known_by_its_md5_before_it_is_downloaded(house: House, booru: ServedBooru) -> None:
    house.add(POST)
    booru.hits.clear()
    row = house.add("https://e621.net/posts/7")
    assert row.counts.known == 1
    assert booru.urls("static1.e621.net") == []
    urls = {known.url for known in house.file_rows(row.id)[0].urls}
    assert {POST, "https://e621.net/posts/7"} <= urls


def test_a_second_search_over_the_same_posts_downloads_nothing(house: House, booru: ServedBooru) -> None:
    house.search("snow", file_limit=5)
    booru.hits.clear()
    row = house.search("snow", file_limit=5)
    assert row.counts.known == 5
    assert booru.urls("cdn.donmai.us") == []


def test_known_files_are_presented_too_in_the_order_in_which_they_came(house: House) -> None:
    first = house.search("snow", file_limit=3)
    second = house.search("snow", file_limit=3)
    assert list(house.downloads.file_ids(first.id)) == list(house.downloads.file_ids(second.id))
    presented = [payload["file_id"] for topic, payload in house.heard if topic == "file.presented"
                 and payload["query_id"] == first.id]
    assert presented == list(house.downloads.file_ids(first.id))


def test_a_file_whose_bytes_are_lost_is_fetched_again(house: House, booru: ServedBooru) -> None:
    row = house.add(POST)
    location = house.library.files.location(house.file_rows(row.id)[0].sha256)
    assert location is not None
    Path(location.path).unlink()
    row = house.add(POST, page_name="again")
    assert Path(location.path).exists()
    assert row.counts.failed == 0


def test_a_file_that_differs_from_its_sites_md5_is_kept_and_the_line_says_so(house: House, booru: ServedBooru) -> None:
    booru.fail("cdn.donmai.us", "picture")
    row = house.add(POST)
    line = house.downloads.file_log(row.id).rows[0]
    assert line.status_word == "successful"
    assert line.reason is not None
    assert line.reason.code == "md5_differs"
    post = booru.posts.get(7)
    assert post is not None
    assert post.md5 in line.reason.detail
    assert house.file_rows(row.id)[0].md5 in line.reason.detail


def test_a_picture_behind_the_address_of_a_post_is_taken(house: House, booru: ServedBooru) -> None:
    booru.fail("danbooru.donmai.us/posts/7.json", "picture")
    row = house.add(POST)
    assert row.counts.successful == 1
    assert POST in {known.url for known in house.file_rows(row.id)[0].urls}
