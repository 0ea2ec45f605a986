"""What an import would do is worked out first: what is new, the same, in place of another, under another name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.downloads.definitions.plan import SET_ASIDE, Arrival, Plan, plan_import
from app.downloads.definitions.stored import Stored, imported_sites
from app.parsing.page_parser import PageParser
from app.sites.domain_metadata import BandwidthRule, CustomHeader, DomainMetadata
from app.sites.gug import Gug, Ngug
from app.sites.login_script import LoginScript
from app.sites.sharing.package import Definition
from app.sites.simple_formula import SimpleFormula
from app.sites.url_class import UrlClass
from tests.sites.sharing.made import gug, html, parser_with, simple, taken, url_class

POST: UrlClass = taken(url_class())
PARSER: PageParser = replace(taken(parser_with(html())), example_urls=("https://made.example/post/1",))
GUG: Gug = taken(gug())


def stored(*definitions: Definition) -> list[Stored]:
    return [Stored(number, each, "old file", True, 1) for number, each in enumerate(definitions, 1)]


def plan(*arrived: Definition, there: list[Stored] = ()) -> Plan:
    return plan_import([Arrival(each, "new file") for each in arrived], there, {"made.example": "the holder"})


def outcomes(made: Plan) -> list[tuple[str, str]]:
    return [(line.outcome, line.name) for line in made.lines]


def test_everything_is_new_on_an_empty_shelf():
    made = plan(GUG, POST, PARSER)
    assert outcomes(made) == [("new", "made search"), ("new", "made post"), ("new", "made parser")]
    assert [each.definition for each in made.additions] == [GUG, POST, PARSER]
    assert made.shadowed == {"made.example": "the holder"}


@pytest.mark.parametrize("definition", [
    replace(GUG, name="other name"),
    replace(POST, name="other name", example_url="https://made.example/post/2"),
    replace(PARSER, name="other name", example_context={"url": "x"}),
], ids=["gug", "class", "parser"])
def test_what_does_the_same_under_another_name_is_skipped(definition):
    made = plan(definition, there=stored(GUG, POST, PARSER))
    assert [line.outcome for line in made.lines] == ["same"]
    assert made.additions == []
    assert made.extended == {}
    assert made.shadowed == {}


def test_a_login_script_is_the_same_whatever_its_name():
    made = plan(LoginScript("b"), there=stored(LoginScript("a")))
    assert (made.lines[0].outcome, made.lines[0].other) == ("same", "a")


def test_a_parser_that_is_here_gets_the_new_example_urls():
    more = replace(PARSER, example_urls=(*PARSER.example_urls, "https://made.example/post/9"))
    made = plan(more, there=stored(PARSER))
    assert outcomes(made) == [("same", "made parser")]
    assert made.extended == {"made parser": ("https://made.example/post/9",)}


def test_a_class_that_does_the_job_of_the_new_one_is_set_aside_and_told_with_what_differs():
    new = replace(POST, associate=False)
    made = plan(new, there=stored(POST))
    (line,) = made.lines
    assert (line.outcome, line.name, line.other) == ("replaces", "made post", "made post")
    assert line.changes == ("associate: true -> false",)
    assert made.renamed == {1: SET_ASIDE + "made post"}
    assert made.additions == [Arrival(new, "new file")]


def test_a_class_that_was_set_aside_stays_so():
    aside = replace(POST, name=SET_ASIDE + "made post")
    made = plan(replace(POST, associate=False), there=stored(aside))
    assert made.renamed == {}
    assert outcomes(made) == [("new", "made post")]


def test_classes_that_arrive_together_are_all_kept():
    made = plan(POST, replace(POST, name="made post too"))
    assert [line.outcome for line in made.lines] == ["new", "new"]


def test_a_name_that_is_taken_gets_a_number_and_the_difference_is_told():
    new = replace(GUG, separator=",")
    made = plan(new, there=stored(GUG, replace(GUG, name="made search (1)", separator=" ")))
    (line,) = made.lines
    assert (line.outcome, line.name, line.other) == ("renamed", "made search (2)", "made search")
    assert line.changes == ('separator: "+" -> ","',)
    assert made.additions[0].definition == replace(new, name="made search (2)")


def test_the_same_thing_in_two_files_of_one_import_is_taken_once():
    made = plan(POST, POST)
    assert [line.outcome for line in made.lines] == ["new", "same"]
    assert len(made.additions) == 1


def test_names_of_different_kinds_do_not_clash():
    made = plan(replace(POST, name="x"), replace(GUG, name="x"), Ngug("x", ("a",)),
                SimpleFormula("x", taken(simple(html())).formula))
    assert {line.outcome for line in made.lines} == {"new"}


def test_headers_and_rules_are_shown_in_full():
    metadata = DomainMetadata("made.example", (CustomHeader("A", "b"),), (BandwidthRule("bytes", 5),))
    told = plan(metadata).as_data()["metadata"]
    assert told[0]["headers"] == [{"name": "A", "value": "b", "reason": ""}]
    assert told[0]["bandwidth"] == [{"counts": "bytes", "maximum": 5, "seconds": None}]


def test_the_digest_changes_with_what_would_happen():
    digests = {plan(POST).as_data()["digest"], plan(POST, there=stored(POST)).as_data()["digest"],
               plan(replace(POST, associate=False), there=stored(POST)).as_data()["digest"]}
    assert len(digests) == 3
    assert plan(POST).as_data() == plan(POST).as_data()


def test_a_long_difference_is_cut_short():
    old = replace(POST, example_url="a" * 500)
    new = replace(PARSER, example_urls=tuple(map(str, range(30))))
    made = plan(replace(new, converter=new.converter), there=stored(replace(PARSER, example_urls=("x",) * 30,
                                                                           content_parsers=())))
    assert len(made.lines[0].changes) == 21
    assert made.lines[0].changes[-1].startswith("and ")
    assert "…" in plan(replace(POST, name="made post"), there=stored(replace(old, associate=False))).lines[0].changes[0]


def test_what_is_on_is_a_site_for_each_file_newest_import_first():
    shelf = [
        Stored(1, POST, "a", True, 1), Stored(2, GUG, "b", True, 1), Stored(3, PARSER, "a", True, 2),
        Stored(4, replace(GUG, name="off"), "b", False, 2),
    ]
    sites = imported_sites(shelf)
    assert [(site.site, len(site.url_classes), len(site.gugs), len(site.parsers)) for site in sites] == [
        ("a", 0, 0, 1), ("a", 1, 0, 0), ("b", 0, 1, 0)]
