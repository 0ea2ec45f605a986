"""What leads where: posts of several files, lists of lists, redirects, partial files, and the end of long searches."""

from __future__ import annotations

import pytest

from app.downloads import page_work
from app.library.services import DOWNLOADER_TAGS
from tests.downloads.house import House
from tests.served_booru import ServedBooru

ALBUM = "https://album.example.org"
FILES = "cdn.donmai.us"


def test_a_post_of_several_files_makes_a_seed_of_each_directly_behind_it(house: House) -> None:
    row = house.add(f"{ALBUM}/posts/7", f"{ALBUM}/one/50")
    lines = house.downloads.file_log(row.id).rows
    assert [(line.url.removeprefix(ALBUM), line.status_word) for line in lines] == [
        ("/posts/7", "children"), ("/i/21.jpg", "successful"), ("/i/22.jpg", "successful"),
        ("/i/23.jpg", "successful"), ("/one/50", "successful")]
    assert lines[0].reason is not None
    assert (lines[0].reason.code, lines[0].reason.detail) == ("children", "3 files")
    assert (row.counts.children, row.counts.total) == (1, 4)


def test_children_have_the_tags_and_the_address_of_their_post(house: House, booru: ServedBooru) -> None:
    row = house.add(f"{ALBUM}/posts/7")
    for file in house.file_rows(row.id):
        assert "post 7" in file.tags[DOWNLOADER_TAGS][0]
        assert f"{ALBUM}/posts/7" in {known.url for known in file.urls}
    referrers = {hit.headers.get("referer") for hit in booru.hits if "/i/" in hit.url}
    assert referrers == {f"{ALBUM}/posts/7"}


def test_a_post_of_several_files_is_looked_at_again_but_its_files_are_known(house: House, booru: ServedBooru) -> None:
    house.add(f"{ALBUM}/posts/7")
    booru.hits.clear()
    row = house.add(f"{ALBUM}/posts/7", page_name="again")
    assert (row.counts.children, row.counts.known) == (1, 3)
    assert booru.urls("/i/") == []


def test_a_list_of_lists_is_followed_into_each(house: House) -> None:
    row = house.add(f"{ALBUM}/artists/1")
    pages = house.downloads.gallery_log(row.id).rows
    assert [page.url.removeprefix(ALBUM) for page in pages] == ["/artists/1", "/sets/1", "/sets/2"]
    assert pages[0].reason is not None
    assert pages[0].reason.detail == "0 new, 2 further lists"
    assert (row.counts.children, row.counts.successful + row.counts.known) == (10, 30)
    assert "creator:artist 1" in house.file_rows(row.id)[0].tags[DOWNLOADER_TAGS][0]


def test_a_list_that_sends_us_to_a_post_becomes_that_post(house: House) -> None:
    row = house.add(f"{ALBUM}/go/9")
    assert (row.counts.successful, row.counts.total) == (1, 1)
    assert house.downloads.file_log(row.id).rows[0].url == f"{ALBUM}/one/9"


def test_a_file_whose_server_sends_us_to_a_post_becomes_that_post(house: House) -> None:
    row = house.add(f"{ALBUM}/moved/9.jpg")
    lines = house.downloads.file_log(row.id).rows
    assert [(line.url, line.status_word) for line in lines] == [
        (f"{ALBUM}/moved/9.jpg", "children"), ("https://danbooru.donmai.us/posts/9", "successful")]


def test_a_server_that_sends_in_circles_is_given_up(house: House) -> None:
    row = house.add(f"{ALBUM}/round")
    line = house.downloads.file_log(row.id).rows[0]
    assert (line.status_word, line.reason and line.reason.code, line.next_try_at) == ("failed", "redirects", None)


def test_a_file_that_breaks_off_is_gone_on_with(house: House, booru: ServedBooru) -> None:
    booru.fail(FILES, "truncate", times=1)
    row = house.add("https://danbooru.donmai.us/posts/7")
    assert row.counts.successful == 1
    ranges = [hit.headers.get("range") for hit in booru.hits if FILES in hit.url]
    assert ranges[0] is None
    assert ranges[1] is not None
    assert ranges[1].startswith("bytes=")


def test_leftovers_of_seeds_that_are_gone_are_deleted_at_the_start(house: House, booru: ServedBooru) -> None:
    booru.fail(FILES, "truncate")
    row = house.add("https://danbooru.donmai.us/posts/7")
    assert row.counts.failed == 1
    left = house.store.incoming / "seed-999-0123456789abcdef.part"
    left.write_bytes(b"x")
    kept = [path for path in house.store.incoming.glob("seed-*") if path != left]
    assert kept
    house.downloads.stop()
    house.downloads.start()
    assert not left.exists()
    assert all(path.exists() for path in kept)


def test_a_run_reads_no_more_pages_than_it_may(
    house: House, booru: ServedBooru, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_work, "PAGES_PER_RUN", 2)
    booru.fail("safebooru.org/images", "404")
    row = house.search("solo", "safebooru tag search", file_limit=None)
    assert row.stop_reason is not None
    assert row.stop_reason.code == "page_limit"
    assert len(house.downloads.gallery_log(row.id).rows) == 2


def test_a_picture_that_a_site_shows_twice_is_told_by_its_md5_not_by_its_post(
    house: House, booru: ServedBooru
) -> None:
    booru.fail(FILES, "picture")
    house.add("https://danbooru.donmai.us/posts/7", "https://danbooru.donmai.us/posts/8")
    booru.heal()
    row = house.add("https://danbooru.donmai.us/posts/7", page_name="again")
    line = house.downloads.file_log(row.id).rows[0]
    assert line.status_word == "successful"
    assert booru.urls(FILES)[-1].endswith(f"{booru.posts.posts[6].md5}.{booru.posts.posts[6].extension}")
