"""The saved index in the database: read at the start, written every so often, in one transaction with its place in
the change log, so that what was saved and what is still to be replayed always fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import orjson

from app.library.search.index import SearchIndex
from app.library.search.saved import FORMAT, IndexDamaged, PostingRow, StateRow
from app.storage.database import Database
from app.storage.writer import Transaction, Writer

_HEAD = "head"
_PUT_POSTING = (
    "INSERT INTO postings (service_id, tag_id, chunk, bitmap) VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET bitmap = excluded.bitmap"
)
_DROP_POSTING = "DELETE FROM postings WHERE service_id = ? AND tag_id = ? AND chunk = ?"
_PUT_STATE = "INSERT INTO index_state (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
_POSTINGS_PAGE = (
    "SELECT service_id, tag_id, chunk, bitmap FROM postings "
    "WHERE (service_id, tag_id, chunk) > (?, ?, ?) AND chunk >= 0 ORDER BY service_id, tag_id, chunk LIMIT 20000"
)
_STATE_PAGE = "SELECT name, value FROM index_state WHERE name > ? ORDER BY name LIMIT 50"


class Checkpoints:
    """Reads and writes what is saved of the index."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    def saved_seq(self) -> int:
        """Return the place in the change log up to which the saved index goes. Raises IndexDamaged."""
        value = self._database.scalar("SELECT value FROM index_state WHERE name = ?", (_HEAD,))
        head = orjson.loads(value) if value is not None else {}
        if head.get("format") != FORMAT:
            raise IndexDamaged("nothing was saved, or by another version")
        return int(head["applied_seq"])

    def states(self) -> Iterator[tuple[str, bytes]]:
        """Go through the saved sets, columns and counts."""
        name = ""
        while rows := self._database.rows(_STATE_PAGE, (name,)):
            yield from (row for row in rows if row[0] != _HEAD)
            name = rows[-1][0]

    def frequent(self) -> Iterator[tuple[int, int, list[bytes]]]:
        """Go through the tags that were saved in chunks, as (service, tag, blobs)."""
        place = (-1, -1, -1)
        held: tuple[int, int] | None = None
        blobs: list[bytes] = []
        while rows := self._database.rows(_POSTINGS_PAGE, place):
            for service, tag, _, blob in rows:
                if (service, tag) != held:
                    if held is not None:
                        yield (*held, blobs)
                    held, blobs = (service, tag), []
                blobs.append(blob)
            place = rows[-1][:3]
        if held is not None:
            yield (*held, blobs)

    def write(
        self, seq: int, postings: Sequence[PostingRow], states: Sequence[StateRow], is_wanted: Callable[[], bool]
    ) -> bool:
        """Write a whole save and forget the part of the log that it covers, unless it is not wanted any more when its
        turn comes; return whether it was written."""

        def change(tx: Transaction) -> bool:
            if not is_wanted():
                return False
            _put_postings(tx, postings)
            tx.execute_many(_PUT_STATE, [row for row in states if row[1] is not None])
            tx.execute_many("DELETE FROM index_state WHERE name = ?", [(row[0],) for row in states if row[1] is None])
            tx.execute(_PUT_STATE, (_HEAD, orjson.dumps({"format": FORMAT, "applied_seq": seq})))
            tx.execute("DELETE FROM tag_log WHERE seq <= ?", (seq,))
            return True

        return self._writer.run(change)

    def forget(self) -> None:
        """Drop everything that was saved; from now until the next whole save there is no saved index."""

        def change(tx: Transaction) -> None:
            tx.execute("DELETE FROM index_state")
            tx.execute("DELETE FROM postings")

        self._writer.run(change)

    def write_part(self, postings: Sequence[PostingRow]) -> None:
        """Write some postings of an index that is being rebuilt; a whole save makes them count."""
        self._writer.run(lambda tx: _put_postings(tx, postings))


def load(index: SearchIndex, checkpoints: Checkpoints) -> None:
    """Take in what was saved. Raises IndexDamaged."""
    seq = checkpoints.saved_seq()
    index.load_state(checkpoints.states())
    for service, tag, blobs in checkpoints.frequent():
        index.postings_of(service).put_saved(tag, blobs)
    misfits = sum(postings.misfits() for postings in index.postings.values())
    if misfits:
        raise IndexDamaged(f"{misfits} tags hold another number of files than was counted")
    index.applied_seq = seq


def _put_postings(tx: Transaction, postings: Sequence[PostingRow]) -> None:
    tx.execute_many(_PUT_POSTING, [row for row in postings if row[3] is not None])
    tx.execute_many(_DROP_POSTING, [row[:3] for row in postings if row[3] is None])
