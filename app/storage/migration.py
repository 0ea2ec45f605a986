"""Bring a database to the schema this program knows: numbered steps, one transaction each, a backup before the first.

The number lives in SQLite's `user_version`. A newer number than ours is refused with an
instruction; nothing is guessed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from app.core.errors import StorageTrouble

FOLDER = Path(__file__).parent / "migrations"


class NewerSchema(StorageTrouble):
    """This folder was written by a newer Bowerbird."""

    code = "newer_schema"


def steps(folder: Path = FOLDER) -> list[tuple[int, Path]]:
    """Return the steps in order, as (number, file)."""
    return sorted((int(path.name.split("_", 1)[0]), path) for path in folder.glob("[0-9]*.sql"))


def statements(script: str) -> Iterator[str]:
    """Split a script into its statements."""
    text = ""
    for piece in re.split(r"(?<=;)", script):
        text += piece
        if sqlite3.complete_statement(text):
            yield text
            text = ""
    if re.sub(r"--[^\n]*", "", text).strip():
        raise ValueError(f"the last statement does not end: {text.strip()[:60]}")


def migrate(path: Path, backups: Path, folder: Path = FOLDER) -> tuple[int, int]:
    """Bring the database at `path` to the newest step; return (from, to). Makes the file when it is missing.

    Before the first step on a database that holds something, a copy goes to `backups/before-<step>.db`. A step that
    fails leaves the database as it was before that step. Raises NewerSchema.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        held: int = connection.execute("PRAGMA user_version").fetchone()[0]
        todo = [(number, file) for number, file in steps(folder) if number > held]
        newest = max(number for number, _ in steps(folder))
        if held > newest:
            raise NewerSchema(
                f"The database is at step {held}; this version knows steps up to {newest}. Nothing was changed.",
                action="Start the newer version again, or put a backup from before the upgrade in place",
            )
        connection.execute("PRAGMA journal_mode=WAL")
        if held and todo:
            _back_up(connection, backups / f"before-{todo[0][0]:04}.db")
        for number, file in todo:
            _run_step(connection, number, file.read_text("utf-8"))
        return held, newest


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.backup(copy)
    unfinished.replace(target)


def _run_step(connection: sqlite3.Connection, number: int, script: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
