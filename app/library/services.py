"""Services: what a file can be in (file domains) and what a tag can be in (tag services).

They are few and read all the time, so they are kept in memory; a change reads them again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from app.core.errors import BadInput, Conflict, NotFound
from app.core.ids import ServiceId, ServiceKey, new_key
from app.storage.database import Database
from app.storage.writer import Transaction, Writer


class ServiceKind(IntEnum):
    """The Client API's service types."""

    LOCAL_FILES = 2
    LOCAL_TAGS = 5
    NUMERICAL = 6
    LIKE = 7
    ALL_KNOWN_TAGS = 10
    ALL_KNOWN_FILES = 11
    TRASH = 14
    ALL_LOCAL_FILES = 15
    NOTES = 17
    CLIENT_API = 18
    DELETED = 19
    UPDATES = 20
    ALL_LOCAL_MEDIA = 21
    INC_DEC = 22


FILE_KINDS: Final = frozenset({
    ServiceKind.LOCAL_FILES, ServiceKind.ALL_KNOWN_FILES, ServiceKind.TRASH, ServiceKind.ALL_LOCAL_FILES,
    ServiceKind.DELETED, ServiceKind.UPDATES, ServiceKind.ALL_LOCAL_MEDIA,
})
"""What a file can be in, real or virtual."""

MAKEABLE_KINDS: Final = frozenset({
    ServiceKind.LOCAL_FILES, ServiceKind.LOCAL_TAGS, ServiceKind.NUMERICAL, ServiceKind.LIKE, ServiceKind.INC_DEC,
})
"""What an owner can add; the rest is built in."""


def _named(text: str) -> ServiceKey:
    return ServiceKey(text.encode("ascii").hex())


MY_TAGS: Final = _named("local tags")
DOWNLOADER_TAGS: Final = _named("downloader tags")
MY_FILES: Final = _named("local files")
ALL_LOCAL_FILES: Final = _named("all local files")
ALL_LOCAL_MEDIA: Final = _named("all local media")
ALL_KNOWN_FILES: Final = _named("all known files")
ALL_KNOWN_TAGS: Final = _named("all known tags")
TRASH: Final = _named("trash")
DELETED: Final = _named("all deleted files")


class UnknownService(NotFound):
    """There is no such service."""

    code = "unknown_service"


class BadService(BadInput):
    """That service can't be used for this."""

    code = "bad_service"


class ServiceExists(Conflict):
    """A service of that kind and name exists."""

    code = "service_exists"


@dataclass(frozen=True, slots=True)
class Service:
    """One service. `options` is what its kind needs: colours, stars."""

    id: ServiceId
    key: ServiceKey
    kind: ServiceKind
    name: str
    options: Mapping[str, Any]


class Services:
    """All of them."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer
        self._by_key: dict[ServiceKey, Service] = {}
        self._read()

    def _read(self) -> None:
        rows = self._database.rows("SELECT id, key, kind, name, options FROM service ORDER BY id")
        self._by_key = {
            ServiceKey(key): Service(ServiceId(row_id), ServiceKey(key), ServiceKind(kind), name, json.loads(options))
            for row_id, key, kind, name, options in rows
        }

    def by_key(self, key: str) -> Service:
        """Return the service of that key. Raises UnknownService."""
        try:
            return self._by_key[ServiceKey(key)]
        except KeyError:
            raise UnknownService(f"There is no service with the key {key[:80]}.") from None

    def by_name(self, name: str) -> Service:
        """Return the service of that name, whatever its kind. Raises UnknownService."""
        for service in self._by_key.values():
            if service.name == name:
                return service
        raise UnknownService(f"There is no service named {name[:80]}.")

    def by_id(self, service_id: int) -> Service:
        """Return the service of that row. Raises UnknownService."""
        for service in self._by_key.values():
            if service.id == service_id:
                return service
        raise UnknownService(f"There is no service number {service_id}.")

    def of_kind(self, *kinds: ServiceKind) -> list[Service]:
        """Return the services of these kinds."""
        return [service for service in self._by_key.values() if service.kind in kinds]

    def id_of(self, key: str, *kinds: ServiceKind) -> ServiceId:
        """Return the row of that service. Raises UnknownService; BadService when it is of none of the kinds."""
        service = self.by_key(key)
        if kinds and service.kind not in kinds:
            raise BadService(f"{service.name} can't be used here.")
        return service.id

    def add(self, kind: ServiceKind, name: str, options: Mapping[str, Any] | None = None) -> Service:
        """Make a service and return it. Raises BadService and ServiceExists."""
        name = name.strip()
        if kind not in MAKEABLE_KINDS:
            raise BadService("A service of that kind can't be added.")
        if not name:
            raise BadService("A service needs a name.")
        key = new_key()

        def insert(tx: Transaction) -> None:
            if tx.scalar("SELECT 1 FROM service WHERE kind = ? AND name = ?", (int(kind), name)):
                raise ServiceExists(f"A service named {name} exists.", action="Choose another name")
            tx.execute("INSERT INTO service (key, kind, name, options) VALUES (?, ?, ?, ?)",
                       (key, int(kind), name, json.dumps(dict(options or {}))))

        self._writer.run(insert)
        self._read()
        return self.by_key(key)

    def list(self) -> Sequence[Service]:  # the last one here, since the name hides the type from those below
        """Return every service, built-in ones first."""
        return [*self._by_key.values()]
