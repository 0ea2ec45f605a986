"""A network on a folder of the test, with a clock that stands and waiting that moves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.clock import FrozenClock
from app.core.events import Events
from app.core.settings import settle
from app.network.limits import Limits
from app.network.network import Network
from app.network.request import NetworkTrouble, Request
from app.network.resolver import UnknownHost
from app.network.vault import Vault
from app.storage.database import Database
from app.storage.migration import migrate
from app.storage.writer import Writer

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class Table:
    """A resolver that knows these names; an entry with several lists gives the next one each time, the last for good.

    Literals are their own address, as with the system's.
    """

    names: Mapping[str, Any]
    asked: list[str] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host.replace(".", "").isdigit() or ":" in host:
            return [host]
        if host not in self.names:
            raise UnknownHost(host, is_passing=False)
        answers = self.names[host]
        if answers and isinstance(answers[0], list):
            return answers.pop(0) if len(answers) > 1 else answers[0]
        return list(answers)


@dataclass
class House:
    """What a test needs of it."""

    network: Network
    clock: FrozenClock
    database: Database
    writer: Writer
    vault: Vault
    path: Path
    slept: list[float]
    news: list[str]
    saved: dict[str, str]

    def trouble(self, url: str, **options: Any) -> NetworkTrouble:
        """Fetch a page that must not come, and return why."""
        with pytest.raises(NetworkTrouble) as caught:
            self.network.fetch_page(Request(url, **options))
        return caught.value


@contextmanager
def open_storage(path: Path) -> Iterator[tuple[Database, Writer]]:
    migrate(path / "bowerbird.db", path / "backups")
    database = Database(path / "bowerbird.db", readers=2)
    writer = Writer(database)
    try:
        yield database, writer
    finally:
        writer.close()
        database.close()


@contextmanager
def made(
    path: Path,
    *,
    limits: Limits | None = None,
    resolver: Table | None = None,
    clock: Any = None,
    is_waiting_real: bool = False,
    **settings: Any,
) -> Iterator[House]:
    """Open a network that may reach 127.0.0.1, by the names of `resolver`; `settings` are values by name."""
    clock = clock or FrozenClock(NOON)
    slept: list[float] = []
    news: list[str] = []
    saved: dict[str, str] = {}

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.advance(timedelta(seconds=seconds))

    values = {"allowed_private_hosts": ("127.0.0.1",), "request_interval": timedelta(0)} | settings
    events = Events()
    events.listen(lambda topic, _: news.append(topic))
    vault = Vault(path / "credentials.key")
    with open_storage(path) as (database, writer):
        network = Network(
            settle({}, {}, {}).with_values(**values), database, writer, vault, clock, events, resolver or Table({}),
            limits=limits, sleep=None if is_waiting_real else sleep, save_setting=saved.__setitem__,
        )
        try:
            yield House(network, clock, database, writer, vault, path, slept, news, saved)
        finally:
            network.close()
