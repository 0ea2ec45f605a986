"""Patterns come from strangers: what can't be used matches nothing, and none may hold everything up."""

from __future__ import annotations

import re
import time

import pytest

from app.parsing.string_processing.converter import ConversionFailed, Converter, Substitute
from app.parsing.string_processing.match import MatchType, StringMatch
from app.parsing.string_processing.patterns import compiled, may_explode

SLOW = "^(a|aa)+$"
LONG = "a" * 80 + "b"


@pytest.mark.parametrize("pattern", [
    "(a+)+$", SLOW, "(a*)*", r"(\w+\s?)*:", "((a|b)c)+", "(?:a+b?){2,}", "(a?b?)+", r"([^\]]+)+", "(x(a+))+",
])
def test_a_repeat_around_a_repeat_may_explode(pattern):
    assert may_explode(pattern)


@pytest.mark.parametrize("pattern", [
    "", "^a+b*$", "(abc)+", "(a|b)", "(?:abc)+x?", r"(\(\+\))+", "([+*|])+", "([]+])+", "(a+)?b", "(a+){2}",
    "[(]a+[)]+", r"^\d+(?=x)", "a)+",
])
def test_a_plain_pattern_does_not(pattern):
    assert not may_explode(pattern)


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", "*", "a" * 1001, "(?P<a>x)(?P<a>y)"])
def test_a_pattern_that_can_not_be_used_is_none(pattern):
    assert compiled(pattern) is None


def test_a_pattern_that_explodes_matches_nothing_in_time_and_is_given_up():
    match = StringMatch(MatchType.REGEX, SLOW)
    compiled.cache_clear()
    began = time.process_time()
    assert not any(match.accepts(LONG) for _ in range(50))
    assert time.process_time() - began < 3


def test_a_substitution_that_explodes_fails_the_converter():
    compiled.cache_clear()
    with pytest.raises(ConversionFailed, match="too long"):
        Converter((Substitute(SLOW, "x"),)).convert(LONG)


@pytest.mark.parametrize(("pattern", "text"), [
    (r"^(\w+-)*(\d+)$", "a-b-12"), (r"(a|b)+", "xabay"), (r"(?:[a-z]+\d*)+", "--ab1c2"), (r"^(a+)+$", "bbb"),
])
def test_a_limited_pattern_finds_what_a_plain_one_finds(pattern, text):
    limited, plain = compiled(pattern), re.search(pattern, text)
    assert may_explode(pattern)
    found = limited.search(text)
    assert (found.group() if found else None) == (plain.group() if plain else None)
    assert limited.sub(r"<\g<0>>", text) == re.sub(pattern, r"<\g<0>>", text)


def test_a_bad_replacement_fails_the_converter_with_a_limited_pattern_too():
    with pytest.raises(ConversionFailed):
        Converter((Substitute("(a+)+", r"\9"),)).convert("a")
