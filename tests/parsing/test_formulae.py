"""Formulae over HTML, JSON and each other, with the quirks that definitions are written around."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter

from app.parsing.errors import ParseError
from app.parsing.formulae import Formula
from app.parsing.run import Run

FORMULA = TypeAdapter(Formula)


def find(formula, text, collapse=True, **variables):
    return FORMULA.validate_python(formula).parse(Run(variables), text, collapse=collapse)


def html(*rules, content="string", attribute="", **more):
    return {"kind": "html", "rules": list(rules), "content": content, "attribute": attribute, **more}


def jsonf(*rules, content="string", **more):
    return {"kind": "json", "rules": list(rules), "content": content, **more}


def key(name):
    return {"rule": "key", "match": {"type": "fixed", "value": name}}


PAGE = """<div id="a" class=" x   y "><p>one</p><p>two<br>three</p><img src="1.png" alt=""></div>
<div id="b"><a href="/1">first</a><a href="/2">second</a><a href="/3" disabled="">third</a></div>
<table><tr><td>cell</td></tr></table>"""

HTML = [
    (html({"tag": "a"}), ["first", "second", "third"]),
    (html({"tag": "a", "index": 1}), ["second"]),
    (html({"tag": "a", "index": -1}), ["third"]),
    (html({"tag": "a", "index": -3}), ["first"]),
    (html({"tag": "a", "index": 9}), []),
    (html({"tag": "a", "index": -4}), []),
    (html({"tag": "a"}, content="attribute", attribute="href"), ["/1", "/2", "/3"]),
    (html({"tag": "img"}, content="attribute", attribute="alt"), []),
    (html({"tag": "img"}, content="attribute", attribute="missing"), []),
    (html({"attributes": {"class": "x"}}, content="attribute", attribute="class"), ["x y"]),
    (html({"attributes": {"class": "x y"}}, content="attribute", attribute="id"), ["a"]),
    (html({"attributes": {"class": "y x"}}), []),
    (html({"tag": "a", "attributes": {"disabled": ""}}), ["third"]),
    (html({"tag": "img", "attributes": {"alt": ""}}, content="attribute", attribute="src"), ["1.png"]),
    (html({"tag": "a", "attributes": {"title": ""}}), []),
    (html({"attributes": {"id": "a"}}), ["onetwothree"]),
    (html({"tag": "tbody"}), ["cell"]),
    (html({"tag": "td"}, {"rule": "ancestors", "tag": "table", "depth": 1}, {"tag": "tr"}), ["cell"]),
    (html({"tag": "td"}, {"rule": "ancestors", "depth": 2}, content="html"), ["<tbody><tr><td>cell</td></tr></tbody>"]),
    (html({"tag": "html"}, {"rule": "ancestors", "depth": 1}, {"tag": "td"}), ["cell"]),
    (html({"tag": "html"}, {"rule": "ancestors", "depth": 2}), []),
    (html({"tag": "a", "index": 0}, {"rule": "next_siblings", "tag": "a"}), ["second", "third"]),
    (html({"tag": "a", "index": 2}, {"rule": "previous_siblings", "tag": "a", "index": 0}), ["second"]),
    (html({"tag": "a", "test": {"type": "regex", "value": "^s"}}, content="attribute", attribute="href"), ["/2"]),
    (html({"tag": "a", "index": 2}, content="html"), ['<a disabled="" href="/3">third</a>']),
    (html({"tag": "img"}, content="html"), ['<img alt="" src="1.png"/>']),
    (html({"tag": "div"}, {"tag": "a", "index": 0}), ["first"]),
]


@pytest.mark.parametrize(("formula", "wanted"), HTML)
def test_html_rules_walk_the_tree(formula, wanted):
    assert find(formula, PAGE) == wanted


def test_a_line_break_stands_for_br_and_p_and_collapsing_joins_with_nothing():
    formula = html({"attributes": {"id": "a"}})
    assert find(formula, PAGE, collapse=False) == ["one\ntwo\nthree"]
    assert find(formula, "<b id=a> one \n\n two </b>") == ["onetwo"]


def test_text_of_comments_and_scripts_counts():
    assert find(html({"tag": "div"}), "<div>a<!--b--><script>c</script></div>") == ["abc"]


def test_xml_is_read_as_a_browser_reads_it():
    xml = '<?xml version="1.0"?><posts><post ID="1"/><post ID="2"/><source>gone</source><Other>x</Other></posts>'
    assert find(html({"tag": "post"}, content="attribute", attribute="id"), xml) == ["1", "2"]
    assert find(html({"tag": "source"}), xml) == []
    assert find(html({"tag": "other"}), xml) == ["x"]


DATA = json.dumps({
    "posts": [{"id": 1, "tags": {"b": ["x"], "a": ["y", "z"]}, "ok": True}, {"id": 2.5, "gone": None, "text": ""}],
    "k10": "ten", "k9": "nine", "é": {"n": -1},
})

JSON = [
    (jsonf(key("posts"), {"rule": "all"}, key("id")), ["1", "2.5"]),
    (jsonf(key("posts"), {"rule": "nth", "index": 1}, key("id")), ["2.5"]),
    (jsonf(key("posts"), {"rule": "nth", "index": -2}, key("id")), ["1"]),
    (jsonf(key("posts"), {"rule": "nth", "index": 2}), []),
    (jsonf({"rule": "nth", "index": 0}), ["nine"]),
    (jsonf({"rule": "nth", "index": 1}), ["ten"]),
    (jsonf(key("posts"), {"rule": "all"}, key("ok")), ["True"]),
    (jsonf(key("posts"), {"rule": "all"}, key("gone")), []),
    (jsonf(key("posts"), {"rule": "all"}, key("text")), [""]),
    (jsonf(key("posts"), {"rule": "all"}, key("tags"), {"rule": "all"}, {"rule": "all"}), ["y", "z", "x"]),
    (jsonf(key("posts"), {"rule": "all"}, key("tags"), content="keys"), ["a", "b"]),
    (jsonf({"rule": "key", "match": {"type": "regex", "value": "^k"}}), ["ten", "nine"]),
    (jsonf(key("é"), content="json"), ['{"n": -1}']),
    (jsonf(content="keys"), ["k10", "k9", "posts", "é"]),
    (jsonf(key("posts"), {"rule": "all"}, key("id"), {"rule": "test", "match": {"type": "fixed", "value": "1"}},
           {"rule": "up", "levels": 1}, key("ok")), ["True"]),
    (jsonf(key("posts"), {"rule": "up", "levels": 1}, key("k9")), ["nine"]),
    (jsonf({"rule": "up", "levels": 1}, key("k9")), []),
    (jsonf(key("posts"), {"rule": "test", "match": {"type": "any"}}), []),
    (jsonf(key("posts")), []),
]


@pytest.mark.parametrize(("formula", "wanted"), JSON)
def test_json_rules_walk_the_data(formula, wanted):
    assert find(formula, DATA) == wanted


def test_flattened_json_is_unfolded():
    flat = json.dumps([{"post": 1, "seen": 5}, {"id": 2, "tags": 3}, "abc", [4, 2], "blue", 2])
    rule = {"rule": "unflatten", "index": 0}
    assert json.loads(find(jsonf(rule, content="json"), flat)[0]) == {
        "post": {"id": "abc", "tags": ["blue", "abc"]}, "seen": 2,
    }


def test_flattened_json_that_refers_to_itself_is_refused():
    with pytest.raises(ParseError, match="without end"):
        find(jsonf({"rule": "unflatten", "index": 0}), "[[0, 0]]")


@pytest.mark.parametrize("text", ["<html>", "", "{", "[" * 100_000, "[" * 600 + "]" * 600])
def test_text_that_is_no_usable_json_is_a_parse_error(text):
    with pytest.raises(ParseError):
        find(jsonf({"rule": "all"}), text)


def test_a_page_that_is_too_long_is_a_parse_error():
    with pytest.raises(ParseError, match="characters"):
        find(html({"tag": "a"}), "x" * (16 * 1024 * 1024 + 1))


def test_halves_of_a_character_are_joined():
    assert find(jsonf(key("a")), '{"a": "\\ud83d\\ude00 \\ud83d"}') == ["😀"]


def zipper(substitution, *lists):
    texts = [jsonf(key(str(number)), {"rule": "all"}) for number, _ in enumerate(lists)]
    data = json.dumps({str(number): values for number, values in enumerate(lists)})
    return find({"kind": "zipper", "substitution": substitution, "formulae": texts}, data)


def test_a_zipper_repeats_the_last_string_of_shorter_streams():
    assert zipper("\\1-\\2", ["a", "b", "c"], ["x", "y"]) == ["a-x", "b-y", "c-y"]


def test_a_zipper_with_an_empty_stream_gives_nothing():
    assert zipper("\\1-\\2", ["a"], []) == []


def test_a_zipper_replaces_text_one_stream_after_the_other():
    assert zipper("\\1 \\10", ["\\2"], ["x"]) == ["x x0"]


def test_a_context_formula_tells_a_variable_or_nothing():
    formula = {"kind": "context", "variable": "url"}
    assert find(formula, "", url="https://a.example/") == ["https://a.example/"]
    assert find(formula, "") == []


def test_a_nested_formula_reads_json_inside_an_attribute():
    page = """<i data-x='{"full": "https://a.example/1.png"}'></i><i data-x='{"full": "https://a.example/2.png"}'></i>"""
    formula = {
        "kind": "nested",
        "main": html({"tag": "i"}, content="attribute", attribute="data-x"),
        "sub": jsonf(key("full")),
    }
    assert find(formula, page) == ["https://a.example/1.png", "https://a.example/2.png"]


def test_a_static_formula_repeats_its_text_within_reason():
    assert find({"kind": "static", "text": "a", "count": 3}, "") == ["a", "a", "a"]
    assert len(find({"kind": "static", "text": "a", "count": 10**9}, "")) == 100_000


def test_what_a_formula_finds_is_processed():
    process = [{"step": "split", "separator": ","}, {"step": "match", "match": {"type": "fixed", "value": "b"}}]
    assert find({"kind": "static", "text": "a,b", "process": process}, "") == ["b"]
