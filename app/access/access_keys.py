"""Access keys of the Client API: shown once, kept as a hash, found in constant time."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import runtime
from app.access.permissions import EVERY_PERMISSION, Permission, permissions_of
from app.core.clock import Clock, from_milliseconds, to_milliseconds
from app.core.errors import BadInput, Conflict, NotFound
from app.core.events import Events
from app.core.ids import new_key
from app.storage.database import Database
from app.storage.writer import Writer

USE_NOTED_EVERY = timedelta(minutes=1)


class NameTaken(Conflict):
    """Another access key has that name."""

    code = "name_taken"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What a key may do. The key itself is not here."""

    id: int
    name: str
    permits_everything: bool
    permissions: frozenset[Permission]
    """What was ticked; `may` tells what counts."""
    search_filter: tuple[str, ...]
    """Tags, or namespaces written `creator:`; when there are any, it sees files with one of these alone."""
    created_at: datetime
    last_used_at: datetime | None

    def may(self, permission: Permission) -> bool:
        """Return whether the key has this right."""
        return self.permits_everything or permission in self.permissions

    @property
    def granted(self) -> frozenset[Permission]:
        """Every right it has, those of permits_everything spelled out."""
        return EVERY_PERMISSION if self.permits_everything else self.permissions

    @property
    def is_search_limited(self) -> bool:
        """Whether it may see a part of the files only; permits_everything beats the filter."""
        return bool(self.search_filter) and not self.permits_everything


class AccessKeys:
    """All keys. Found in memory; changes are written through."""

    def __init__(self, database: Database, writer: Writer, clock: Clock, events: Events | None = None) -> None:
        """`events` hears `access.key_revoked {name}`."""
        self._database = database
        self._writer = writer
        self._clock = clock
        self._events = events
        self._lock = runtime.lock()
        self._known: dict[bytes, AccessKey] | None = None
        self._noted: dict[int, datetime] = {}

    def create(
        self,
        name: str,
        permits_everything: bool = False,
        permissions: Iterable[int] = (),
        search_filter: Iterable[str] = (),
    ) -> str:
        """Make a key and return its 64 hex characters, shown this once. Raises BadInput, NameTaken."""
        name = name.strip()
        if not name or len(name) > 200:
            raise BadInput("An access key needs a name of up to 200 characters.")
        granted = permissions_of(permissions)
        limits = tuple(dict.fromkeys(text.strip() for text in search_filter if text.strip()))
        text, now = new_key(), self._clock.now()
        with self._lock:
            if any(key.name == name for key in self._all().values()):
                raise NameTaken(f"Another access key is named '{name}'.", action="Choose another name, or revoke that")
            number = self._writer.run(lambda transaction: transaction.execute(
                "INSERT INTO access_key (name, key_hash, permits_everything, permissions, search_filter, created_at)"
                " VALUES (?,?,?,?,?,?)",
                (name, _hash(text), permits_everything, json.dumps(sorted(map(int, granted))), json.dumps(limits),
                 to_milliseconds(now)),
            ).lastrowid)
            made = AccessKey(number or 0, name, permits_everything, granted, limits, now, None)
            self._all()[_hash(text)] = made
        return text

    def list(self) -> Sequence[AccessKey]:
        """Return every key by name."""
        with self._lock:
            return sorted(self._all().values(), key=lambda key: key.name)

    def revoke(self, name: str) -> None:
        """End a key at once. Raises NotFound."""
        with self._lock:
            hashed = next((found for found, key in self._all().items() if key.name == name), None)
            if hashed is None:
                raise NotFound(f"No access key is named '{name}'.", action="`key list` names them")
            self._writer.run(lambda transaction: transaction.execute(
                "DELETE FROM access_key WHERE name = ?", (name,)
            ))
            self._noted.pop(self._all().pop(hashed).id, None)  # the number may be given to another key
        if self._events is not None:
            self._events.publish("access.key_revoked", name=name)

    def find(self, text: str) -> AccessKey | None:
        """Return the key that these 64 hex characters (of any case) open, or None.

        Every kept hash is compared, each in constant time, so that the answer takes as long for a near miss.
        """
        if re.fullmatch(r"[0-9a-fA-F]{64}", text) is None:
            return None
        wanted, match = _hash(text.lower()), None
        with self._lock:
            for hashed, key in self._all().items():
                if hmac.compare_digest(hashed, wanted):
                    match = key
        return match

    def note_use(self, key: AccessKey) -> None:
        """Remember that the key was used now; written at most once a minute a key."""
        now = self._clock.now()
        with self._lock:
            last = self._noted.get(key.id)
            if last is not None and now - last < USE_NOTED_EVERY:
                return
            self._noted[key.id] = now
            for hashed, known in self._all().items():
                if known.id == key.id:
                    self._all()[hashed] = _used(known, now)
        self._writer.submit(lambda transaction: transaction.execute(
            "UPDATE access_key SET last_used_at = ? WHERE id = ?", (to_milliseconds(now), key.id)
        ))

    def _all(self) -> dict[bytes, AccessKey]:
        if self._known is None:
            rows = self._database.rows(
                "SELECT key_hash, id, name, permits_everything, permissions, search_filter, created_at, last_used_at"
                " FROM access_key"
            )
            self._known = {bytes(row[0]): _access_key(row[1:]) for row in rows}
        return self._known


def _access_key(row: tuple[int, str, int, str, str, int, int | None]) -> AccessKey:
    number, name, permits_everything, permissions, search_filter, created_at, last_used_at = row
    return AccessKey(
        number, name, bool(permits_everything), permissions_of(json.loads(permissions)),
        tuple(json.loads(search_filter)), from_milliseconds(created_at),
        None if last_used_at is None else from_milliseconds(last_used_at),
    )


def _used(key: AccessKey, now: datetime) -> AccessKey:
    return AccessKey(key.id, key.name, key.permits_everything, key.permissions, key.search_filter, key.created_at, now)


def _hash(text: str) -> bytes:
    """A key is 256 random bits: a plain hash can't be guessed back."""
    return hashlib.sha256(bytes.fromhex(text)).digest()
