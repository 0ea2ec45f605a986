"""The change log: every change that search has to catch up with, written in the transaction of the change.

A row says only what really changed: a tag that was there already is no row, since the index counts by them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

import orjson

from app.storage.rows import Statement
from app.storage.writer import Transaction


class Change(IntEnum):
    """What a row of the log says."""

    TAG_ADDED = 1
    TAG_REMOVED = 2
    FILE = 3
    """The file's own row, its domains or its times."""


class ChangeLog:
    """Writes the rows and, once they are durable, tells whoever follows them."""

    def __init__(self) -> None:
        self._followers: list[Callable[[], None]] = []

    def follow(self, wake: Callable[[], None]) -> None:
        """Call `wake()` after every commit that wrote to the log; it only notes and leaves."""
        self._followers.append(wake)

    def tell(self, tx: Transaction) -> None:
        """Have the followers told once `tx` is durable."""
        tx.after_commit(self._tell)

    def _tell(self) -> None:
        for wake in self._followers:
            wake()

    def files_changed(self, tx: Transaction, file_ids: Sequence[int]) -> None:
        """Note that these files' rows, domains or times changed."""
        tx.execute_all([file_changes(file_ids)])
        self.tell(tx)


def file_changes(file_ids: Sequence[int]) -> Statement:
    """Return the statement that notes that these files' rows, domains or times changed."""
    return Statement("INSERT INTO tag_log (op, file_id) SELECT 3, value FROM json_each(?)", (as_json(file_ids),))


def as_json(values: Sequence[int] | Sequence[str]) -> str:
    """Return the values as text for `json_each`, so that a list of any length is one parameter."""
    return orjson.dumps(values).decode()
