"""The rooms around the downloads, real ones, on a folder of the test and the served booru."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.core.clock import SystemClock
from app.core.events import Events
from app.core.ids import QueryId
from app.core.settings import Settings, settle
from app.downloads.downloads import Downloads
from app.downloads.rows import QueryRow
from app.library.library import Library
from app.media.tasks import TASKS as MEDIA_TASKS
from app.network.limits import Limits
from app.network.network import Network
from app.network.vault import Vault
from app.sites.catalogue import Definitions
from app.sites.definitions import load_definitions
from app.sites.site_definition import read_site
from app.storage.database import Database
from app.storage.file_store import FileStore
from app.storage.migration import migrate
from app.storage.writer import Writer
from app.workers.pool import WorkerPool
from tests.served_booru import ServedBooru
from tests.served_booru.album import DEFINITION

TASKS = {**MEDIA_TASKS, "parsing.parse_page": "app.parsing.work:parse_page"}
QUICK = Limits(retry_waits_seconds=(0.0,), patience_seconds=0.5)
DEFINITIONS = Definitions([*load_definitions().sites, read_site(DEFINITION, "album")])
"""Our own sites, and the made one."""


@dataclass
class Pools:
    """Worker processes, shared by the tests of a session."""

    media: WorkerPool
    parsing: WorkerPool


class House:
    """The rooms of one data folder, open until `close`."""

    def __init__(self, data: Path, booru: ServedBooru, pools: Pools, **settings: Any) -> None:
        self.data = data
        values = {"proxy": booru.proxy, "ca_bundle": booru.ca_file, "request_interval": timedelta(0),
                  "disk_floor": 0, **settings}
        self.settings: Settings = settle(values, {}, {}, data)
        is_new = not (data / "bowerbird.db").exists()
        data.mkdir(parents=True, exist_ok=True)
        migrate(data / "bowerbird.db", data / "backups")
        self.database = Database(data / "bowerbird.db")
        self.writer = Writer(self.database)
        self.store = FileStore(data)
        self.store.prepare(is_new=is_new)
        self.events = Events()
        self.clock = SystemClock()
        self.heard: list[tuple[str, Mapping[str, Any]]] = []
        self._news = threading.Condition()
        self.events.listen(self._hear)
        self.library = Library(self.database, self.writer, self.store, pools.media, self.events, self.clock)
        self.network = Network(self.settings, self.database, self.writer, Vault(data / "credentials.key"), self.clock,
                               self.events, limits=QUICK)
        self.downloads = Downloads(self.database, self.writer, self.library, self.network, DEFINITIONS, pools.parsing,
                                   self.store, self.events, self.clock, self.settings)

    def start(self) -> House:
        """Load search, set the workers going."""
        self.library.start()
        self.downloads.start()
        return self

    def close(self) -> None:
        """Park, close."""
        self.downloads.stop()
        self.library.close()
        self.network.close()
        self.writer.close()
        self.database.close()

    def _hear(self, topic: str, payload: Mapping[str, Any]) -> None:
        self.heard.append((topic, payload))
        with self._news:
            self._news.notify_all()

    def until(self, is_so: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something is so; looks after each event."""
        end = time.monotonic() + seconds
        with self._news:
            while not is_so():
                assert time.monotonic() < end, self.describe()
                self._news.wait(0.1)

    def finish(self, *queries: QueryId, seconds: float = 25) -> list[QueryRow]:
        """Wait until these queries have come to rest; return their rows."""
        self.until(lambda: all(self.downloads.query(query).is_done for query in queries), seconds)
        return [self.downloads.query(query) for query in queries]

    def describe(self) -> str:
        """Return how every query stands, for a test that waited in vain."""
        return "\n".join(str(row) for row in self.downloads.queries())

    def search(self, text: str, source: str = "danbooru tag search", **options: Any) -> QueryRow:
        """Run a search to its end."""
        return self.finish(self.downloads.add_query(text, source, **options))[0]

    def add(self, *urls: str, **options: Any) -> QueryRow:
        """Work addresses off."""
        return self.finish(self.downloads.add_urls(urls, **options).query_id)[0]

    def file_rows(self, query: QueryId) -> list[Any]:
        """Return the library's rows of what a query brought."""
        return self.library.files.rows([int(each) for each in self.downloads.file_ids(query)])
