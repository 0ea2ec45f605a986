"""Recorded pages of the social sites and boards yield what is stated about them, also with other words in them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.parsing.page_parser import PAGE_PARSER
from app.parsing.post import Post, page_title
from app.parsing.schema import write
from app.parsing.url import encode_url
from app.parsing.work import parse_page
from tests.recorded.conftest import samples
from tests.recorded.test_recorded_pages import DEFINITIONS, Recording, other_words, posts_of, recording

SITES = {"4chan", "vichan", "reddit", "nitter"}


def recorded() -> list[dict[str, Any]]:
    index = samples() / "pages" / "index.json"
    pages = json.loads(index.read_text("utf-8"))["pages"] if index.is_file() else []
    return [page for page in pages if page["site"] in SITES]


PAGES = recorded()
each_page = pytest.mark.parametrize("page", PAGES, ids=[page["file"] for page in PAGES])
each_thread = pytest.mark.parametrize(
    "page", [page for page in PAGES if "posts_with_file" in page["facts"]], ids=lambda page: page["site"])


def check_thread(facts: dict[str, Any], posts: list[Post]) -> None:
    """Every file of the thread is a post of its own; posts without a file are none."""
    assert len(posts) == facts["posts_with_file"] + facts["extra_files"]
    first, stated = posts[0], facts["first"]
    assert first.pursue_urls() == [encode_url(stated["file_url"])]
    assert first.hashes() == {"md5": stated["md5"]}
    assert f"filename:{stated['filename'].lower()}" in first.tags()
    assert first.seconds() == stated["time"]
    assert all(len(post.pursue_urls()) == 1 and post.hashes().keys() == {"md5"} for post in posts)


def check_listing(facts: dict[str, Any], posts: list[Post]) -> None:
    assert len(posts) == facts["post_count"]
    for post, stated in zip(posts, facts["posts"], strict=True):
        assert stated["url"] in [*post.pursue_urls(), *post.source_urls()]
        assert bool(post.pursue_urls()) == (stated["url"] not in post.source_urls())
        assert f"/comments/{stated['id']}/" in post.source_urls()[0]
        assert "title:" + " ".join(stated["title"].lower().split()) in post.tags()
        assert post.seconds() == int(stated["created"])
        (following,) = post.next_page_urls()
        assert f"after={facts['after']}" in urlsplit(following).query.split("&")


def check_timeline(facts: dict[str, Any], posts: list[Post]) -> None:
    quotes = [post for post in posts if any(finding.name == "quoted tweet" for finding in post.findings)]
    assert len(posts) - len(quotes) == facts["timeline_items"]
    assert posts[0].source_urls() == [facts["first_status_url"]]
    images = [url for post in posts for url in post.pursue_urls() if "/pic/" in url]
    assert (len(images), images[0]) == (facts["image_count"], facts["first_image_url"])
    assert all(post.next_page_urls() == [facts["next_page"]] for post in posts)
    assert all(post.seconds() is not None for post in posts if post not in quotes)


def check(page: Recording, posts: list[Post]) -> None:
    facts = page.facts
    if "timeline_items" in facts:
        check_timeline(facts, posts)
    elif "posts" in facts:
        check_listing(facts, posts)
    else:
        check_thread(facts, posts)


def with_words_told(page: Recording) -> Recording:
    """Return the page with facts in the shape that tells `other_words` which words may become others."""
    facts = page.facts
    first = facts.get("first", {})
    words = [first.get("filename"), first.get("file_url", "").rpartition("/")[2], first.get("id")]
    words += [word for stated in facts.get("posts", []) for word in (stated["id"], stated["title"])]
    words += [facts.get("first_status_url", "").rpartition("/")[2], facts.get("after"), facts.get("next_page")]
    return Recording(page.url, page.text, {"first": {"tags": [str(word) for word in words if word]}})


def test_the_sites_have_recorded_pages():
    assert {page["site"] for page in PAGES} == SITES


@each_page
def test_a_recorded_page_yields_what_is_stated(page):
    recorded_page = recording(page)
    check(recorded_page, posts_of(recorded_page, page["url"]))


@each_page
@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_page_with_other_words_yields_the_other_words(page, seed):
    original = recording(page)
    change = other_words(with_words_told(original), seed)
    other = Recording(change(original.url), change(original.text), json.loads(change(json.dumps(original.facts))))
    assert other.text != original.text
    check(other, posts_of(other, page["url"]))


@each_page
def test_a_recorded_url_is_fetched_as_it_was_recorded(page):
    """The proxy that plays the recordings finds them by host, path and parameters."""
    asked, recorded_url = urlsplit(DEFINITIONS.resolve(page["url"]).request_url), urlsplit(page["url"])
    assert (asked.netloc, asked.path, asked.query) == (recorded_url.netloc, recorded_url.path, recorded_url.query)


@each_thread
def test_a_recorded_thread_is_watched_and_has_a_title(page):
    resolved = DEFINITIONS.resolve(page["url"])
    assert resolved.type == "watchable"
    answer = parse_page({
        "parser": write(PAGE_PARSER, resolved.parser), "context": {"url": page["url"]}, "text": recording(page).text,
    })
    title = page_title([Post.from_data(data) for data in answer["posts"]])
    assert title is not None
    assert 10 < len(title) <= 64
    assert "<" not in title
