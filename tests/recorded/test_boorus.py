"""Recorded pages of 3dbooru, booru.org, szurubooru and Zerochan yield what is stated, also with other words in them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.recorded.conftest import samples
from tests.recorded.test_recorded_pages import DEFINITIONS, Recording, check, other_words, posts_of, recording

SITES = {"behoimi", "booru.org", "szurubooru", "zerochan"}


def recorded() -> list[dict[str, Any]]:
    index = samples() / "pages" / "index.json"
    pages = json.loads(index.read_text("utf-8"))["pages"] if index.is_file() else []
    return [page for page in pages if page["site"] in SITES]


PAGES = recorded()
each_page = pytest.mark.parametrize("page", PAGES, ids=[page["file"] for page in PAGES])


def whole(page: dict[str, Any]) -> Recording:
    """Return the recording; szurubooru's tells files by their place below the site's root, and no last id."""
    found = recording(page)
    if page["site"] == "szurubooru":
        found.facts["first"]["file_url"] = "/" + found.facts["first"]["content_url"]
        found.facts["last_id"] = json.loads(found.text)["results"][-1]["id"]
    return found


def check_all(page: Recording, parser_url: str) -> None:
    posts = posts_of(page, parser_url)
    check(page, posts)
    if "sha1" in page.facts.get("first", {}):
        assert posts[0].hashes()["sha1"] == page.facts["first"]["sha1"]


def test_all_sites_have_recorded_pages():
    assert {page["site"] for page in PAGES} == SITES


@each_page
def test_a_recorded_page_yields_what_is_stated(page):
    check_all(whole(page), page["url"])


@each_page
@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_page_with_other_words_yields_the_other_words(page, seed):
    original = whole(page)
    change = other_words(original, seed)
    other = Recording(change(original.url), change(original.text), json.loads(change(json.dumps(original.facts))))
    assert other.text != original.text
    check_all(other, page["url"])


@each_page
def test_a_recorded_url_is_fetched_as_it_was_recorded(page):
    asked, recorded_url = urlsplit(DEFINITIONS.resolve(page["url"]).request_url), urlsplit(page["url"])
    assert (asked.netloc, asked.path) == (recorded_url.netloc, recorded_url.path)
    given = [pair for pair in asked.query.split("&") if not pair.endswith("=")]  # an empty query asks for everything
    assert sorted(given) == sorted(recorded_url.query.split("&"))
