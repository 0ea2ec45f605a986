"""A real database with its writer, on a folder of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.database import Database
from app.storage.migration import migrate
from app.storage.writer import Writer
from app.workers.pool import WorkerPool
from tests.downloads.house import TASKS, House, Pools
from tests.served_booru import ServedBooru


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


@pytest.fixture(scope="session")
def pools() -> Iterator[Pools]:
    """One worker for media, one for pages."""
    opened = Pools(WorkerPool(1, TASKS, name="media"), WorkerPool(1, TASKS, name="parsing"))
    yield opened
    opened.media.close()
    opened.parsing.close()


@pytest.fixture(scope="session")
def served() -> Iterator[ServedBooru]:
    """The booru of the session."""
    with ServedBooru(2000) as opened:
        yield opened


@pytest.fixture
def booru(served: ServedBooru) -> Iterator[ServedBooru]:
    """The booru, whole, with an empty log."""
    served.heal()
    served.hits.clear()
    yield served
    served.heal()


@pytest.fixture
def house(tmp_path: Path, booru: ServedBooru, pools: Pools) -> Iterator[House]:
    """The rooms, at work."""
    opened = House(tmp_path / "data", booru, pools).start()
    yield opened
    opened.close()
