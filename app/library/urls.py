"""Known URLs: which file lies, or is said to lie, behind a URL, and how we came to know.

Spellings are compared as they are stored; whoever asks brings every variant of a URL, whoever stores brings its
normal form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from urllib.parse import urlsplit

from app.core.clock import to_milliseconds
from app.core.ids import FileId, Sha256
from app.library.change_log import as_json
from app.storage.database import Database
from app.storage.rows import Statement


class UrlKind(IntEnum):
    """How a URL became attached; the smaller one is trusted more and stays."""

    PRIMARY = 0
    """We passed through it on the way to the file."""
    SOURCE = 1
    """A site claims that it is where the file comes from."""
    GIVEN = 2
    """The user or a tool said so."""
    MERGED = 3
    """It was a duplicate's."""


@dataclass(frozen=True, slots=True)
class UrlMatch:
    """A URL that leads to a file."""

    url: str
    file_id: FileId
    sha256: Sha256
    kind: UrlKind


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """A URL of a file."""

    url: str
    kind: UrlKind


_MATCHES = """
SELECT u.url, m.file_id, h.sha256, m.kind
FROM known_url AS u JOIN url_map AS m ON m.url_id = u.id JOIN hash AS h ON h.id = m.file_id
WHERE u.url IN (SELECT value FROM json_each(?)) ORDER BY m.kind, m.file_id LIMIT 10000
"""


class Urls:
    """The map between URLs and files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def files_of(self, urls: Iterable[str]) -> list[UrlMatch]:
        """Return the files that these exact spellings lead to, the most trusted first. Index: known_url.url."""
        rows = self._database.rows(_MATCHES, (as_json(list(urls)),))
        return [
            UrlMatch(url, FileId(file_id), Sha256(sha256.hex()), UrlKind(kind)) for url, file_id, sha256, kind in rows
        ]

    def of_file(self, file_id: FileId) -> list[KnownUrl]:
        """Return the URLs of one file, sorted. Index: url_map_file."""
        sql = ("SELECT u.url, m.kind FROM url_map AS m JOIN known_url AS u ON u.id = m.url_id "
               "WHERE m.file_id = ? ORDER BY u.url LIMIT 10000")
        return [KnownUrl(url, UrlKind(kind)) for url, kind in self._database.rows(sql, (file_id,))]


def attaching(file_id: FileId, urls: Mapping[str, UrlKind], seen_at: datetime) -> list[Statement]:
    """Return the statements that attach URLs to a file, as part of a larger change."""
    if not urls:
        return []
    at = to_milliseconds(seen_at)
    return [
        Statement("INSERT INTO known_url (url, domain) VALUES (?, ?) ON CONFLICT DO NOTHING",
                  [(url, domain_of(url)) for url in urls], is_many=True),
        Statement("INSERT INTO url_map (url_id, file_id, kind, seen_at) SELECT id, ?, ?, ? FROM known_url "
                  "WHERE url = ? ON CONFLICT DO UPDATE SET kind = min(kind, excluded.kind)",
                  [(file_id, int(kind), at, url) for url, kind in urls.items()], is_many=True),
    ]


def domain_of(url: str) -> str:
    """Return the host of a URL in lower case, or "" for text that is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
