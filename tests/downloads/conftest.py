"""A real database with its writer, on a folder of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.database import Database
from app.storage.migration import migrate
from app.storage.writer import Writer


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database at the newest step."""
    path = tmp_path / "bowerbird.db"
    migrate(path, tmp_path / "backups")
    opened = Database(path)
    yield opened
    opened.close()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    """The one writer."""
    opened = Writer(database)
    yield opened
    opened.close()
