"""The collection over the page's API."""

import numpy as np
import pytest

from app.library.services import DOWNLOADER_TAGS, MY_TAGS
from tests.web.made_ui import drawn, error_of, make_ui

NOWHERE = "0" * 64


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house with three pictures."""
    made = make_ui(tmp_path_factory.mktemp("files"))
    made.given.library.start()
    made.blue = made.add_file(
        drawn("blue"), tags={DOWNLOADER_TAGS: ["creator:bird", "sky", "page 10", "page 2"], MY_TAGS: ["mine"]},
        primary_urls=["https://danbooru.donmai.us/posts/1", "https://site.example/a"], notes={"said": "a note"},
    )
    made.red = made.add_file(drawn("red", (100, 50), "JPEG"), tags={DOWNLOADER_TAGS: ["creator:bird", "fire"]})
    made.green = made.add_file(drawn("green", (40, 40)), tags={DOWNLOADER_TAGS: ["creator:other"]})
    yield made
    made.close()


@pytest.fixture
def browser(house):
    return house.owners_browser()


def ids(answer):
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/octet-stream"
    found = np.frombuffer(answer.data, dtype="<u4").tolist()
    assert answer.headers["X-Total"] == str(len(found))
    return found


def search(browser, *tags, **options):
    return ids(browser.post("/api/v1/files/search", json={"tags": list(tags), **options}))


def rows(browser, *numbers):
    answer = browser.post("/api/v1/files/rows", json={"ids": list(numbers)})
    assert answer.status_code == 200, answer.text
    return answer.json["rows"]


def test_a_search_answers_packed_ids_newest_first(house, browser):
    found = search(browser, "system:everything")
    assert [row["sha256"] for row in rows(browser, *found)] == [house.green, house.red, house.blue]
    assert search(browser, "system:everything", ascending=True) == found[::-1]


def test_tags_alternatives_and_negation_narrow_a_search(browser):
    both = search(browser, "creator:bird")
    assert len(both) == 2
    assert len(search(browser, "creator:bird", "-sky")) == 1
    assert len(search(browser, ["sky", "creator:other"])) == 2
    assert search(browser, "nobody wears this") == []
    assert len(search(browser, "mine", tag_service=MY_TAGS)) == 1
    assert search(browser, "mine", tag_service=DOWNLOADER_TAGS) == []


@pytest.mark.parametrize("body", [{"tags": ["system:nonsense"]}, {"tags": ["system:everything"], "sort": 99}])
def test_a_search_that_makes_no_sense_says_so(browser, body):
    answer = browser.post("/api/v1/files/search", json=body)
    assert answer.status_code == 400
    assert error_of(answer)["sentence"]


def test_an_unknown_service_is_not_found(browser):
    answer = browser.post("/api/v1/files/search", json={"tags": ["a"], "tag_service": "ff"})
    assert (answer.status_code, error_of(answer)["code"]) == (404, "unknown_service")


def test_a_row_tells_what_a_grid_needs(house, browser):
    (number,) = search(browser, "fire")
    (row,) = rows(browser, number)
    assert {name: row[name] for name in (
        "id", "sha256", "mime", "ext", "kind", "width", "height", "duration_ms", "has_audio", "is_inbox", "is_trashed",
        "has_preview")} == {
        "id": number, "sha256": house.red, "mime": "image/jpeg", "ext": ".jpg", "kind": "image", "width": 100,
        "height": 50, "duration_ms": None, "has_audio": False, "is_inbox": True, "is_trashed": False,
        "has_preview": True,
    }
    assert row["imported_at"] == "2026-11-24T12:00:00Z"
    assert isinstance(row["blurhash"], str)


def test_numbers_that_are_nobodys_are_left_out(browser):
    (number,) = search(browser, "fire")
    assert [row["id"] for row in rows(browser, 4_000_000_000, number)] == [number]


def test_two_hundred_and_fifty_six_rows_and_no_more(browser):
    answer = browser.post("/api/v1/files/rows", json={"ids": list(range(1, 258))})
    assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_fields")


def test_one_file_whole(house, browser):
    whole = browser.get(f"/api/v1/files/{house.blue}").json
    assert whole["tags"][DOWNLOADER_TAGS] == {
        "name": "downloader tags", "current": ["creator:bird", "page 2", "page 10", "sky"]}
    assert whole["tags"][MY_TAGS]["current"] == ["mine"]
    assert whole["notes"] == {"said": "a note"}
    urls = {url["url"]: url for url in whole["urls"]}
    assert urls["https://site.example/a"] == {"url": "https://site.example/a", "kind": "primary", "name": ""}
    assert urls["https://danbooru.donmai.us/posts/1"]["name"]
    assert whole["hashes"]["sha256"] == house.blue
    assert set(whole["hashes"]) == {"sha256", "md5", "sha1", "sha512"}
    assert whole["times"]["imported"] == "2026-11-24T12:00:00Z"


@pytest.mark.parametrize(("sha256", "status"), [(NOWHERE, 404), ("z" * 64, 400), ("a" * 63, 404)])
def test_a_file_that_is_not_here(browser, sha256, status):
    answer = browser.get(f"/api/v1/files/{sha256}")
    assert answer.status_code == status
    assert error_of(answer)["sentence"]


def test_archiving_takes_files_out_of_the_inbox_and_back(browser):
    (number,) = search(browser, "fire")
    assert browser.post("/api/v1/files/archive", json={"ids": [number]}).status_code == 200
    assert number in search(browser, "system:archive")
    assert rows(browser, number)[0]["is_inbox"] is False
    assert browser.post("/api/v1/files/unarchive", json={"ids": [number]}).status_code == 200
    assert number in search(browser, "system:inbox")


def test_autocomplete_counts_tags_and_names_their_namespace(browser):
    answer = browser.post("/api/v1/autocomplete", json={"text": "bir"})
    assert answer.json == {"tags": [{"tag": "creator:bird", "namespace": "creator", "count": 2}]}
    within = browser.post("/api/v1/autocomplete", json={"text": "bir", "tags": ["sky"]})
    assert within.json["tags"][0]["count"] == 1
    assert browser.post("/api/v1/autocomplete", json={"text": ""}).json == {"tags": []}


def test_the_overview_counts(browser):
    told = browser.get("/api/v1/overview").json
    assert told["counts"] == {"files": 3, "inbox": 3, "queries": 0, "queries_working": 0}
    assert told["disk"]["total_bytes"] > told["disk"]["free_bytes"] > 0
    assert told["network"] == {"paused": False}
    assert [pool["name"] for pool in told["workers"]] == ["media"]
    assert told["seq"] == 0
    assert set(told["hub_gap_ms"]) == {"p50", "p99"}
