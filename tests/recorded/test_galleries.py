"""Recorded pages of art galleries yield what is stated about them; so do the same pages with other words in them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from app.parsing.page_parser import PAGE_PARSER
from app.parsing.post import Post
from app.parsing.schema import write
from app.parsing.url import encode_url
from app.parsing.work import parse_page
from tests.recorded.conftest import samples
from tests.recorded.test_recorded_pages import DEFINITIONS, Recording, other_words, recording, stated_tag, subtags

GALLERIES = {"pixiv", "pixiv-sketch", "furaffinity"}


def recorded() -> list[dict[str, Any]]:
    index = samples() / "pages" / "index.json"
    pages = json.loads(index.read_text("utf-8"))["pages"] if index.is_file() else []
    return [page for page in pages if page["site"] in GALLERIES]


PAGES = recorded()
each_page = pytest.mark.parametrize("page", PAGES, ids=[page["file"] for page in PAGES])


def posts_of(page: Recording, parser_url: str) -> list[Post]:
    resolved = DEFINITIONS.resolve(parser_url)
    assert resolved.parser is not None, resolved.reason
    answer = parse_page({
        "parser": write(PAGE_PARSER, resolved.parser), "context": {"url": encode_url(page.url)}, "text": page.text,
    })
    return [Post.from_data(data) for data in answer["posts"]]


def with_letters_as_they_are(page: Recording) -> Recording:
    """Return JSON without escapes: a letter changed inside one would be another letter, or none."""
    if page.text[:1] != "{":
        return page
    return Recording(page.url, json.dumps(json.loads(page.text), ensure_ascii=False), page.facts)


def check(page: Recording, posts: list[Post]) -> None:
    if "post_link_count" in page.facts:
        check_gallery(page.facts, posts)
    elif "illust_count" in page.facts:
        check_works(page.facts, posts)
    else:
        assert len(posts) == page.facts.get("media_count", 1)
        check_post(page.facts["first"], posts[0])


def check_gallery(facts: dict[str, Any], posts: list[Post]) -> None:
    urls = [url for post in posts for url in post.pursue_urls()]
    assert (len(urls), urls[:1], urls[-1:]) == (
        facts["post_link_count"], _listed(facts["first_post_url"]), _listed(facts["last_post_url"]))
    assert [url for post in posts for url in post.next_page_urls()] == _listed(facts["next_page"])


def _listed(url: str | None) -> list[str]:
    return [url] if url else []


def check_works(facts: dict[str, Any], posts: list[Post]) -> None:
    (post,) = posts
    numbers = [int(url.rpartition("/")[2]) for url in post.pursue_urls()]
    assert len(numbers) == facts["illust_count"] + facts["manga_count"]
    assert numbers == sorted(numbers, reverse=True)
    assert {facts["newest_illust"], facts["newest_manga"]} <= set(numbers)
    assert numbers[0] == max(facts["newest_illust"], facts["newest_manga"])


def check_post(first: dict[str, Any], post: Post) -> None:
    assert post.pursue_urls() == [first["file_url"]]
    assert {stated_tag(tag) for tag in first.get("tags", [])} <= subtags(post.tags())
    for fact, namespace in (("title", "title"), ("creator", "creator")):
        if fact in first:
            assert f"{namespace}:{stated_tag(first[fact])}" in post.tags()
    if "time" in first:
        assert post.seconds() == first["time"]
    if "created" in first:
        assert post.seconds() == int(datetime.fromisoformat(first["created"]).timestamp())


def test_all_galleries_have_recorded_pages():
    assert {page["site"] for page in PAGES} == GALLERIES


@each_page
def test_a_recorded_page_yields_what_is_stated(page):
    recorded_page = recording(page)
    check(recorded_page, posts_of(recorded_page, page["url"]))


@each_page
@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_page_with_other_words_yields_the_other_words(page, seed):
    original = with_letters_as_they_are(recording(page))
    change = other_words(original, seed)
    facts = json.loads(change(json.dumps(original.facts, ensure_ascii=False)))
    other = Recording(change(original.url), change(original.text), facts)
    assert other.text != original.text
    check(other, posts_of(other, page["url"]))


@each_page
def test_a_recorded_url_is_fetched_as_it_was_recorded(page):
    resolved = DEFINITIONS.resolve(page["url"])
    assert resolved.request_url == page["url"]
