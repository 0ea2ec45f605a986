"""Times of files beyond their import: when they were last modified, here and as each site says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from app.core.clock import from_milliseconds, to_milliseconds
from app.core.ids import FileId
from app.storage.database import Database
from app.storage.rows import Statement

LOCAL: Final = "local"
"""The `domain` of the file's own modified time."""


class Times:
    """The modified times of files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_file(self, file_id: FileId) -> dict[str, datetime]:
        """Return the modified times of a file by domain."""
        sql = "SELECT domain, at FROM file_time WHERE file_id = ? AND kind = 'modified' LIMIT 10000"
        return {domain: from_milliseconds(at) for domain, at in self._database.rows(sql, (file_id,))}


def modifying(file_id: FileId, modified: Mapping[str, datetime]) -> list[Statement]:
    """Return the statements that note modified times, as part of a larger change that logs the file as changed. Of two
    times for one domain the earlier stays."""
    if not modified:
        return []
    return [Statement(
        "INSERT INTO file_time (file_id, kind, domain, at) VALUES (?, 'modified', ?, ?) "
        "ON CONFLICT DO UPDATE SET at = min(at, excluded.at)",
        [(file_id, domain, to_milliseconds(at)) for domain, at in modified.items()], is_many=True,
    )]
