"""Objects of every older version come out as they did in the program that wrote the newer ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.parsing.post import FileHash, Tags, Timestamp, Urls, VetoWhen
from app.parsing.run import Run
from app.parsing.string_processing.converter import Attach, Converter, Cut, Hash, Recode
from app.parsing.string_processing.encodings import Encoding
from app.parsing.string_processing.match import ANY as ANY_MATCH
from app.parsing.string_processing.match import MatchType
from app.parsing.string_processing.match import fixed as fixed_match
from app.parsing.string_processing.processor import Joiner, MatchStep, Order, Slicer, Sorter, Splitter, TagFilterStep
from app.sites.sharing.kinds import CURRENT, Kind
from app.sites.sharing.objects import pairs
from app.sites.sharing.upgrades import STEPS, current
from app.sites.url_class import ReferralMode, UrlClass, UrlType
from tests.sites.sharing.made import (
    ANY,
    KEY,
    NO_CONVERTER,
    NO_CONVERTER_1,
    NO_STEPS,
    content_parser,
    fixed,
    formula_of,
    html,
    page_parser,
    parser_with,
    rule,
    taken,
)

NOT_READ = {Kind.LIST, Kind.DICTIONARY, Kind.LOOKUP_SCRIPT}
"""Lists and dictionaries are read in each version as they lie; file lookup scripts are not read at all."""


def test_every_older_version_of_every_kind_has_its_step():
    wanted = {(kind, version) for kind, newest in CURRENT.items() if kind not in NOT_READ
              for version in range(1, newest)}
    assert wanted == set(STEPS)


# string processing --------------------------------------------------------------------------------------------------


def converter_1(*conversions: Any) -> Converter:
    (step,) = formula_of(html(steps=[[55, 1, [list(conversions), "x"]]])).process
    return step


@pytest.mark.parametrize(("word", "encoding"), [
    ("url percent encoding", Encoding.PERCENT), ("unicode escape characters", Encoding.UNICODE_ESCAPE),
    ("html entities", Encoding.HTML_ENTITIES), ("hex", Encoding.HEX), ("base64", Encoding.BASE64)])
def test_a_converter_of_version_1_tells_its_encodings_in_words(word, encoding):
    assert converter_1([4, word]).operations == (Recode("encode", encoding),)


def test_decoding_hex_and_base64_did_nothing_in_version_1():
    assert converter_1([5, "hex"], [5, "html entities"], [5, "base64"]).operations == (
        Recode("decode", Encoding.HTML_ENTITIES),)


def test_what_follows_a_conversion_that_is_not_understood_is_dropped():
    assert converter_1([2, "a"], [4, "no such"], [3, "b"]).operations == (Attach("prepend", "a"),)


def test_separators_and_joiners_of_version_1_had_no_escapes():
    process = formula_of(html(steps=[[83, 1, ["\\n", None]], [125, 1, ["a\\", 2]]])).process
    assert process == (Splitter("\\\\n"), Joiner("a\\\\", 2))
    assert process[0].apply(["a\\nb"]) == ["a", "b"]


def test_the_other_steps_are_read_as_they_are():
    tag_filter = [112, 1, [[44, 1, [["", 1], ["a:", 0]]], "x"]]
    process = formula_of(html(steps=[
        [99, 1, [1, False, "a+"]], [100, 1, [None, 3]], tag_filter, [83, 2, ["\\n", 4]], fixed("a")])).process
    assert process[:2] == (Sorter(Order.LEXICOGRAPHIC, False, "a+"), Slicer(None, 3))
    assert isinstance(process[2], TagFilterStep)
    assert process[2].filter.rules == {"": False, "a:": True}
    assert process[3:] == (Splitter("\\n", 4), MatchStep(fixed_match("a")))


# formulae -----------------------------------------------------------------------------------------------------------

PAGE = '<div class="a"><a href="1.png"> one </a><a href="2.png">two</a></div>'


def found(formula: Any, text: str = PAGE, context: dict[str, str] | None = None) -> list[str]:
    return formula.parse(Run(context or {}), text, collapse=True)


@pytest.mark.parametrize(("cuts", "operations"), [
    ([2, 3, "<", ">"], [Cut("keep_start", 2), Cut("keep_end", 3), Attach("prepend", "<"), Attach("append", ">")]),
    ([-2, -3, "", ""], [Cut("remove_end", -2), Cut("remove_start", -3)]),
    ([0, 0, "", ""], []),
])
def test_an_html_formula_of_version_2_cuts_and_adds(cuts, operations):
    formula = formula_of([27, 2, [[["a", {}, None]], "href", cuts]])
    assert [op for step in formula.process for op in step.operations] == operations


def test_an_html_formula_of_version_1_finds_an_attribute_or_the_text():
    assert found(formula_of([27, 1, [[["div", {"class": "a"}, 0], ["a", {}, None]], "href"]])) == ["1.png", "2.png"]
    assert found(formula_of([27, 1, [[["a", {}, 1]], None]])) == ["two"]


@pytest.mark.parametrize("raw", [
    [27, 3, [[["a", {}, None]], "href", [55, 1, [[[6, 1]], "x"]]]],
    [27, 4, [[["a", {}, None]], "href", ANY, [55, 1, [[[6, 1]], "x"]]]],
    [27, 5, [[["a", {}, None]], 0, "href", ANY, [55, 2, [[[6, 1]], "x"]]]],
    [27, 6, [[26, 1, [[62, 1, [0, "a", {}, None, None]]]], 0, "href", ANY, [55, 2, [[[6, 1]], "x"]]]],
    [27, 7, [[26, 3, [[2, [62, 2, [0, "a", {}, None, None, False, ANY]]]]], 0, "href",
             [84, 1, [26, 3, [[2, [55, 2, [[[6, 1]], "x"]]]]]]]],
])
def test_html_formulae_of_all_versions_do_the_same(raw):
    formula = formula_of(raw)
    assert found(formula) == ["1", "2"]
    assert len(formula.process) == 1


def test_a_match_that_limits_becomes_a_step_before_the_converter():
    formula = formula_of([27, 6, [[26, 1, []], 1, "", fixed("x"), [55, 1, [[[8, None]], "x"]]]])
    assert [type(step) for step in formula.process] == [MatchStep, Converter]
    limited = [51, 1, [3, "", 2, None, ""]]
    assert len(formula_of([27, 6, [[26, 1, []], 1, "", limited, NO_CONVERTER_1]]).process) == 1


@pytest.mark.parametrize("raw", [
    [31, 1, [["posts", None, "url"], 0, ANY, NO_CONVERTER_1]],
    [31, 2, [[[0, fixed("posts")], [1, None], [0, fixed("url")]], 0, ANY, NO_CONVERTER]],
    [31, 3, [[[0, fixed("posts")], [1, None], [0, fixed("url")]], 0, NO_STEPS]],
])
def test_json_formulae_of_all_versions_do_the_same(raw):
    assert found(formula_of(raw), '{"posts": [{"url": "a"}, {"url": "b"}]}') == ["a", "b"]


def test_a_number_among_the_rules_of_a_json_formula_of_version_1_is_a_place():
    assert found(formula_of([31, 1, [[1], 0, ANY, NO_CONVERTER_1]]), '["a", "b"]') == ["b"]


def test_zippers_contexts_and_nested_formulae_of_version_1_are_read():
    inner = [60, 1, ["url", ANY, NO_CONVERTER_1]]
    zipper = formula_of([59, 1, [[26, 1, [inner, html([rule("a")])]], "\\1-\\2", ANY, NO_CONVERTER_1]])
    assert found(zipper, context={"url": "u"}) == ["u-one", "u-two"]
    nested = formula_of([133, 1, [html([rule("a")]), [136, 1, ["x", 2, "", NO_STEPS]], NO_STEPS]])
    assert found(nested) == ["x", "x", "x", "x"]
    assert formula_of([60, 2, ["url", NO_STEPS]]).variable == "url"
    assert formula_of([59, 2, [[26, 1, [inner]], "\\1", NO_STEPS]]).substitution == "\\1"


# parsers ------------------------------------------------------------------------------------------------------------


def meaning(version: int, kind: int, extra: Any) -> Any:
    sort = [0, False] if version in {4, 5} else []
    (parser,) = taken(page_parser("p", [[30, version, ["x", kind, html(), *sort, extra]]])).content_parsers
    return parser.meaning


@pytest.mark.parametrize(("version", "kind", "extra", "expected"), [
    (1, 8, [True, ""], VetoWhen(True, ANY_MATCH)),
    (2, 7, [2, 50], Urls("pursue", 50)),
    (2, 7, [0, 50], Urls("source", 50)),
    (2, 7, [3, 50], Urls("next_page", 50)),
    (3, 7, [9, 40], Urls("sub_gallery", 40)),
    (4, 15, "md5", FileHash("md5", "hex")),
    (5, 15, ["md5", "base64"], FileHash("md5", "base64")),
    (7, 15, [["sha1", "hex"], "hex"], FileHash("sha1", "hex")),
    (6, 0, "", Tags(None)),
    (7, 0, "", Tags("")),
    (3, 16, 0, Timestamp()),
])
def test_the_meaning_of_older_content_parsers_is_kept(version, kind, extra, expected):
    found_meaning = meaning(version, kind, extra)
    if isinstance(found_meaning, VetoWhen):
        found_meaning = replace(found_meaning, match=replace(found_meaning.match, example=""))
    assert found_meaning == expected


def test_the_text_of_an_old_veto_is_a_pattern():
    veto = meaning(1, 8, [False, "gone"])
    assert (veto.found, veto.match.type, veto.match.value) == (False, MatchType.REGEX, "gone")


def test_the_encoding_of_an_old_hash_is_guessed_from_its_formula():
    formula = [27, 6, [[26, 1, []], 1, "", ANY, [55, 1, [[[5, "base64"], [4, "hex"]], "x"]]]]
    (parser,) = taken(page_parser("p", [[30, 4, ["x", 15, formula, 0, False, "md5"]]])).content_parsers
    assert parser.meaning == FileHash("md5", "base64")


def test_the_sorting_of_an_old_content_parser_becomes_a_last_step():
    formula = [27, 6, [[26, 1, []], 1, "", ANY, [55, 1, [[[13, "md5"]], "x"]]]]
    (parser,) = taken(page_parser("p", [[30, 5, ["x", 0, formula, 2, True, "a"]]])).content_parsers
    assert parser.formula.process == (
        Converter((Hash("md5"),), "x"), Sorter(Order.HUMAN, True, None))


def test_page_parsers_of_version_1_are_read_with_their_subsidiaries():
    inner = [58, "inner", 1, ["inner", KEY, NO_CONVERTER_1, [], [26, 1, [content_parser("t", 0, html(), "a")]], []]]
    raw = [58, "outer", 1, ["outer", KEY, NO_CONVERTER_1, [[html([rule("div")]), inner]], [26, 1, []],
                            ["https://made.example/1"]]]
    parser = taken(raw)
    (subsidiary,) = parser.subsidiaries
    assert (subsidiary.sort_by_time, subsidiary.parser.name) == (False, "inner")
    assert parser.example_context == {"url": "https://example.com/posts/index.php?id=123456"}
    assert parser.example_urls == ("https://made.example/1",)


def test_a_subsidiary_of_version_1_does_not_sort():
    inner = page_parser("inner", [])
    raw = page_parser("outer", [])
    raw[3][3] = [26, 3, [[2, [135, 1, [html(), inner]]]]]
    assert taken(raw).subsidiaries[0].sort_by_time is False


# URL classes --------------------------------------------------------------------------------------------------------

PATH = [26, 1, [fixed("a b"), [51, 1, [1, 2, None, None, "1"]]]]
QUERY = [21, 1, [[], [["q r", [51, 1, [3, "", None, None, "x"]]]], [], []]]
API = [55, 1, [[[3, ".json"]], "x"]]
EXAMPLE = "http://made.example/a%20b/1?q%20r=2"
PATH_6 = [[fixed("a b"), None], [[51, 1, [1, 2, None, None, "1"]], None]]
QUERY_6 = [["q r", [[51, 1, [3, "", None, None, "x"]], "d e"]]]
HEAD = [KEY, 3, "http", "made.example", True, False]
REFERRAL = [2, API]
GALLERY = [1, "q%20r", 3]

OLD_CLASSES: dict[int, list[Any]] = {
    1: [3, "http", "made.example", True, False, PATH, QUERY, EXAMPLE],
    2: [*HEAD, PATH, QUERY, NO_CONVERTER_1, EXAMPLE],
    3: [*HEAD, PATH, QUERY, NO_CONVERTER_1, True, EXAMPLE],
    4: [*HEAD, PATH, QUERY, NO_CONVERTER_1, True, True, EXAMPLE],
    5: [*HEAD, PATH, QUERY, NO_CONVERTER_1, True, True, *GALLERY, EXAMPLE],
    6: [*HEAD, PATH_6, QUERY_6, NO_CONVERTER_1, True, True, *GALLERY, EXAMPLE],
    7: [*HEAD, PATH_6, QUERY_6, NO_CONVERTER_1, *REFERRAL, True, True, *GALLERY, EXAMPLE],
    8: [*HEAD, False, PATH_6, QUERY_6, NO_CONVERTER_1, *REFERRAL, True, True, *GALLERY, EXAMPLE],
    9: [*HEAD[:4], [True, False, False, True, True, True], PATH_6, QUERY_6, NO_CONVERTER_1, *REFERRAL, *GALLERY,
        EXAMPLE],
    10: [*HEAD[:4], [True, False, False, True, True, True], PATH_6, QUERY_6, [["A", "b"]], NO_CONVERTER_1, *REFERRAL,
         *GALLERY, EXAMPLE],
    11: [*HEAD[:4], [True, False, False, True, True, True], PATH_6, QUERY_6, False, ANY, [["A", "b"]], NO_CONVERTER_1,
         *REFERRAL, *GALLERY, EXAMPLE],
    12: [*HEAD[:4], [True, False, False, True, False, True, True, True], PATH_6, QUERY_6, False, ANY, [["A", "b"]],
         NO_CONVERTER_1, *REFERRAL, *GALLERY, EXAMPLE],
}


def old_class(version: int) -> UrlClass:
    return taken([50, "made list", version, OLD_CLASSES[version]])


@pytest.mark.parametrize("version", sorted(OLD_CLASSES))
def test_url_classes_of_all_old_versions_know_their_addresses(version):
    made = old_class(version)
    assert (made.type, made.scheme, made.mask.domains, made.mask.match_subdomains) == (
        UrlType.GALLERY, "http", ("made.example",), True)
    assert made.matches("https://www.made.example/a b/1?q r=2")
    assert made.normalised(EXAMPLE) == EXAMPLE
    assert made.keep_extra_parameters_for_server
    assert made.path[0].match.value == "a%20b"
    assert made.parameters[0].name == "q%20r"


@pytest.mark.parametrize("version", sorted(OLD_CLASSES))
def test_url_classes_of_old_versions_have_what_their_version_had(version):
    made = old_class(version)
    assert made.associate is (version >= 3)
    assert made.can_produce_multiple_files is (version >= 4)
    assert made.next_page(EXAMPLE) == (EXAMPLE.replace("=2", "=5") if version >= 5 else None)
    assert made.parameters[0].default == ("d%20e" if version >= 6 else None)
    assert (made.referral_mode is ReferralMode.CONVERTER_IF_NONE) is (version >= 7)
    assert made.alphabetise is (version < 8)
    assert made.keep_fragment is (version >= 9)
    assert made.headers == ({"A": "b"} if version >= 10 else None)
    assert made.no_more_path_components is (version >= 12)


def test_a_post_of_version_2_is_associated():
    raw = list(OLD_CLASSES[2])
    raw[1] = 0
    made = taken([50, "made post", 2, raw])
    assert made.associate
    assert not made.keep_extra_parameters_for_server


def test_a_list_that_redirects_keeps_no_extra_parameters():
    raw = list(OLD_CLASSES[4])
    raw[8] = API
    assert not taken([50, "made list", 4, raw]).keep_extra_parameters_for_server


def test_url_classes_of_versions_13_and_14_are_read():
    parameters = [26, 3, [[2, [127, 1, ["q", ANY, "d"]]]]]
    rest = [False, ANY, [], NO_CONVERTER, 0, NO_CONVERTER, None, None, 1, "http://made.example/"]
    made = taken([50, "c", 13, [*HEAD[:4], [True, True, True, False, True, False, True, False], [], parameters, *rest]])
    assert (made.no_more_parameters, made.keep_extra_parameters_for_server, made.associate) == (True, False, True)
    assert made.parameters[0].default == "d"
    made = taken([50, "c", 14, [*HEAD[:4], [True, 1, True, False, False, True, False, True, False], [], parameters,
                                *rest]])
    assert (made.keep_extra_parameters_for_server, made.mask.keep_matched_subdomains) == (True, True)


# logins and contexts ------------------------------------------------------------------------------------------------


def test_a_login_script_of_version_1_has_cookie_names():
    cookies = [21, 1, [[], [["session", ANY]], [], []]]
    step = [74, "open", 1, ["https", "GET", None, "/", {}, {"a": "b"}, {}, cookies, [26, 1, []]]]
    credential = [72, "password", 1, [1, ANY]]
    script = taken([73, "made login", 1, [KEY, cookies, [26, 1, [credential]], [26, 1, [step]],
                                          [["made.example", 1, "why"]]]])
    assert script.required_cookies[0].name.value == "session"
    assert script.steps[0].required_cookies == script.required_cookies
    assert script.credentials[0].is_hidden
    assert (script.domains[0].domain, script.domains[0].access) == ("made.example", "nsfw")


def test_domain_metadata_tells_headers_and_rules():
    metadata = taken([71, 1, ["made.example", [["A", "b", None]], [38, 1, [[0, None, 5], [1, 60, 6]]]]])
    assert [(each.name, each.value, each.reason) for each in metadata.headers] == [("A", "b", "")]
    assert [(each.counts, each.seconds, each.maximum) for each in metadata.bandwidth] == [
        ("bytes", None, 5), ("requests", 60, 6)]


def test_dictionaries_of_both_versions_give_their_pairs():
    assert pairs([21, 1, [[["a", 1]], [["b", ANY]], [[ANY, 2]], [[ANY, ANY]]]]) == [
        ("a", 1), ("b", ANY), (ANY, 2), (ANY, ANY)]
    assert pairs([21, 2, [[[0, "a"], [2, ANY]]]]) == [("a", ANY)]


def test_a_network_context_of_version_1_told_its_domain_in_hex():
    assert current([47, 1, [2, b"made.example".hex()]]).content == [2, "made.example"]
    assert current([47, 1, [4, "abcd"]]).content == [4, "abcd"]


def test_a_formula_of_a_parser_is_not_run_while_it_is_read():
    assert taken(parser_with(html([rule("a")], steps=[[51, 1, [2, "(a+)+$", None, None, "a"]]]))).name == "made parser"
