"""Content parsers, page parsers and posts: what a page yields, and what is asked of it afterwards."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter

from app.parsing.content_parser import ContentParser, complete_url
from app.parsing.errors import DefinitionError, ParseError, Veto
from app.parsing.page_parser import PAGE_PARSER, PageParser
from app.parsing.post import Post, clean_note, page_title
from app.parsing.run import Run
from app.parsing.schema import read, write
from app.parsing.work import parse_page

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CONTENT = TypeAdapter(ContentParser)


def value(name):
    return {"kind": "json", "rules": [{"rule": "key", "match": {"type": "fixed", "value": name}}, {"rule": "all"}]}


def content(parser_name, field, **meaning):
    return {"name": parser_name, "meaning": meaning, "formula": value(field)}


def parser(*contents, name="page", **more) -> PageParser:
    return PAGE_PARSER.validate_python({"name": name, "content_parsers": list(contents), **more})


def posts_of(page_parser, data, **variables) -> list[Post]:
    text = data if isinstance(data, str) else json.dumps(data)
    return page_parser.parse(Run({"url": "https://site.example/list?page=1", **variables}), text)


def post_of(*contents, **data) -> Post:
    (post,) = posts_of(parser(*contents), data)
    return post


def test_only_the_urls_of_highest_priority_are_pursued_each_once():
    post = post_of(
        content("low", "a", type="urls", use="pursue", priority=10),
        content("high", "b", type="urls", use="pursue", priority=90),
        a=["https://a.example/1"], b=["https://b.example/2", "https://b.example/1", "https://b.example/2"],
    )
    assert post.pursue_urls() == ["https://b.example/2", "https://b.example/1"]


def test_next_pages_sub_galleries_and_sources_are_told_apart():
    post = post_of(
        content("next", "n", type="urls", use="next_page"), content("sub", "g", type="urls", use="sub_gallery"),
        content("source", "s", type="urls", use="source", priority=1),
        content("better source", "t", type="urls", use="source", priority=9),
        n=["?page=2"], g=["/pool/1"], s=["https://s.example/"], t=["https://t.example/"],
    )
    assert post.next_page_urls() == ["https://site.example/list?page=2"]
    assert post.sub_gallery_urls() == ["https://site.example/pool/1"]
    assert post.source_urls() == ["https://s.example/", "https://t.example/"]
    assert post.pursue_urls() == []


@pytest.mark.parametrize(("text", "url"), [
    ("https://a.example/x y", "https://a.example/x%20y"),
    ("//a.example/x", "https://a.example/x"),
    ("/x", "https://site.example/x"),
    ("x", "https://site.example/folder/x"),
    ("Source: http://a.example/x", "http://a.example/x"),
    ("see http://old.example/ or https://a.example/x", "https://a.example/x"),
    ("here https://http://a.example/x", "http://a.example/x"),
])
def test_a_found_url_is_completed_by_its_page(text, url):
    assert complete_url(text, "https://site.example/folder/page") == url


def test_tags_get_their_namespace_and_are_cleaned():
    post = post_of(
        content("as they are", "a", type="tags"), content("creators", "b", type="tags", namespace="creator"),
        content("plain", "c", type="tags", namespace=""),
        a=["Character: Ann ", "sky", ""], b=["Bob", " "], c=["x:y", "sky"],
    )
    assert post.tags() == {"character:ann", "sky", "creator:bob", ":x:y"}


def test_the_first_readable_hash_of_a_type_counts_also_when_it_is_base64():
    post = post_of(
        content("md5", "a", type="hash", hash_type="md5"),
        content("sha1", "b", type="hash", hash_type="sha1", encoding="base64"),
        a=["AAECAwQFBgcICQoLDA0ODw==", "ff" * 16], b=["!", "/w=="],
    )
    assert post.hashes() == {"md5": "000102030405060708090a0b0c0d0e0f", "sha1": "ff"}


def test_the_earliest_time_counts_and_never_one_from_the_future():
    times = content("time", "t", type="timestamp")
    assert post_of(times, t=["1577934245", "soon", "1577934000"]).timestamp(NOW) == datetime.fromtimestamp(
        1577934000, UTC)
    assert post_of(times, t=[str(10**12)]).timestamp(NOW) == datetime(2025, 12, 31, 23, 59, 55, tzinfo=UTC)
    assert post_of(times, t=["soon", "-" + "9" * 40]).timestamp(NOW) is None


def test_notes_are_tidied_named_and_replaced_in_order_of_their_parsers():
    post = post_of(
        content("b", "second", type="note", name="text"), content("a", "first", type="note", name="text"),
        content("c", "other", type="note", name="more"),
        first=["early"], second=["late"], other=[" one \n\n\n\n  two ", ""],
    )
    assert post.notes() == {"text": "late", "more": "one\n\ntwo"}
    assert clean_note(" \n ") == ""


def test_the_title_of_highest_priority_wins_and_of_equals_the_greatest():
    post = post_of(
        content("a", "a", type="title", priority=1), content("b", "b", type="title", priority=5),
        a=["zzz"], b=["A &amp; B", "A"],
    )
    assert post.title() == "A & B"
    assert page_title([Post(), post]) == "A & B"
    assert page_title([Post()]) is None


def test_later_headers_replace_and_first_variables_stay():
    post = post_of(
        content("h", "h", type="header", name="X-Token"), content("v", "v", type="variable", name="csrf"),
        h=["1", "2"], v=["1", "2"],
    )
    assert post.headers() == {"X-Token": "2"}
    assert post.variables() == {"csrf": "1"}


VETO = content("gone", "state", type="veto", found=True, match={"type": "fixed", "value": "deleted"})
MUST = content("no file", "file", type="veto", found=False, match={"type": "any"})


@pytest.mark.parametrize(("parsers", "data", "text"), [
    ([VETO], {"state": ["deleted"]}, "veto: gone"), ([MUST], {}, "veto: no file"),
])
def test_a_veto_leaves_the_page_with_its_name(parsers, data, text):
    with pytest.raises(Veto) as caught:
        posts_of(parser(*parsers), data)
    assert caught.value.text == text


def test_a_veto_that_does_not_hold_yields_nothing():
    assert posts_of(parser(VETO, MUST), {"state": ["active"], "file": ["x"]}) == []


PIECES = {"kind": "json", "content": "json",
          "rules": [{"rule": "key", "match": {"type": "fixed", "value": "posts"}}, {"rule": "all"}]}
TAG = content("tags", "tags", type="tags")
URL = content("file", "url", type="urls", use="pursue")
WHEN = content("when", "time", type="timestamp")


def listing(piece_parser, *contents, **more):
    return parser(*contents, subsidiaries=[{"formula": PIECES, "parser": write(PAGE_PARSER, piece_parser), **more}])


def test_every_piece_is_a_post_and_has_what_the_page_itself_has_at_its_end():
    page = listing(parser(TAG), content("page tags", "common", type="tags"))
    posts = posts_of(page, {"posts": [{"tags": ["a"]}, {"tags": ["b"]}], "common": ["all"]})
    assert [post.tags() for post in posts] == [{"a", "all"}, {"b", "all"}]
    assert [finding.name for finding in posts[0].findings] == ["tags", "page tags"]


def test_a_page_with_subsidiaries_but_no_pieces_yields_nothing():
    page = listing(parser(TAG), content("page tags", "common", type="tags"))
    assert posts_of(page, {"posts": [], "common": ["all"]}) == []


def test_a_veto_in_a_piece_skips_that_piece_and_a_parse_error_fails_the_page():
    page = listing(parser(VETO, TAG))
    posts = posts_of(page, {"posts": [{"state": ["deleted"], "tags": ["a"]}, {"tags": ["b"]}]})
    assert [post.tags() for post in posts] == [{"b"}]
    splitter = {"kind": "json", "rules": PIECES["rules"]}
    broken = parser(subsidiaries=[{"formula": splitter, "parser": write(PAGE_PARSER, parser(TAG))}])
    with pytest.raises(ParseError):
        posts_of(broken, {"posts": ["not json"]})


def test_a_page_that_can_not_be_cut_has_no_pieces():
    assert posts_of(listing(parser(TAG)), "<html>") == []


def test_posts_can_be_sorted_newest_first_with_timeless_ones_last():
    page = listing(parser(TAG, WHEN), sort_by_time=True)
    data = {"posts": [{"tags": ["none"]}, {"tags": ["old"], "time": ["100"]}, {"tags": ["new"], "time": ["900"]}]}
    assert [post.tags() for post in posts_of(page, data)] == [{"new"}, {"old"}, {"none"}]


def test_subsidiaries_run_in_order_of_their_parsers_names():
    def subsidiary(name, field):
        return {"formula": PIECES, "parser": write(PAGE_PARSER, parser(content("t", field, type="tags"), name=name))}

    page = parser(subsidiaries=[subsidiary("b", "x"), subsidiary("A", "y")])
    assert [post.tags() for post in posts_of(page, {"posts": [{"x": ["1"], "y": ["2"]}]})] == [{"2"}, {"1"}]


def test_pieces_are_numbered_as_they_have_something_to_pursue():
    index = {"name": "index", "meaning": {"type": "tags"}, "formula": {"kind": "context", "variable": "post_index"}}
    page = listing(parser(index, URL))
    data = {"posts": [{"url": ["/1"]}, {}, {"url": ["/2"]}, {"url": ["/3"]}]}
    assert [post.tags() for post in posts_of(page, data)] == [{"0"}, {"1"}, {"1"}, {"2"}]


def test_the_page_can_be_converted_first():
    page = parser(TAG, converter={"operations": [{"op": "remove_start", "count": 4}]})
    assert posts_of(page, 'for {"tags": ["a"]}')[0].tags() == {"a"}
    bad = parser(TAG, converter={"operations": [{"op": "decode", "encoding": "hex"}]})
    with pytest.raises(ParseError):
        posts_of(bad, "zz")


def test_page_parsers_inside_page_parsers_end_at_a_depth():
    whole = {"kind": "json", "rules": [], "content": "json"}
    nested = parser(TAG)
    for _ in range(9):
        nested = parser(subsidiaries=[{"formula": whole, "parser": write(PAGE_PARSER, nested)}])
    with pytest.raises(ParseError, match="deep"):
        posts_of(nested, {"tags": ["a"]})


def test_a_parser_and_a_post_survive_the_way_to_another_process():
    page = listing(parser(TAG, URL, WHEN, VETO))
    assert read(PAGE_PARSER, json.dumps(write(PAGE_PARSER, page)), "page") == page
    (post,) = posts_of(page, {"posts": [{"tags": ["a"], "url": ["/1"], "time": ["5"]}]})
    assert Post.from_data(json.loads(json.dumps(post.to_data()))) == post


def work(page, text):
    return parse_page({"parser": write(PAGE_PARSER, page), "context": {"url": "https://site.example/"}, "text": text})


def test_the_worker_answers_posts_vetoes_and_errors_as_plain_data():
    answer = json.loads(json.dumps(work(parser(TAG), '{"tags": ["a"]}')))
    assert Post.from_data(answer["posts"][0]).tags() == {"a"}
    assert work(parser(VETO), '{"state": ["deleted"]}') == {"veto": "veto: gone"}
    assert "not JSON" in work(parser(TAG), "<html>")["error"]
    assert work(parser(), "") == {"posts": []}


def test_the_worker_names_what_is_wrong_with_a_parser():
    answer = parse_page({"parser": {"name": "x", "contents": []}, "context": {}, "text": ""})
    assert "contents" in answer["error"]


@pytest.mark.parametrize(("change", "path"), [
    ({"name": 7}, "name"),
    ({"content_parsers": [{**TAG, "meaning": {"type": "colour"}}]}, "content_parsers.0.meaning"),
    ({"content_parsers": [{**TAG, "formula": {"kind": "html", "rules": [{"tag": 3}]}}]}, "rules.0.tag"),
    ({"content_parsers": [content("x", "x", type="veto", found=True, match={"type": "regex", "value": "a" * 1001})]},
     "value"),
    ({"surprise": 1}, "surprise"),
])
def test_a_definition_that_can_not_be_read_names_its_file_and_the_path(change, path):
    text = json.dumps({"name": "x", **change})
    with pytest.raises(DefinitionError) as caught:
        read(PAGE_PARSER, text, "sites/x/definition.json")
    assert "sites/x/definition.json" in caught.value.sentence
    assert path in caught.value.sentence
