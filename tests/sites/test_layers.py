"""Imported definitions beside ours: which one a URL belongs to, what reads it, and which source has a name."""

from __future__ import annotations

import json

import pytest

from app.parsing.errors import DefinitionError
from app.sites.catalogue import Definitions
from app.sites.site_definition import SiteDefinition, read_site

TO = "https://example.com/"


def site(name: str, **parts) -> SiteDefinition:
    return read_site(json.dumps({"version": 1, "site": name, "source": [], **parts}), name)


def url_class(name: str, *path: str | None, **fields):
    """A class of the site; None stands for any component."""
    components = [{} if part is None else {"match": {"type": "fixed", "value": part}} for part in path]
    return {"name": name, "type": "post", "mask": {"domains": ["example.com"]}, "path": components,
            "example_url": TO + "/".join(part or "1" for part in path), **fields}


def parser(name: str, url: str = TO + "post/1"):
    return {"name": name, "example_urls": [url]}


def gug(name: str, path: str):
    return {"name": name, "template": TO + path + "/%tags%"}


OWN = site(
    "own", url_classes=[url_class("post", "post", None)], parsers=[parser("reader")], gugs=[gug("search", "own")])


def test_on_an_equal_match_the_imported_class_is_asked_and_its_own_parser_reads():
    imported = site("new", url_classes=[url_class("post", "post", None)], parsers=[parser("a reader")])
    made = Definitions([OWN], [imported])
    resolved = made.resolve(TO + "post/1")
    assert made.is_imported(resolved.url_class)
    assert resolved.parser.name == "a reader"
    assert Definitions([OWN]).resolve(TO + "post/1").parser.name == "reader"


def test_a_more_specific_host_name_of_ours_does_not_hide_what_was_imported():
    ours = site("own", url_classes=[url_class("post", "post", None, mask={
        "domains": ["example.com", "a-much-longer-name.example.org"]})])
    imported = site("new", url_classes=[url_class("other", "post", None)])
    assert Definitions([ours], [imported]).url_class_for(TO + "post/1").name == "other"


def test_an_imported_class_for_any_page_does_not_hide_our_posts():
    made = Definitions([OWN], [site("new", url_classes=[url_class("anything", None)])])
    assert made.url_class_for(TO + "post/1").name == "post"
    assert made.url_class_for(TO + "elsewhere").name == "anything"


def test_an_imported_class_without_a_parser_is_read_by_ours():
    made = Definitions([OWN], [site("new", url_classes=[url_class("other", "post", None)])])
    resolved = made.resolve(TO + "post/1")
    assert (resolved.url_class.name, resolved.parser.name) == ("other", "reader")


def test_parsers_of_the_newest_import_read_what_older_ones_read_before():
    old = site("old", url_classes=[url_class("post", "post", None)], parsers=[parser("a")])
    new = site("new", parsers=[parser("b")])
    assert Definitions([], [new, old]).resolve(TO + "post/1").parser.name == "b"
    assert Definitions([], [old]).resolve(TO + "post/1").parser.name == "a"


def test_a_source_of_both_is_the_imported_one():
    made = Definitions([OWN], [site("new", gugs=[gug("search", "new")])])
    assert made.start_urls("search", "x") == [TO + "new/x"]
    assert [(source.name, source.site) for source in made.sources()] == [("search", "new")]


def test_a_parser_is_found_by_name_imported_ones_first():
    made = Definitions([OWN], [site("new", parsers=[parser("reader", TO + "other")])])
    assert made.parser_named("reader").example_urls == (TO + "other",)
    assert made.parser_named("no such") is None


def test_two_imported_things_of_one_name_can_not_be():
    with pytest.raises(DefinitionError, match="two definitions of the parser 'a'"):
        Definitions([], [site("new", parsers=[parser("a")]), site("old", parsers=[parser("a")])])
