"""Notes of files, and how a new note joins those that a file has.

`merge` decides; it touches nothing. A note that says nothing new is dropped, one that extends an old note takes its
place, and one that disagrees goes by the conflict rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.core.ids import FileId
from app.storage.database import Database
from app.storage.writer import Transaction


class NoteConflict(StrEnum):
    """What becomes of a note whose name is taken by another text."""

    RENAME = "rename"
    IGNORE = "ignore"
    REPLACE = "replace"
    APPEND = "append"


def merge(
    existing: Mapping[str, str], incoming: Mapping[str, str], *, may_extend: bool = True,
    conflict: NoteConflict = NoteConflict.RENAME,
) -> dict[str, str]:
    """Return the notes to write, by name. Each accepted note is seen by the next; they go in the order of names."""
    notes = dict(existing)
    changed: dict[str, str] = {}
    for name, text in sorted(incoming.items()):
        if text in notes.values():
            continue
        place = _place(notes, name, text, may_extend)
        if place is None:
            place, text = _settle(notes, name, text, conflict)
        if place is not None:
            notes[place] = changed[place] = text
    return changed


def _place(notes: Mapping[str, str], name: str, text: str, may_extend: bool) -> str | None:
    """Return the name that the text goes under when nothing is in its way, else None."""
    if name not in notes:
        return name
    if not may_extend:
        return None
    if len(text) > len(notes[name]) and notes[name] in text:
        return name
    return next((other for other, old in notes.items() if other.startswith(name) and old in text), None)


def _settle(notes: Mapping[str, str], name: str, text: str, conflict: NoteConflict) -> tuple[str | None, str]:
    if conflict is NoteConflict.REPLACE:
        return name, text
    if conflict is NoteConflict.APPEND:
        return (None, text) if text in notes[name] else (name, f"{notes[name]}\n\n{text}")
    if conflict is NoteConflict.RENAME:
        number = 1
        while f"{name} ({number})" in notes:
            number += 1
        return f"{name} ({number})", text
    return None, text


class Notes:
    """The notes of files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_file(self, file_id: FileId) -> dict[str, str]:
        """Return the notes of a file by name."""
        return dict(self._database.rows("SELECT name, text FROM note WHERE file_id = ? LIMIT 10000", (file_id,)))

    def merge_in(self, tx: Transaction, file_id: FileId, incoming: Mapping[str, str]) -> None:
        """Merge notes into those of a file, as part of a larger change."""
        if not incoming:
            return
        existing: dict[str, str] = dict(tx.rows("SELECT name, text FROM note WHERE file_id = ?", (file_id,)))
        tx.execute_many(
            "INSERT INTO note (file_id, name, text) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET text = excluded.text",
            [(file_id, name, text) for name, text in merge(existing, incoming).items()],
        )
