"""What must be true of a data folder after anything: read from outside, with nothing of ours but the layout."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path


def assert_whole(data: Path) -> None:
    """Every row's file is on the disk, to the byte; nothing hangs on a file that is not here; SQLite is content."""
    with closing(sqlite3.connect(data / "bowerbird.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = database.execute("SELECT hash.sha256, file.extension FROM file JOIN hash ON hash.id = file.id")
        for sha256, extension in rows:
            name = sha256.hex()
            content = (data / "files" / f"f{name[:2]}" / f"{name}{extension}").read_bytes()
            assert hashlib.sha256(content).digest() == sha256
            assert (data / "thumbnails" / f"t{name[:2]}" / f"{name}.thumbnail").stat().st_size
        for table in ("file_domain", "file_tags", "url_map", "note", "file_time"):
            orphans = f"SELECT COUNT(*) FROM {table} WHERE file_id NOT IN (SELECT id FROM file)"
            assert database.execute(orphans).fetchone() == (0,), table
        ended = ("SELECT COUNT(*) FROM file_seed WHERE status IN (1, 2) AND"
                 " (file_id IS NULL OR file_id NOT IN (SELECT id FROM file))")
        assert database.execute(ended).fetchone() == (0,), "a seed says that a file is here which is not"


def md5_of_files(data: Path) -> set[str]:
    """Return the md5 of every file that rows speak of."""
    with closing(sqlite3.connect(data / "bowerbird.db")) as database:
        return {md5.hex() for (md5,) in database.execute("SELECT md5 FROM hash JOIN file ON file.id = hash.id")}


def seeds_of(data: Path) -> list[str]:
    """Return the address of every file seed, in their order."""
    with closing(sqlite3.connect(data / "bowerbird.db")) as database:
        return [url for (url,) in database.execute("SELECT url FROM file_seed ORDER BY query_id, position")]
