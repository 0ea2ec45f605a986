"""Converters, matches, list steps and tag filters: the shared vectors and the quirks that definitions rely on."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.parsing.errors import DefinitionError
from app.parsing.schema import read
from app.parsing.string_processing.converter import ConversionFailed, Converter
from app.parsing.string_processing.match import FLEXIBLE, MatchType, StringMatch, fixed
from app.parsing.string_processing.processor import Step, process_strings
from app.parsing.string_processing.tag_filter import TagFilter

CONVERTER = TypeAdapter(Converter)
STEPS = TypeAdapter(tuple[Step, ...])


def converter(*operations):
    return CONVERTER.validate_python({"operations": list(operations)})


def run(steps, strings):
    return process_strings(STEPS.validate_python(steps), strings)


CONVERSIONS = [
    ({"op": "remove_start", "count": 2}, "abcdef", "cdef"),
    ({"op": "remove_end", "count": 2}, "abcdef", "abcd"),
    ({"op": "remove_end", "count": 0}, "abcdef", ""),
    ({"op": "keep_start", "count": 2}, "abcdef", "ab"),
    ({"op": "keep_end", "count": 2}, "abcdef", "ef"),
    ({"op": "keep_end", "count": 0}, "abcdef", "abcdef"),
    ({"op": "prepend", "text": "x"}, "a", "xa"),
    ({"op": "append", "text": "x"}, "a", "ax"),
    ({"op": "encode", "encoding": "percent"}, "a b/ç", "a%20b%2F%C3%A7"),
    ({"op": "encode", "encoding": "unicode_escape"}, "é\n", "\\xe9\\n"),
    ({"op": "encode", "encoding": "html_entities"}, "<\"'&>", "&lt;&quot;&#x27;&amp;&gt;"),
    ({"op": "encode", "encoding": "hex"}, "é", "c3a9"),
    ({"op": "encode", "encoding": "base64"}, "hi?>", "aGk/Pg=="),
    ({"op": "encode", "encoding": "base64url"}, "hi?>", "aGk_Pg"),
    ({"op": "decode", "encoding": "percent"}, "a%20b", "a b"),
    ({"op": "decode", "encoding": "unicode_escape"}, "\\u00e9é", "éÃ©"),
    ({"op": "decode", "encoding": "html_entities"}, "&lt;&#039;", "<'"),
    ({"op": "decode", "encoding": "hex"}, "c3a9", "é"),
    ({"op": "decode", "encoding": "base64"}, "aGk", "hi"),
    ({"op": "decode", "encoding": "base64url"}, "aGk_", "hi?"),
    ({"op": "reverse"}, "abc", "cba"),
    ({"op": "substitute", "pattern": "(\\d+)", "replacement": "<\\1>"}, "a12b3", "a<12>b<3>"),
    ({"op": "add", "number": -3}, "10", "7"),
    ({"op": "write_date", "format": "%Y/%m/%d"}, "1577934245", "2020/01/02"),
    ({"op": "hash", "digest": "md5"}, "a", "0cc175b9c0f1b6a831c399e269772661"),
    ({"op": "read_date", "format": "%Y-%m-%d %H:%M:%S"}, "2020-01-02 03:04:05", "1577934245"),
    ({"op": "read_date", "format": "%Y-%m-%d %H:%M:%S", "zone": "offset", "offset_seconds": -18000},
     "2020-01-02 03:04:05", "1577952245"),
    ({"op": "read_date", "format": "%Y-%m-%dT%H:%M:%S%z"}, "2020-01-02T03:04:05+0900", "1577934245"),
    ({"op": "read_date", "format": "%Y-%m-%dT%H:%M:%S%z", "zone": "local"}, "2020-01-02T03:04:05+0900", "1577901845"),
    ({"op": "read_any_date"}, "Thu, 02 Jan 2020 03:04:05 +0000", "1577934245"),
    ({"op": "read_any_date"}, "2020-01-02T03:04:05Z", "1577934245"),
]


@pytest.mark.parametrize(("operation", "text", "wanted"), CONVERSIONS)
def test_an_operation_converts_as_the_shared_format_says(operation, text, wanted):
    assert converter(operation).convert(text) == wanted


@pytest.mark.parametrize(("operation", "text"), [
    ({"op": "decode", "encoding": "base64"}, "aGk_"),
    ({"op": "decode", "encoding": "hex"}, "xyz"),
    ({"op": "add", "number": 1}, "one"),
    ({"op": "substitute", "pattern": "(", "replacement": ""}, "a"),
    ({"op": "substitute", "pattern": "a", "replacement": "\\9"}, "a"),
    ({"op": "read_date", "format": "%Y"}, "never"),
    ({"op": "read_any_date"}, "not a date at all"),
    ({"op": "write_date", "format": "%Y"}, "9" * 30),
    ({"op": "append_random", "population": "", "count": 3}, "a"),
    ({"op": "append_random", "population": "ab", "count": 10**9}, "a"),
    ({"op": "hash", "digest": "md5"}, "\ud800"),
])
def test_an_operation_that_can_not_be_done_fails_the_converter(operation, text):
    with pytest.raises(ConversionFailed):
        converter({"op": "prepend", "text": ""}, operation).convert(text)


def test_random_characters_come_from_the_population():
    tail = converter({"op": "append_random", "population": "xy", "count": 20}).convert("a")[1:]
    assert len(tail) == 20
    assert set(tail) <= {"x", "y"}


def test_a_step_on_one_string_drops_the_string_it_fails_on():
    steps = [{"step": "convert", "operations": [{"op": "add", "number": 1}]}]
    assert run(steps, ["1", "x", "3"]) == ["2", "4"]


MATCHES = [
    (StringMatch(MatchType.FLEXIBLE, "digits"), "12", True),
    (StringMatch(MatchType.FLEXIBLE, "digits"), " 12 ", True),
    (StringMatch(MatchType.FLEXIBLE, "digits"), "12\n", True),
    (StringMatch(MatchType.FLEXIBLE, "digits"), "1a", False),
    (StringMatch(MatchType.REGEX, "^a.c$"), " a\nxc ", True),
    (StringMatch(MatchType.REGEX, "b"), "abc", True),
    (StringMatch(MatchType.REGEX, "("), "(", False),
    (StringMatch(MatchType.REGEX, "a" * 1001), "a" * 1001, False),
    (fixed("a"), "a", True),
    (fixed("a"), "a ", False),
    (StringMatch(), "anything", True),
    (StringMatch(min=3), "ab", False),
    (StringMatch(max=3), "abcd", False),
    (StringMatch(min=1, max=3), "abc", True),
    (StringMatch(MatchType.FLEXIBLE, "base64_percent_encoded"), "ab%2Bcd%3D", True),
]


@pytest.mark.parametrize(("match", "text", "passes"), MATCHES)
def test_a_match_tells_what_passes(match, text, passes):
    assert match.accepts(text) is passes


def test_the_flexible_kinds_are_seven_and_a_strange_one_is_refused():
    assert len(FLEXIBLE) == 7
    with pytest.raises(DefinitionError, match="match"):
        read(TypeAdapter(StringMatch), '{"type": "flexible", "value": "roman"}', "match")


LISTS = [
    ([{"step": "split", "separator": ","}], ["a,,b", "c"], ["a", "b", "c"]),
    ([{"step": "split", "separator": ",", "max_splits": 1}], ["a,b,c"], ["a", "b,c"]),
    ([{"step": "split", "separator": "\\n"}], ["a\nb"], ["a", "b"]),
    ([{"step": "split", "separator": ""}], ["ab"], ["ab"]),
    ([{"step": "join", "joiner": "\\n", "group_size": 2}], ["a", "b", "c"], ["a\nb"]),
    ([{"step": "join", "joiner": "-"}], ["a", "b", "c"], ["a-b-c"]),
    ([{"step": "join", "joiner": "-"}], [], [""]),
    ([{"step": "join", "joiner": "-", "group_size": 0}], ["a"], ["a"]),
    ([{"step": "slice", "start": 1}], ["a", "b", "c"], ["b", "c"]),
    ([{"step": "slice", "start": -1}], ["a", "b", "c"], ["c"]),
    ([{"step": "slice", "start": 9, "end": 12}], ["a"], []),
    ([{"step": "sort", "order": "human"}], ["p10", "P1", "p9", "a"], ["a", "P1", "p9", "p10"]),
    ([{"step": "sort", "order": "lexicographic"}], ["p10", "P1", "p9"], ["P1", "p10", "p9"]),
    ([{"step": "sort", "order": "none", "ascending": False}], ["a", "c", "b"], ["c", "b", "a"]),
    ([{"step": "sort", "order": "reverse", "ascending": False}], ["a", "c", "b"], ["b", "c", "a"]),
    ([{"step": "sort", "order": "human", "pattern": "\\d+"}], ["x10", "z", "y2", "b"], ["y2", "x10", "b", "z"]),
    ([{"step": "match", "match": {"type": "regex", "value": "^a"}}], ["ab", "b"], ["ab"]),
    ([{"step": "filter_tags", "filter": {"rules": {":": False}}}], ["B", "a", "b ", "creator:x"], ["a", "b"]),
]


@pytest.mark.parametrize(("steps", "strings", "wanted"), LISTS)
def test_a_step_changes_the_list_as_the_shared_format_says(steps, strings, wanted):
    assert run(steps, strings) == wanted


TAGS = ["smile", "creator:bob", "creator:eve", "series:x", "character:smile"]
FILTERS = [
    ({}, False, TAGS),
    ({"": False, ":": False}, False, []),
    ({"": False, ":": False, "creator:": True}, False, ["creator:bob", "creator:eve"]),
    ({"": False, ":": False, "creator:": True, "creator:bob": False}, False, ["creator:eve"]),
    ({":": False, "creator:bob": True}, False, ["smile", "creator:bob"]),
    ({"smile": False}, False, TAGS[1:]),
    ({"smile": False}, True, ["creator:bob", "creator:eve", "series:x"]),
    ({"smile": False, "character:smile": True}, True, TAGS[1:]),
    ({"creator:": False, "creator:bob": True}, False, ["smile", "creator:bob", "series:x", "character:smile"]),
]


@pytest.mark.parametrize(("rules", "subtags_too", "wanted"), FILTERS)
def test_the_most_specific_rule_of_a_tag_filter_decides(rules, subtags_too, wanted):
    assert [tag for tag in TAGS if TagFilter(rules).allows(tag, subtags_too=subtags_too)] == wanted


def test_a_list_that_grows_without_end_is_cut_off():
    steps = [{"step": "convert", "operations": [{"op": "append", "text": "," * 999}]},
             {"step": "convert", "operations": [{"op": "substitute", "pattern": ",", "replacement": "a,"}]},
             {"step": "split", "separator": ","}]
    started = time.monotonic()
    assert len(run(steps, ["x"] * 1000)) == 100_000
    assert time.monotonic() - started < 10


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=8), st.sampled_from(LISTS))
def test_no_strings_break_a_step(strings, case):
    assert isinstance(run(case[0], strings), list)


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(CONVERSIONS))
def test_a_converter_gives_text_or_its_one_error(text, case):
    operation = case[0]
    if operation["op"] == "read_any_date":
        return  # the date library takes its time; its own vectors are above
    with contextlib.suppress(ConversionFailed):
        assert isinstance(converter(operation).convert(text), str)
