"""How notes join."""

from __future__ import annotations

import pytest

from app.library.notes import NoteConflict, merge

OLD = {"artist": "hello"}


@pytest.mark.parametrize(
    ("existing", "incoming", "written"),
    [
        (OLD, {"artist": "hello"}, {}),
        (OLD, {"artist": "hello world"}, {"artist": "hello world"}),
        (OLD, {"artist": "bye"}, {"artist (1)": "bye"}),
        (OLD, {"text": "hello"}, {}),
        (OLD, {"text": "new"}, {"text": "new"}),
        (OLD | {"artist (1)": "bye"}, {"artist": "bye now"}, {"artist (1)": "bye now"}),
        (OLD | {"artist (1)": "bye"}, {"artist": "third"}, {"artist (2)": "third"}),
        ({}, {"b": "same", "a": "same"}, {"a": "same"}),
    ],
)
def test_a_note_joins_those_that_are_there(existing: dict, incoming: dict, written: dict):
    assert merge(existing, incoming) == written


@pytest.mark.parametrize(
    ("conflict", "written"),
    [
        (NoteConflict.IGNORE, {}),
        (NoteConflict.REPLACE, {"artist": "bye"}),
        (NoteConflict.APPEND, {"artist": "hello\n\nbye"}),
        (NoteConflict.RENAME, {"artist (1)": "bye"}),
    ],
)
def test_a_note_that_disagrees_goes_by_the_rule(conflict: NoteConflict, written: dict):
    assert merge(OLD, {"artist": "bye"}, conflict=conflict) == written


def test_a_text_that_is_in_the_old_note_is_not_appended_again():
    assert merge(OLD, {"artist": "hell"}, conflict=NoteConflict.APPEND) == {}


def test_without_leave_to_extend_a_longer_note_is_another_one():
    assert merge(OLD, {"artist": "hello world"}, may_extend=False) == {"artist (1)": "hello world"}
