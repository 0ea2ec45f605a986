"""Files by their ids: whole rows in a handful of statements however many there are, and the inbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.clock import Clock, from_milliseconds, to_milliseconds
from app.core.events import Events
from app.core.ids import FileId, Sha256
from app.library.change_log import ChangeLog, as_json
from app.library.file_row import Deletion, FileFacts, FileRow
from app.library.hash_status import hash_bytes
from app.library.services import ALL_LOCAL_FILES, Services
from app.library.urls import KnownUrl, UrlKind
from app.storage.database import Database
from app.storage.file_store import FileStore
from app.storage.writer import Transaction, Writer

_IDS = "(SELECT value FROM json_each(?))"
_FILES = (
    "SELECT h.id, h.sha256, h.md5, h.sha1, h.sha512, f.id, f.size, f.filetype, f.forced_filetype, f.extension, "  # noqa: S608
    "f.width, f.height, f.duration_ms, f.num_frames, f.num_words, f.has_audio, f.has_transparency, f.has_exif, "
    "f.has_xmp, f.has_iptc, f.has_human_readable, f.has_software_source, f.has_icc_profile, f.pixel_hash, "
    "f.perceptual_hash, f.blurhash, f.thumbnail_width, f.thumbnail_height, f.is_inbox, f.archived_at "
    f"FROM hash AS h LEFT JOIN file AS f ON f.id = h.id WHERE h.id IN {_IDS}"
)
_DOMAINS = f"SELECT file_id, service_id, imported_at FROM file_domain WHERE file_id IN {_IDS}"  # noqa: S608
_DELETIONS = (
    f"SELECT file_id, service_id, deleted_at, imported_at, reason FROM file_deletion WHERE file_id IN {_IDS}"  # noqa: S608
)
# tags hold no line breaks, so one text a file is split again at them; 8,000 rows become a few hundred, in the order of
# the primary key
_TAGS = (
    "SELECT m.file_id, m.service_id, group_concat(t.text, char(10)) FILTER (WHERE m.status = 0), "  # noqa: S608
    "group_concat(t.text, char(10)) FILTER (WHERE m.status = 2) FROM file_tags AS m "
    f"JOIN tag AS t ON t.id = m.tag_id WHERE m.file_id IN {_IDS} GROUP BY m.file_id, m.service_id"
)
_URLS = (
    "SELECT m.file_id, u.url, m.kind FROM url_map AS m JOIN known_url AS u ON u.id = m.url_id "  # noqa: S608
    f"WHERE m.file_id IN {_IDS} ORDER BY u.url"
)
_NOTES = f"SELECT file_id, name, text FROM note WHERE file_id IN {_IDS} ORDER BY name"  # noqa: S608
_TIMES = f"SELECT file_id, domain, at FROM file_time WHERE kind = 'modified' AND file_id IN {_IDS}"  # noqa: S608


@dataclass(frozen=True, slots=True)
class FileLocation:
    """Where the bytes of a file lie, and what they are."""

    path: Path
    filetype: int
    size: int
    sha256: Sha256


class Files:
    """All hashes that have a number, with or without their file."""

    def __init__(
        self, database: Database, writer: Writer, store: FileStore, services: Services, log: ChangeLog, events: Events,
        clock: Clock,
    ) -> None:
        self._database = database
        self._writer = writer
        self._store = store
        self._services = services
        self._log = log
        self._events = events
        self._clock = clock

    def rows(self, file_ids: Sequence[int]) -> list[FileRow]:
        """Return the rows of these files in their order; ids that are nobody's are left out.

        Every statement looks up by primary key or url_map_file; callers ask for at most a few thousand.
        """
        wanted = as_json([int(file_id) for file_id in file_ids])
        rows = {values[0]: _file_row(values) for values in self._database.rows(_FILES, (wanted,))}
        keys = {service.id: service.key for service in self._services.list()}
        for file_id, service, at in self._database.rows(_DOMAINS, (wanted,)):
            rows[file_id].domains[keys[service]] = from_milliseconds(at)
        for file_id, service, deleted_at, imported_at, why in self._database.rows(_DELETIONS, (wanted,)):
            rows[file_id].deletions[keys[service]] = Deletion(_instant(deleted_at), _instant(imported_at), why)
        for file_id, service, current, deleted in self._database.rows(_TAGS, (wanted,)):
            rows[file_id].tags[keys[service]] = {
                status: texts.split("\n") for status, texts in ((0, current), (2, deleted)) if texts is not None
            }
        for file_id, url, kind in self._database.rows(_URLS, (wanted,)):
            rows[file_id].urls.append(KnownUrl(url, UrlKind(kind)))
        for file_id, name, text in self._database.rows(_NOTES, (wanted,)):
            rows[file_id].notes[name] = text
        for file_id, domain, at in self._database.rows(_TIMES, (wanted,)):
            rows[file_id].modified[domain] = from_milliseconds(at)
        return [rows[file_id] for file_id in dict.fromkeys(map(int, file_ids)) if file_id in rows]

    def row(self, file_id: FileId) -> FileRow | None:
        """Return one row, or None."""
        return next(iter(self.rows([file_id])), None)

    def id_of(self, sha256: str) -> FileId | None:
        """Return the number of that hash, or None. Raises BadHash."""
        return self.ids_of([sha256]).get(Sha256(sha256.lower()))

    def ids_of(self, hashes: Iterable[str]) -> dict[Sha256, FileId]:
        """Return the numbers of those of the hashes (sha256) that have one. Raises BadHash. Index: hash.sha256."""
        found: dict[Sha256, FileId] = {}
        values = [hash_bytes("sha256", text.lower()) for text in hashes]
        for start in range(0, len(values), 500):
            part = values[start : start + 500]
            places = ", ".join("?" * len(part))
            sql = f"SELECT sha256, id FROM hash WHERE sha256 IN ({places})"  # noqa: S608 - only question marks
            found.update((Sha256(value.hex()), FileId(row_id)) for value, row_id in self._database.rows(sql, part))
        return found

    def hashes_of(self, file_ids: Sequence[int]) -> dict[FileId, Sha256]:
        """Return the sha256 of each of these numbers that is somebody's."""
        sql = f"SELECT id, sha256 FROM hash WHERE id IN {_IDS}"  # noqa: S608
        rows = self._database.rows(sql, (as_json([int(file_id) for file_id in file_ids]),))
        return {FileId(row_id): Sha256(value.hex()) for row_id, value in rows}

    def create_id(self, sha256: str) -> FileId:
        """Return the number of that hash, given now when it has none. Raises BadHash."""
        return self.create_ids([sha256])[Sha256(sha256.lower())]

    def create_ids(self, hashes: Iterable[str]) -> dict[Sha256, FileId]:
        """Return the numbers of these hashes; those without one get one. Raises BadHash."""
        texts = [text.lower() for text in hashes]
        values = [(hash_bytes("sha256", text),) for text in texts]
        if len(self.ids_of(texts)) < len(set(texts)):
            sql = "INSERT INTO hash (sha256) VALUES (?) ON CONFLICT DO NOTHING"
            self._writer.run(lambda tx: tx.execute_many(sql, values))
        return self.ids_of(texts)

    def archive(self, file_ids: Sequence[int]) -> None:
        """Take the files out of the inbox. Those that are not in it stay as they are."""
        self._set_inbox(file_ids, "is_inbox = 0, archived_at = ?", 1, to_milliseconds(self._clock.now()))

    def unarchive(self, file_ids: Sequence[int]) -> None:
        """Put the files into the inbox again."""
        self._set_inbox(file_ids, "is_inbox = 1, archived_at = ?", 0, None)

    def _set_inbox(self, file_ids: Sequence[int], values: str, was: int, archived_at: int | None) -> None:
        wanted = [int(file_id) for file_id in file_ids]

        def change(tx: Transaction) -> None:
            sql = f"UPDATE file SET {values} WHERE id IN {_IDS} AND is_inbox = ? RETURNING id"  # noqa: S608
            changed = [row[0] for row in tx.rows(sql, (archived_at, as_json(wanted), was))]
            if changed:
                self._log.files_changed(tx, changed)
                tx.after_commit(lambda: self._events.publish("file.changed", file_ids=changed))

        self._writer.run(change)

    def location(self, file: Sha256 | FileId | str | int) -> FileLocation | None:
        """Return where the bytes of a file (by sha256 or number) lie; None when its rows say they are not here."""
        column, value = ("h.id", file) if isinstance(file, int) else ("h.sha256", hash_bytes("sha256", file.lower()))
        row = self._database.row(  # the column is one of two names
            "SELECT h.sha256, f.extension, coalesce(f.forced_filetype, f.filetype), f.size FROM hash AS h "  # noqa: S608
            "JOIN file AS f ON f.id = h.id JOIN file_domain AS d ON d.file_id = h.id AND d.service_id = ? "
            f"WHERE {column} = ?",
            (self._services.by_key(ALL_LOCAL_FILES).id, value),
        )
        if row is None:
            return None
        sha256 = Sha256(row[0].hex())
        return FileLocation(self._store.file_path(sha256, row[1]), row[2], row[3], sha256)


def _file_row(values: tuple[Any, ...]) -> FileRow:
    row_id, sha256, md5, sha1, sha512, known = values[:6]
    facts = None if known is None else _facts(values[6:])
    return FileRow(FileId(row_id), Sha256(sha256.hex()), _hex(md5), _hex(sha1), _hex(sha512), facts)


def _facts(values: tuple[Any, ...]) -> FileFacts:
    pixel_hash, perceptual_hash, blurhash, thumbnail_width, thumbnail_height, is_inbox, archived_at = values[17:]
    all_values = (*values[:9], *map(bool, values[9:17]), _hex(pixel_hash), _hex(perceptual_hash), blurhash,
                  thumbnail_width, thumbnail_height, bool(is_inbox), _instant(archived_at))
    return FileFacts(*all_values)


def _hex(value: bytes | None) -> str | None:
    return value.hex() if value is not None else None


def _instant(milliseconds: int | None) -> Any:
    return from_milliseconds(milliseconds) if milliseconds is not None else None
