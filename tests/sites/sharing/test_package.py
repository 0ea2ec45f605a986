"""A payload's objects are taken one by one; what can't be taken is told in a sentence, and the rest goes on."""

from __future__ import annotations

import json

import pytest

from app.parsing.page_parser import PageParser
from app.sites.gug import Gug
from app.sites.sharing.errors import NotADownloader
from app.sites.sharing.package import read_package
from app.sites.url_class import UrlClass
from tests.sites.sharing.made import (
    KEY,
    NO_STEPS,
    content_parser,
    gug,
    html,
    package_of,
    page_parser,
    parser_with,
    rule,
    simple,
    taken,
    url_class,
)


def test_one_object_counts_as_a_list_of_one():
    assert isinstance(taken(gug()), Gug)


@pytest.mark.parametrize("raw", [
    [26, 3, [[2, gug()], [2, url_class()]]],
    [26, 2, [[True, gug()], [True, url_class()]]],
    [26, 1, [gug(), url_class()]],
])
def test_a_list_of_every_version_gives_its_objects(raw):
    assert [type(each) for each in package_of(raw).definitions] == [Gug, UrlClass]


@pytest.mark.parametrize("text", ["", "no json", "{", "[" * 100_000, json.dumps([[[[]]]] * 3)[:-1]])
def test_text_that_is_no_payload_is_refused(text):
    with pytest.raises(NotADownloader):
        read_package(text)


def test_nesting_beyond_measure_is_refused():
    with pytest.raises(NotADownloader, match="nested"):
        read_package("[" * 400 + "]" * 400)


@pytest.mark.parametrize(("raw", "sentence"), [
    ([26, 4, []], "newer version"),
    ({"a": 1}, "not an object of the shared format"),
    ([1, 2], "not an object of the shared format"),
    ([77, 1, []], "kind 77 is not a downloader object"),
    ([69, 1, []], "has no name"),
])
def test_a_whole_that_is_no_downloader_is_told(raw, sentence):
    package = package_of(raw)
    assert package.definitions == []
    assert sentence in package.refused[0]


@pytest.mark.parametrize(("bad", "sentence"), [
    ([69, "new", 2, []], "the GUG 'new' has version 2"),
    ([999, "odd", 1, []], "the object 'odd' of kind 999 is not a downloader object"),
    ([69, "short", 1, ["key"]], "GUG 'short': it has not the shape of its kind"),
    ([50, "odd class", 15, "text"], "URL class 'odd class'"),
    ([50, "old class", 0, []], "version 0"),
    (simple([135, 1, []]), "there is a subsidiary parser where a formula should be"),
    ([69, "typed", 1, [KEY, 5, "%tags%", "+", "", ""]], "template"),
    ([70, "nested", 1, [KEY, "", [[KEY, ["a"]]]]], "gugs.0"),
])
def test_a_bad_object_is_named_and_the_others_are_taken(bad, sentence):
    package = package_of([26, 3, [[2, bad], [2, gug()]]])
    assert [each.name for each in package.definitions] == ["made search"]
    assert len(package.refused) == 1
    assert sentence in package.refused[0]


def test_a_newer_object_inside_is_left_out_and_the_rest_of_its_owner_is_kept():
    parts = [content_parser("new", 0, [27, 9, []], None), content_parser("known", 0, html([rule("a")]), None)]
    package = package_of(page_parser("made parser", parts))
    (parser,) = package.definitions
    assert isinstance(parser, PageParser)
    assert [each.name for each in parser.content_parsers] == ["known"]
    assert package.refused == [
        "page parser 'made parser': content parser 1: content parser 'new': the HTML formula has version 9; this "
        "program knows up to 8: it needs a newer version; it was left out"]


def test_whole_objects_that_are_no_definitions_are_counted():
    package = package_of([26, 3, [[2, NO_STEPS], [2, gug()], [0, 5]]])
    assert (package.misc, len(package.definitions), len(package.refused)) == (1, 1, 1)


def test_of_two_objects_of_one_name_the_first_counts():
    package = package_of([26, 3, [[2, gug()], [2, gug()], [2, url_class(name="made search")]]])
    assert [type(each) for each in package.definitions] == [Gug, UrlClass]
    assert "only the first was taken" in package.refused[0]


def test_a_pattern_beyond_measure_is_refused_with_its_place():
    long = [51, 1, [2, "a" * 1001, None, None, ""]]
    (sentence,) = package_of(parser_with(html(steps=[long]))).refused
    assert "made parser" in sentence
    assert "1000" in sentence


def test_the_name_inside_a_page_parser_counts():
    raw = parser_with(html())
    raw[1] = "outside"
    assert taken(raw).name == "made parser"


def test_a_processing_list_of_nothing_is_normal():
    nothing = [84, 1, [26, 3, [[0, None]]]]
    parser = taken(parser_with([27, 8, [[26, 3, []], 1, "", "", nothing]]))
    assert parser.content_parsers[0].formula.process == ()
