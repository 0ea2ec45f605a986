"""Tags and who carries them, in one tag service at a time.

A mapping is current (0) or deleted (2): deleted ones are remembered, so that an import does not bring them back.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from app.core.events import Events
from app.core.ids import FileId, ServiceKey, TagId
from app.core.tags import clean_tags
from app.library.change_log import ChangeLog, as_json
from app.library.services import ServiceKind, Services
from app.storage.database import Database
from app.storage.rows import Statement
from app.storage.writer import Transaction, Writer

REMEMBERED: Final = 100_000
"""Tags whose ids are kept in memory; the ones used last stay."""

BATCH: Final = 20_000
"""Mappings in one change, so that a large edit leaves room for others between its parts."""

# ?1 files, ?2 service, ?3 tags, ?4 whether a deleted mapping may come back
_LOG_ADDED = """
INSERT INTO tag_log (op, file_id, tag_id, service_id)
SELECT 1, f.value, t.value, ?2 FROM json_each(?1) AS f CROSS JOIN json_each(?3) AS t
WHERE NOT EXISTS (SELECT 1 FROM file_tags AS m WHERE m.file_id = f.value AND m.service_id = ?2
                  AND m.tag_id = t.value AND (m.status = 0 OR NOT ?4))
"""
_ADD = """
INSERT INTO file_tags (file_id, service_id, tag_id, status)
SELECT f.value, ?2, t.value, 0 FROM json_each(?1) AS f CROSS JOIN json_each(?3) AS t WHERE true
ON CONFLICT DO UPDATE SET status = 0 WHERE ?4 AND status <> 0
"""
_LOG_REMOVED = """
INSERT INTO tag_log (op, file_id, tag_id, service_id)
SELECT 2, f.value, t.value, ?2 FROM json_each(?1) AS f CROSS JOIN json_each(?3) AS t
WHERE EXISTS (SELECT 1 FROM file_tags AS m WHERE m.file_id = f.value AND m.service_id = ?2
              AND m.tag_id = t.value AND m.status = 0)
"""
# ?4 whether a mapping that never was is noted as deleted too
_REMOVE = """
INSERT INTO file_tags (file_id, service_id, tag_id, status)
SELECT f.value, ?2, t.value, 2 FROM json_each(?1) AS f CROSS JOIN json_each(?3) AS t
WHERE ?4 OR EXISTS (SELECT 1 FROM file_tags AS m WHERE m.file_id = f.value AND m.service_id = ?2
                    AND m.tag_id = t.value)
ON CONFLICT DO UPDATE SET status = 2 WHERE status <> 2
"""


class Tags:
    """Adds and removes tags, and knows their ids."""

    def __init__(
        self, database: Database, writer: Writer, services: Services, log: ChangeLog, events: Events
    ) -> None:
        self._database = database
        self._writer = writer
        self._services = services
        self._log = log
        self._events = events
        self._ids: OrderedDict[str, TagId] = OrderedDict()

    def ids_of(self, tags: Iterable[str]) -> dict[str, TagId]:
        """Return the ids of those tags (clean spellings) that exist."""
        known, missing = self._remembered(tags)
        if missing:
            found: dict[str, TagId] = dict(self._database.rows(_IDS, (as_json(missing),)))
            self._remember(found)
            known.update(found)
        return known

    def texts_of(self, tag_ids: Sequence[int]) -> dict[TagId, str]:
        """Return the texts of these tags."""
        sql = "SELECT id, text FROM tag WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._database.rows(sql, (as_json(tag_ids),)))

    def add(
        self, file_ids: Sequence[FileId], service: ServiceKey, tags: Iterable[str], *, override_deleted: bool = True
    ) -> None:
        """Give the files these tags. With `override_deleted` off a mapping that was deleted stays so."""
        service_id = self._services.id_of(service, ServiceKind.LOCAL_TAGS)
        cleaned = sorted(clean_tags(tags))
        for part in _parts(file_ids, len(cleaned)):

            def change(tx: Transaction, part: Sequence[FileId] = part) -> None:
                tx.execute_all(self.adding(tx, part, service_id, cleaned, override_deleted=override_deleted))
                tx.after_commit(lambda: self._events.publish("file.changed", file_ids=list(part)))

            self._writer.run(change)

    def remove(
        self, file_ids: Sequence[FileId], service: ServiceKey, tags: Iterable[str], *, note_unknown: bool = True
    ) -> None:
        """Take these tags from the files and remember that. With `note_unknown` the deletion is also noted for a
        file that never had the tag."""
        service_id = self._services.id_of(service, ServiceKind.LOCAL_TAGS)
        cleaned = sorted(clean_tags(tags))
        for part in _parts(file_ids, len(cleaned)):

            def change(tx: Transaction, part: Sequence[FileId] = part) -> None:
                values = (as_json(part), service_id, as_json(list(self._ensure_ids(tx, cleaned).values())))
                tx.execute_all([Statement(_LOG_REMOVED, values), Statement(_REMOVE, (*values, note_unknown))])
                self._log.tell(tx)
                tx.after_commit(lambda: self._events.publish("file.changed", file_ids=list(part)))

            self._writer.run(change)

    def adding(
        self, tx: Transaction, file_ids: Sequence[int], service_id: int, tags: Collection[str], *,
        override_deleted: bool,
    ) -> list[Statement]:
        """Return the statements that give the files these clean tags, as part of a larger change in `tx`."""
        if not tags or not file_ids:
            return []
        tag_ids = list(self._ensure_ids(tx, tags).values())
        values = (as_json(file_ids), service_id, as_json(tag_ids), override_deleted)
        self._log.tell(tx)
        return [Statement(_LOG_ADDED, values), Statement(_ADD, values)]

    def _ensure_ids(self, tx: Transaction, tags: Collection[str]) -> dict[str, TagId]:
        known, missing = self._remembered(tags)
        if missing:
            values = (as_json(missing),)
            found: dict[str, TagId] = dict(tx.execute_all([Statement(_MAKE, values), Statement(_IDS, values)])[1])
            known.update(found)
            tx.after_commit(lambda: self._remember(found))  # not before: a rolled back id may be given again
        return known

    def _remembered(self, tags: Iterable[str]) -> tuple[dict[str, TagId], list[str]]:
        known: dict[str, TagId] = {}
        missing: list[str] = []
        for tag in tags:
            tag_id = self._ids.get(tag)
            if tag_id is None:
                missing.append(tag)
            else:
                known[tag] = tag_id
                self._ids.move_to_end(tag)
        return known, missing

    def _remember(self, found: dict[str, TagId]) -> None:
        self._ids.update(found)
        while len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)


_MAKE = "INSERT INTO tag (text) SELECT value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING"
_IDS = "SELECT text, id FROM tag WHERE text IN (SELECT value FROM json_each(?))"


def _parts(file_ids: Sequence[FileId], tags: int) -> Iterable[Sequence[FileId]]:
    if not tags:
        return
    size = max(1, BATCH // tags)
    distinct = list(dict.fromkeys(file_ids))  # the log has no room for the same change twice
    for start in range(0, len(distinct), size):
        yield distinct[start : start + size]
