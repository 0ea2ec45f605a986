"""What is known of a hash: whether its file is here, was deleted, or is new to us."""

from __future__ import annotations

from typing import Final

from app.core.clock import from_milliseconds
from app.core.errors import BadInput
from app.core.ids import FileId, Sha256
from app.library.metadata import HashStatus, ImportStatus
from app.library.services import ALL_LOCAL_FILES, TRASH, Services
from app.storage.database import Database
from app.storage.file_store import FileStore

LENGTHS: Final = {"sha256": 64, "md5": 32, "sha1": 40, "sha512": 128}
"""Hex characters of each kind of hash."""


class BadHash(BadInput):
    """That is not a hash of that kind."""

    code = "bad_hash"


def hash_bytes(kind: str, text: str) -> bytes:
    """Return the hash that the hex text means. Raises BadHash."""
    if kind not in LENGTHS:
        raise BadHash(f"{kind[:20]} is no kind of hash: sha256, md5, sha1 or sha512.")
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) * 2 != LENGTHS[kind]:
        raise BadHash(f"A {kind} has {LENGTHS[kind]} hexadecimal characters.")
    return value


class HashStatuses:
    """Answers for hashes."""

    def __init__(self, database: Database, store: FileStore, services: Services) -> None:
        self._database = database
        self._store = store
        self._storage = services.by_key(ALL_LOCAL_FILES).id
        self._trash = services.by_key(TRASH).id

    def of(self, kind: str, text: str) -> HashStatus:
        """Return what is known of a hash. A file whose bytes are missing on the disk counts as not here, so that it
        is fetched again. Raises BadHash."""
        value = hash_bytes(kind, text.lower())
        # `kind` is one of four names by now, each with its index
        row = self._database.row(
            "SELECT h.id, h.sha256, f.extension, inside.imported_at, trash.imported_at, gone.file_id, gone.deleted_at, "  # noqa: S608
            "gone.reason FROM hash AS h LEFT JOIN file AS f ON f.id = h.id "
            "LEFT JOIN file_domain AS inside ON inside.file_id = h.id AND inside.service_id = ? "
            "LEFT JOIN file_domain AS trash ON trash.file_id = h.id AND trash.service_id = ? "
            "LEFT JOIN file_deletion AS gone ON gone.file_id = h.id AND gone.service_id = ? "
            f"WHERE h.{kind} = ?",
            (self._storage, self._trash, self._storage, value),
        )
        if row is None:
            return HashStatus(ImportStatus.UNKNOWN)
        file_id, sha256, extension, imported_at, trashed_at, gone, deleted_at, why = row
        known = FileId(file_id), Sha256(sha256.hex())
        if imported_at is None and gone is not None:
            return HashStatus(ImportStatus.DELETED_BEFORE, *known, _deleted(deleted_at, why))
        if trashed_at is not None:
            return HashStatus(ImportStatus.DELETED_BEFORE, *known, "It is in the trash.")
        if imported_at is None:
            return HashStatus(ImportStatus.UNKNOWN, *known)
        if not self._store.file_path(known[1], extension or "").exists():
            return HashStatus(ImportStatus.UNKNOWN, *known, is_missing=True)
        return HashStatus(ImportStatus.ALREADY_HERE, *known, f"Imported {_day(imported_at)}.")


def _deleted(deleted_at: int | None, why: str | None) -> str:
    when = f"Deleted {_day(deleted_at)}" if deleted_at is not None else "Deleted before"
    return f"{when}: {why}" if why else f"{when}."


def _day(milliseconds: int) -> str:
    return f"{from_milliseconds(milliseconds):%Y-%m-%d %H:%M} UTC"
