"""A real library on a temporary folder: database, writer, store, and one real media worker for the whole run."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.clock import FrozenClock
from app.core.events import Events
from app.library.library import Library
from app.library.metadata import FileMetadata, ImportOutcome, ImportRequest
from app.media.tasks import TASKS
from app.storage.database import Database
from app.storage.file_store import FileStore
from app.storage.migration import migrate
from app.storage.writer import Writer
from app.workers.pool import WorkerPool

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def picture_bytes(seed: int, size: tuple[int, int] = (40, 30), form: str = "PNG") -> bytes:
    """Return a small picture that is like no other seed's."""
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, form)
    return buffer.getvalue()


class House:
    """What one test has."""

    def __init__(self, data: Path, pool: WorkerPool) -> None:
        self.data = data
        self.pool = pool
        self.clock = FrozenClock(NOON)
        self.events = Events()
        self.heard: list[tuple[str, dict]] = []
        self.events.listen(lambda topic, payload: self.heard.append((topic, dict(payload))))
        is_new = not (data / "bowerbird.db").exists()
        migrate(data / "bowerbird.db", data / "backups")
        self.open(is_new)

    def open(self, is_new: bool) -> None:
        self.database = Database(self.data / "bowerbird.db", readers=2)
        self.writer = Writer(self.database)
        self.store = FileStore(self.data)
        self.store.prepare(is_new=is_new)
        self.library = Library(self.database, self.writer, self.store, self.pool, self.events, self.clock)
        self.library.start()

    def close(self) -> None:
        self.library.close()
        self.writer.close()
        self.database.close()

    def restart(self) -> Library:
        self.close()
        self.open(False)
        return self.library

    def bring(self, content: bytes) -> Path:
        path = self.store.new_incoming()
        path.write_bytes(content)
        return path

    def take_in(self, content: bytes | int, metadata: FileMetadata | None = None, **options) -> ImportOutcome:
        content = picture_bytes(content) if isinstance(content, int) else content
        return self.library.import_file(ImportRequest(self.bring(content), metadata or FileMetadata(), **options))


@pytest.fixture(scope="session")
def media_pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(1, TASKS, name="media", nice=0)
    yield pool
    pool.close()


@pytest.fixture
def house(tmp_path: Path, media_pool: WorkerPool) -> Iterator[House]:
    made = House(tmp_path, media_pool)
    yield made
    made.close()


@pytest.fixture
def dice() -> Callable[[int], random.Random]:
    return random.Random
