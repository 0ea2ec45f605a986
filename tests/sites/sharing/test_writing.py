"""What is written in the shared format is read back as it was."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.parsing.page_parser import PageParser
from app.parsing.string_processing.match import fixed as fixed_match
from app.sites.definitions import load_definitions
from app.sites.domain_metadata import BandwidthRule, CustomHeader, DomainMetadata
from app.sites.login_script import (
    Access,
    CredentialDefinition,
    LoginDomain,
    LoginScript,
    LoginStep,
    RequiredCookie,
)
from app.sites.sharing.kinds import CURRENT
from app.sites.sharing.package import Definition, read_package
from app.sites.sharing.writing import written
from app.sites.simple_formula import SimpleFormula
from tests.sites.sharing.made import NO_STEPS, fixed, formula_of, html, processor, rule, taken, url_class

STEPS = [
    fixed("a"), [51, 1, [1, 3, 1, 9, "a"]], [83, 2, [",", 2]], [125, 2, ["\\n", None]], [99, 1, [2, False, "a"]],
    [100, 1, [1, None]], [112, 1, [[44, 1, [["", 1], ["a:", 0]]], "x"]],
    [55, 2, [[
        [0, 1], [1, 2], [2, "a"], [3, "b"], [4, 5], [5, 4], [6, 7], [7, 8], [8, None], [9, ["a", "b"]],
        [10, ["%Y", 2, -3600]], [11, 3], [12, ["%Y", 1]], [13, "sha1"], [14, None], [15, ["ab", 4]]], "example"]],
]
JSON_RULES = [[0, fixed("a")], [1, None], [2, -1], [3, 2], [4, 1], [5, fixed("b")]]
FORMULAE = [
    html([rule("a", {"class": "b"}, -1), [62, 3, [1, None, None, None, 2, True, fixed("x")]]], content=0,
         attribute="href", steps=STEPS),
    [31, 4, [JSON_RULES, 2, "name", NO_STEPS]],
    [59, 3, [[26, 3, [[2, html()], [2, [60, 3, ["url", "", NO_STEPS]]]]], "\\1\\2", "", processor(STEPS[:2])]],
    [133, 2, [html(), [136, 1, ["x", 3, "", NO_STEPS]], "", NO_STEPS]],
]


def back(definition: Definition) -> Definition:
    package = read_package(written([definition]))
    assert package.refused == []
    (read,) = package.definitions
    return read


@pytest.mark.parametrize("raw", FORMULAE, ids=["html", "json", "zipper", "nested"])
def test_formulae_come_back_with_all_their_steps(raw):
    formula = SimpleFormula("made", formula_of(raw))
    assert back(formula) == formula


def sorted_parts(parser: PageParser) -> PageParser:
    """Return the parser in the order in which the format keeps it."""
    return replace(
        parser, content_parsers=tuple(sorted(parser.content_parsers, key=lambda each: each.name.casefold())),
        subsidiaries=tuple(replace(each, parser=sorted_parts(each.parser)) for each in sorted(
            parser.subsidiaries, key=lambda each: each.parser.name.casefold())))


SITES = load_definitions().sites


@pytest.mark.parametrize("site", SITES, ids=[site.site for site in SITES])
def test_our_own_sites_can_be_shared(site):
    """Only what other programs have no place for stays behind: that a source needs a key."""
    for each in [*site.url_classes, *site.ngugs]:
        assert back(each) == each
    for gug in site.gugs:
        assert back(gug) == replace(gug, needs_key=False)
    for parser in site.parsers:
        assert back(parser) == sorted_parts(parser)


def test_login_scripts_and_domain_metadata_come_back():
    step = LoginStep("open", "POST", "/in", "https", "www", {"password": "pw"}, {"a": "b"}, {"token": "t"},
                     (RequiredCookie(fixed_match("s")),))
    script = LoginScript(
        "made login", (RequiredCookie(fixed_match("s"), fixed_match("1")),), (CredentialDefinition("password", True),),
        (step,), (LoginDomain("made.example", Access.SPECIAL, "why"),))
    assert back(script) == script
    metadata = DomainMetadata("made.example", (CustomHeader("A", "b", "c"),), (BandwidthRule("requests", 5, None),))
    assert back(metadata) == metadata
    assert back(DomainMetadata("made.example")) == DomainMetadata("made.example")


def test_a_list_in_the_current_versions_is_written_with_new_keys():
    made = taken(url_class())
    first, second = json.loads(written([made])), json.loads(written([made]))
    assert first[:2] == [26, CURRENT[26]]
    assert first[2][0][0] == 2
    assert first[2][0][1][:3] == [50, "made post", 15]
    assert first[2][0][1][3][0] != second[2][0][1][3][0]
