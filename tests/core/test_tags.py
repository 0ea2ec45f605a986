"""Cleaning, splitting and sorting of tags."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.tags import clean_tag, clean_tags, human_sort_key, split_tag

CLEANED = [
    (" Blue  Eyes ", "blue eyes"),
    ("  Blue_Eyes ", "blue_eyes"),
    ("SAMUS   aran", "samus aran"),
    ("-bad", "bad"),
    ("--system:foo", "foo"),
    ("system:inbox", "inbox"),
    ("-system:-z", "z"),
    (":D", "::d"),
    ("::D", "::d"),
    (":)", "::)"),
    (" :) ", ")"),
    (">:)", ">:)"),
    (":weird:stuff", ":weird:stuff"),
    ("a:b:c", "a:b:c"),
    ("http://x", "http://x"),
    ("Character:  Miku ", "character:miku"),
    ("character: Samus Aran ", "character:samus aran"),
    (" species : red fox ", "species:red fox"),
    ("character:-bob", "character:bob"),
    ("creator:system:x", "creator:x"),
    ("\tfoo\nbar", "foobar"),
    ("ze\u200bro", "zero"),
    ("blue\u200ceyes", "blueeyes"),
    ("日\u200d本", "日\u200d本"),
    ("a\u3164b", "ab"),
    ("한\u3164b", "한\u3164b"),
    ("- - x", "- x"),
    ("- y", "y"),
    ("q" * 1033, "q" * 1024),
    ("ÄÖ Ü", "äö ü"),
    ("lone\ud800half", "lonehalf"),
]


@pytest.mark.parametrize(("text", "tag"), CLEANED, ids=[ascii(text)[:24] for text, _ in CLEANED])
def test_text_is_cleaned_to_its_tag(text, tag):
    assert clean_tag(text) == tag


@pytest.mark.parametrize("text", ["", "   ", "-", ":", "a:", "series:  ", "Character:", "system:", "\u200c"])
def test_text_that_means_nothing_is_dropped(text):
    assert clean_tag(text) == ""
    assert clean_tags([text, "x"]) == {"x"}


def test_cleaning_a_list_joins_equal_tags():
    assert clean_tags(["Blue", "blue ", "red"]) == {"blue", "red"}


@pytest.mark.parametrize(("tag", "halves"), [
    ("blue", ("", "blue")), ("creator:bob", ("creator", "bob")), ("::d", ("", ":d")), ("a:b:c", ("a", "b:c")),
])
def test_a_tag_splits_at_its_first_colon(tag, halves):
    assert split_tag(tag) == halves


def test_sorting_reads_numbers_as_numbers_and_before_letters():
    assert sorted(["p10", "P1", "p9", "a"], key=human_sort_key) == ["a", "P1", "p9", "p10"]
    assert sorted(["a", "10", "page 10", "9", "page 9"], key=human_sort_key) == ["9", "10", "a", "page 9", "page 10"]


def test_a_number_of_thousands_of_digits_can_be_sorted():
    assert sorted(["9" * 5000, "8"], key=human_sort_key) == ["8", "9" * 5000]


@settings(deadline=None)
@given(st.text(max_size=1100))
def test_no_text_breaks_cleaning_and_every_tag_can_be_seen_and_split(text):
    tag = clean_tag(text)
    assert tag == tag.strip()
    assert not any(ord(character) < 32 for character in tag)
    if tag:
        assert split_tag(tag)[1]
        assert isinstance(human_sort_key(tag), tuple)
