"""What is told of an address and of a page, in the words of the shared samples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.errors import BadInput
from app.downloads.definitions.samples import try_samples
from app.downloads.definitions.telling import NoParser, parse_page, told_post, told_url
from app.parsing import work
from app.parsing.post import Finding, Post, Tags, Timestamp, Title, Urls, UrlUse
from app.sites.catalogue import Definitions
from app.sites.sharing.joined import joined
from app.workers.errors import WorkerTimeout
from tests.sites.sharing.made import content_parser, html, page_parser, rule, taken, url_class

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://made.example/post/1"
PARSER = page_parser("made parser", [
    content_parser("file", 7, html([rule("img")], content=0, attribute="src"), [7, 50]),
    content_parser("gone", 8, html([rule("p", {"class": "gone"})]), [True, [51, 1, [3, "", None, None, ""]]]),
], [URL])
MADE = Definitions([joined("made", [taken(url_class()), taken(PARSER)])])


class Pool:
    """Parses here, in place of a worker."""

    def run(self, task, payload, *, timeout):
        return work.parse_page(payload)


class Stuck:
    def run(self, task, payload, *, timeout):
        raise WorkerTimeout(task, timedelta(seconds=1))


def told(text, url=URL, parser=None, pool=None):
    return parse_page(MADE, pool or Pool(), NOW, url, text, parser)


def test_an_address_is_told_with_its_class_and_forms():
    assert told_url(MADE, "http://www.made.example/post/1/title?x=1#y") == {
        "url": "http://www.made.example/post/1/title?x=1#y", "class": "made post", "type": "post", "normalised": URL,
        "for_server": URL + "/title", "fetch_url": URL + "/title", "parser": "made parser",
    }


def test_an_address_of_no_class_is_told_with_nulls():
    assert told_url(MADE, "https://other.example/a b#c") == {
        "url": "https://other.example/a b#c", "class": None, "type": None,
        "normalised": "https://other.example/a%20b", "for_server": "https://other.example/a%20b", "fetch_url": None,
        "parser": None,
    }


@pytest.mark.parametrize(("text", "outcome", "posts"), [
    ('<img src="/1.png">', "posts", [{"file_or_post_urls": ["https://made.example/1.png"]}]),
    ("<p>nothing</p>", "no posts", []),
    ('<p class="gone">gone</p>', "veto", []),
])
def test_a_page_is_told_with_its_outcome(text, outcome, posts):
    answer = told(text)
    assert (answer["url_class"], answer["parser"], answer["outcome"], answer["posts"]) == (
        "made post", "made parser", outcome, posts)


def test_a_named_parser_reads_without_matching():
    answer = told('<img src="1.png">', url="https://elsewhere.example/x/y", parser="made parser")
    assert answer["url_class"] is None
    assert answer["posts"] == [{"file_or_post_urls": ["https://elsewhere.example/x/1.png"]}]


def test_a_parser_that_never_ends_is_told():
    assert told("", pool=Stuck())["outcome"] == "error"


@pytest.mark.parametrize(("url", "parser", "error"), [
    ("no address", None, BadInput), ("https://other.example/", None, NoParser), (URL, "no such", NoParser),
])
def test_what_can_not_be_read_is_refused(url, parser, error):
    with pytest.raises(error):
        told("", url=url, parser=parser)


def test_a_post_is_told_with_what_it_has():
    post = Post((
        Finding("a", Tags("creator"), ("B", "a")), Finding("b", Urls(UrlUse.SOURCE), ("https://x.example/",)),
        Finding("c", Timestamp(), ("1346970679",)), Finding("d", Title(3), ("T",))))
    assert told_post(post, NOW) == {
        "source_urls": ["https://x.example/"], "tags": ["creator:a", "creator:b"], "source_time": 1346970679,
        "titles": [[3, "T"]]}


def test_our_own_samples_are_all_as_stated():
    tried = list(try_samples(work.parse_page))
    assert len(tried) > 40
    wrong = [each for each in tried if each.wrong]
    assert wrong == []


def test_a_sample_that_yields_something_else_is_told():
    tried = [each for each in try_samples(lambda job: {"posts": []}) if each.sample.endswith(".json")]
    assert any("it yields 0 posts" in each.wrong for each in tried)
