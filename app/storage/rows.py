"""The result of one statement, fetched whole, so that no cursor outlives its connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL and its values; with `is_many`, a list of such values, for each of which it runs."""

    sql: str
    values: Sequence[Any] = ()
    is_many: bool = False


class Rows:
    """A buffered cursor: what peewee reads from, and what raw statements answer."""

    def __init__(self, rows: list[Row], description: Any, rowcount: int, lastrowid: int | None) -> None:
        self._rows = rows
        self._place = 0
        self.description = description
        self.rowcount = rowcount
        self.lastrowid = lastrowid

    def fetchone(self) -> Row | None:
        """Return the next row, or None."""
        if self._place >= len(self._rows):
            return None
        self._place += 1
        return self._rows[self._place - 1]

    def fetchall(self) -> list[Row]:
        """Return the rows that are left."""
        left, self._place = self._rows[self._place :], len(self._rows)
        return left

    def __iter__(self) -> Iterator[Row]:
        while (row := self.fetchone()) is not None:
            yield row

    def close(self) -> None:
        """Nothing is held open."""


def execute_and_fetch(connection: sqlite3.Connection, sql: str, parameters: Sequence[Any]) -> Rows:
    """Run one statement and fetch all it gives. A leaf call: safe to run off the hub."""
    cursor = connection.execute(sql, parameters)
    rows = cursor.fetchall() if cursor.description else []
    return Rows(rows, cursor.description, cursor.rowcount, cursor.lastrowid)


def execute_all(connection: sqlite3.Connection, statements: Sequence[Statement]) -> list[Rows]:
    """Run statements one after the other and fetch all they give. A leaf call: safe to run off the hub."""
    answers = []
    for statement in statements:
        if statement.is_many:
            answers.append(Rows([], None, connection.executemany(statement.sql, statement.values).rowcount, None))
        else:
            answers.append(execute_and_fetch(connection, statement.sql, statement.values))
    return answers
