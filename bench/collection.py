"""A made collection for measurements: files without bytes, tags by a Zipf law, written straight into a database.

What is written is what imports write; the search index is then made from it by its own rebuild.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.storage.migration import migrate, steps

NAMESPACES: Final = ("", "", "", "character:", "creator:", "series:", "meta:", "studio:", "species:", "person:")
SYLLABLES: Final = ("ka", "mi", "ro", "sha", "tel", "von", "blue", "long", "hair", "sky", "red", "eyes", "cat", "star")
STEP: Final = 20_000
FIRST_IMPORT_MS: Final = 1_600_000_000_000


def make(folder: Path, files: int, tags_per_file: int, tags: int) -> Path:
    """Return the database of such a collection in the folder, made now if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"collection-{files}x{tags_per_file}-{tags}-{schema()}.db"
    if path.exists():
        return path
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    migrate(unfinished, folder / "backups")
    connection = sqlite3.connect(unfinished, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO tag (id, text) VALUES (?, ?)", _tags(tags))
    dice = np.random.default_rng(7)
    # with 300,000 tags: the first on a good quarter of the files, rank 1,000 on a few thousand, most on a few dozen
    weights = 1.0 / np.arange(1, tags + 1) ** 0.76
    reach = np.cumsum(weights / weights.sum())
    services = dict(connection.execute("SELECT key, id FROM service"))
    domains = [services[name.encode().hex()] for name in ("local files", "all local files", "all local media")]
    tag_service = services[b"downloader tags".hex()]
    for low in range(1, files + 1, STEP):
        ids = np.arange(low, min(low + STEP, files + 1))
        _put_files(connection, dice, ids, domains)
        _put_mappings(connection, dice, ids, tags_per_file, reach, tag_service)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    unfinished.replace(path)
    return path


def schema() -> str:
    """Return a short name of the tables as they are now, so that no collection of older ones is measured."""
    script = b"".join(path.read_bytes() for _, path in steps())
    return hashlib.sha256(script).hexdigest()[:8]


def _tags(count: int) -> Iterator[tuple[int, str]]:
    for number in range(1, count + 1):
        spread = number * 2_654_435_761 % 2**32
        words = " ".join(SYLLABLES[spread >> shift & 7] + SYLLABLES[spread >> shift + 3 & 7] for shift in (0, 9))
        yield number, f"{NAMESPACES[spread % len(NAMESPACES)]}{words} {number}"


def _put_files(connection: sqlite3.Connection, dice: np.random.Generator, ids: np.ndarray, domains: list[int]) -> None:
    count = len(ids)
    size = dice.integers(20_000, 5_000_000, count).tolist()
    width, height = dice.integers(300, 5000, count).tolist(), dice.integers(300, 5000, count).tolist()
    is_inbox = (dice.random(count) < 0.3).tolist()
    numbers = ids.tolist()
    hashes = [hashlib.sha256(b"%d" % number).digest() for number in numbers]
    connection.executemany("INSERT INTO hash (id, sha256) VALUES (?, ?)", zip(numbers, hashes, strict=True))
    rows: Iterator[tuple[Any, ...]] = zip(numbers, size, width, height, is_inbox, hashes, strict=True)
    connection.executemany(
        "INSERT INTO file (id, size, filetype, extension, width, height, is_inbox, pixel_hash) "
        "VALUES (?, ?, 1, '.jpg', ?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO file_domain VALUES (?, ?, ?)", (
        (number, domain, FIRST_IMPORT_MS + number * 1000) for number in numbers for domain in sorted(domains)))
    connection.executemany("INSERT INTO file_time VALUES (?, 'modified', 'local', ?)",
                           ((number, FIRST_IMPORT_MS + number * 977) for number in numbers))


def _put_mappings(
    connection: sqlite3.Connection, dice: np.random.Generator, ids: np.ndarray, per_file: int, reach: np.ndarray,
    service: int,
) -> None:
    drawn = np.searchsorted(reach, dice.random((len(ids), per_file + per_file // 24))) + 1
    drawn.sort(axis=1)
    is_first = np.ones_like(drawn, dtype=bool)
    is_first[:, 1:] = drawn[:, 1:] != drawn[:, :-1]
    rows, columns = np.nonzero(is_first)
    tags = drawn[rows, columns]
    connection.executemany(
        "INSERT INTO file_tags (file_id, service_id, tag_id) VALUES (?, ?, ?)",
        zip(ids[rows].tolist(), [service] * len(rows), tags.tolist(), strict=True))
