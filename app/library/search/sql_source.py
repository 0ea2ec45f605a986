"""The rows behind the index, in SQL. Each statement looks up by primary key, or walks one in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.library.change_log import as_json
from app.library.search.saved import WHOLE
from app.library.search.source import FileFacts, Mapping
from app.storage.database import Database

_IDS = "IN (SELECT value FROM json_each(?))"
_RANGE = "BETWEEN ? AND ?"
_COLUMNS = """
SELECT f.id, f.size, coalesce(f.forced_filetype, f.filetype), coalesce(f.width, -1), coalesce(f.height, -1),
    min(coalesce(f.duration_ms, -1), 2147483647), min(coalesce(f.num_frames, -1), 2147483647), f.has_audio,
    f.is_inbox, coalesce(f.archived_at, -1),
    coalesce((SELECT d.imported_at FROM file_domain AS d WHERE d.file_id = f.id AND d.service_id = ?), -1),
    coalesce((SELECT min(t.at) FROM file_time AS t WHERE t.file_id = f.id AND t.kind = 'modified'), -1),
    h.sha256, f.pixel_hash
FROM file AS f JOIN hash AS h ON h.id = f.id WHERE f.id
"""
_DOMAINS = "SELECT file_id, service_id FROM file_domain WHERE file_id "
_DELETIONS = "SELECT file_id, service_id FROM file_deletion WHERE file_id "
_TAGS = "SELECT file_id, service_id, tag_id FROM file_tags WHERE status = 0 AND file_id "


class SqlSource:
    """Reads through the database's readers."""

    def __init__(self, database: Database, media_service: int) -> None:
        """`media_service` is the domain whose import times count."""
        self._database = database
        self._media = media_service

    def rare_postings(self, service: int, tags: Sequence[int]) -> dict[int, bytes]:
        """Return the saved postings of those of these tags that were saved whole."""
        return dict(self._database.rows(
            "SELECT tag_id, bitmap FROM postings WHERE service_id = ? AND chunk = ? "
            "AND tag_id IN (SELECT value FROM json_each(?))", (service, WHOLE, as_json(tags))
        ))

    def facts_of(self, file_ids: Sequence[int]) -> FileFacts:
        """Return what is known of these files."""
        return self._facts(_IDS, (as_json(file_ids),))

    def facts_between(self, low: int, high: int) -> FileFacts:
        """Return what is known of the files with low <= id < high."""
        return self._facts(_RANGE, (low, high - 1))

    def _facts(self, which: str, values: tuple[Any, ...]) -> FileFacts:
        rows = self._database.rows(_COLUMNS + which, (self._media, *values))
        columns = [(*row[:12], _first_bytes(row[12]), _first_bytes(row[13])) for row in rows]
        return FileFacts(columns, self._database.rows(_DOMAINS + which, values),
                         self._database.rows(_DELETIONS + which, values))

    def tags_of(self, file_ids: Sequence[int]) -> list[Mapping]:
        """Return the current mappings of these files."""
        return self._database.rows(_TAGS + _IDS, (as_json(file_ids),))

    def tags_between(self, low: int, high: int) -> list[Mapping]:
        """Return the current mappings of the files with low <= id < high."""
        return self._database.rows(_TAGS + _RANGE, (low, high - 1))

    def tags_after(self, tag_id: int, limit: int) -> list[tuple[int, str]]:
        """Return the next tags above that id."""
        return self._database.rows("SELECT id, text FROM tag WHERE id > ? ORDER BY id LIMIT ?", (tag_id, limit))

    def last_file_id(self) -> int:
        """Return the highest id of any hash."""
        return self._database.scalar("SELECT max(id) FROM hash") or 0


def _first_bytes(value: bytes | None) -> int:
    return int.from_bytes(value[:8], "big") if value else 0
