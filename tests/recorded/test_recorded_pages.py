"""Every recorded page of our sites yields what is stated about it, and so does the same page with other words in it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from app.core.tags import clean_tag, split_tag
from app.parsing.page_parser import PAGE_PARSER
from app.parsing.post import Post
from app.parsing.schema import write
from app.parsing.url import encode_url
from app.parsing.work import parse_page
from app.sites.definitions import load_definitions
from tests.recorded.conftest import samples

OUR_SITES = {"danbooru", "gelbooru", "safebooru", "moebooru", "e621", "derpibooru"}
OUR_PREFIXES = {"artist": "creator", "copyright": "series", "character": "character", "general": "", "metadata": "meta"}
DEFINITIONS = load_definitions()
FOLDER = Path(__file__).parents[2] / "app" / "sites" / "definitions"


def recorded() -> list[dict[str, Any]]:
    index = samples() / "pages" / "index.json"
    pages = json.loads(index.read_text("utf-8"))["pages"] if index.is_file() else []
    return [page for page in pages if page["site"] in OUR_SITES]


PAGES = recorded()
each_page = pytest.mark.parametrize("page", PAGES, ids=[page["file"] for page in PAGES])


@dataclass(frozen=True)
class Recording:
    """A page's URL and text, and what is stated about it."""

    url: str
    text: str
    facts: dict[str, Any]


def recording(page: dict[str, Any]) -> Recording:
    text = (samples() / "pages" / page["file"]).read_text("utf-8")
    return Recording(page["url"], text, page["facts"])


def words_of_definitions() -> set[str]:
    """Return the words by which our definitions find things; changing them would be another site."""
    texts = [path.read_text("utf-8") for path in FOLDER.glob("*/definition.json")]
    return {word for text in texts for word in re.findall("[A-Za-z0-9]+", text)}


def other_words(page: Recording, seed: int) -> Callable[[str], str]:
    """Return a change of text: the page's ids, hashes and tag words become others, letter by letter."""
    dice = random.Random(seed)
    first = page.facts.get("first", {})
    named = ("id", "md5", "sha512", "tags", "tags_by_type", "hash_in_file_name")
    told = json.dumps([page.facts.get("last_id"), *map(first.get, named)])
    letters = dict(zip("bcdfgjkmpvw", dice.sample("bcdfgjkmpvw", 11), strict=True))
    digits = dict(zip("123456789", dice.sample("123456789", 9), strict=True))
    hexes = {**digits, **{letter: letter for letter in "abcdef"}}
    fixed = words_of_definitions()

    def changed(word: str) -> str:
        table = digits if word.isdigit() else hexes if re.fullmatch("[0-9a-f]{32,}", word) else {**letters, **digits}
        return "".join(table.get(letter, letter) for letter in word)

    table = {word: changed(word) for word in re.findall("[A-Za-z0-9]+", told) if word not in fixed}
    host = urlsplit(page.url).netloc
    other_host = f"site{dice.randrange(100, 999)}.example"

    def change(text: str) -> str:
        words = "%[0-9A-Fa-f]{2}|[A-Za-z0-9]+"
        return re.sub(words, lambda match: table.get(match[0], match[0]), text.replace(host, other_host))

    return change


def posts_of(page: Recording, parser_url: str) -> list[Post]:
    resolved = DEFINITIONS.resolve(parser_url)
    assert resolved.parser is not None, resolved.reason
    answer = parse_page({
        "parser": write(PAGE_PARSER, resolved.parser), "context": {"url": encode_url(page.url)}, "text": page.text,
    })
    return [Post.from_data(data) for data in answer["posts"]]


def subtags(tags: set[str]) -> set[str]:
    return {split_tag(tag)[1] for tag in tags}


def stated_tag(text: str) -> str:
    return split_tag(clean_tag(re.sub(r"[\s_]+", " ", text)))[1]


def check(page: Recording, posts: list[Post]) -> None:
    facts, first = page.facts, page.facts.get("first", {})
    if "post_link_count" in facts:
        (post,) = posts
        urls = post.pursue_urls()
        assert (len(urls), urls[0], urls[-1]) == (
            facts["post_link_count"], facts["first_post_url"], facts["last_post_url"])
        assert post.next_page_urls() == [facts["next_page"]]
        return
    assert len(posts) == facts.get("post_count", 1)
    check_first(page, posts[0])
    if len(posts) > 1:
        assert re.search(rf"\b{facts['last_id']}$", posts[-1].source_urls()[0])
    assert {stated_tag(tag) for tag in first.get("tags", [])} <= subtags(posts[0].tags())


def check_first(page: Recording, post: Post) -> None:
    first = page.facts["first"]
    assert post.pursue_urls() == [encode_url(urljoin(page.url, first["file_url"]))]
    for kind in ("md5", "sha512"):
        stated = first.get(kind, "")
        if re.fullmatch("[0-9a-f]{32}|[0-9a-f]{128}", stated):
            assert post.hashes()[kind] == stated
    for source in [first.get("source"), *first.get("sources", [])]:
        assert source is None or encode_url(source) in post.source_urls()
    for artist in first.get("artist", []):
        assert f"creator:{stated_tag(artist)}" in post.tags()
    for kind, tags in first.get("tags_by_type", {}).items():
        for tag in tags:
            namespace = OUR_PREFIXES[kind]
            assert (f"{namespace}:" if namespace else "") + stated_tag(tag) in post.tags()
    if "created_at" in first:
        assert post.seconds() == int(datetime.fromisoformat(first["created_at"]).timestamp())


def test_all_our_sites_have_recorded_pages():
    assert {page["site"] for page in PAGES} == OUR_SITES


@each_page
def test_a_recorded_page_yields_what_is_stated(page):
    recorded_page = recording(page)
    check(recorded_page, posts_of(recorded_page, page["url"]))


@each_page
@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_page_with_other_words_yields_the_other_words(page, seed):
    original = recording(page)
    change = other_words(original, seed)
    other = Recording(change(original.url), change(original.text), json.loads(change(json.dumps(original.facts))))
    assert other.text != original.text
    check(other, posts_of(other, page["url"]))


@each_page
def test_a_recorded_url_is_fetched_as_it_was_recorded(page):
    """The proxy that plays the recordings finds them by host, path and parameters."""
    asked, recorded_url = urlsplit(DEFINITIONS.resolve(page["url"]).request_url), urlsplit(page["url"])
    assert (asked.netloc, asked.path) == (recorded_url.netloc, recorded_url.path)
    assert sorted(asked.query.split("&")) == sorted(recorded_url.query.split("&"))
