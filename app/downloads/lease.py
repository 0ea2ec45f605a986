"""Leases: which process works on which side of a query, until when. They live in the table `job`.

A process that dies leaves its leases behind; the next one takes them over at its start, since the data folder is
locked by one process at a time. Several processes on one database wait for a lease to run out instead.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app.core.clock import Clock, to_milliseconds
from app.core.ids import QueryId
from app.downloads.query_state import SideName
from app.storage.writer import Transaction, Writer

LEASE: Final = timedelta(minutes=2)
RENEW_AFTER: Final = LEASE / 2
KINDS: Final = {SideName.FILES: "query.files", SideName.SEARCH: "query.search"}


class Leases:
    """The leases of this process, by its boot id."""

    def __init__(self, writer: Writer, clock: Clock, owner: str) -> None:
        self._writer = writer
        self._clock = clock
        self._owner = owner
        self._held: dict[tuple[QueryId, SideName], float] = {}

    def rescue(self) -> int:
        """Free what an earlier process had; return how many."""
        return self._writer.run(lambda tx: tx.execute(
            "UPDATE job SET state = 'ready', owner = NULL, lease_until = NULL, modified_at = ?"
            " WHERE kind IN ('query.files', 'query.search') AND state = 'taken' AND owner <> ?",
            (to_milliseconds(self._clock.now()), self._owner)).rowcount)

    def hold(self, query: QueryId, side: SideName) -> bool:
        """Take or renew the lease; return False while another process has it."""
        since = self._held.get((query, side))
        if since is not None and self._clock.monotonic() - since < RENEW_AFTER.total_seconds():
            return True
        if not self._writer.run(lambda tx: self._take(tx, query, side)):
            return False
        self._held[query, side] = self._clock.monotonic()
        return True

    def _take(self, tx: Transaction, query: QueryId, side: SideName) -> bool:
        now = self._clock.now()
        at, until = to_milliseconds(now), to_milliseconds(now + LEASE)
        return tx.execute(
            "INSERT INTO job (kind, subject_id, state, owner, lease_until, created_at, modified_at)"
            " SELECT ?1, ?2, 'taken', ?3, ?4, ?5, ?5 WHERE EXISTS (SELECT 1 FROM query WHERE id = ?2)"
            " ON CONFLICT (kind, subject_id) DO UPDATE SET state = 'taken', owner = ?3, lease_until = ?4,"
            " modified_at = ?5 WHERE state <> 'taken' OR owner = ?3 OR lease_until <= ?5",
            (KINDS[side], query, self._owner, until, at),
        ).rowcount == 1

    def release(self, query: QueryId, side: SideName) -> None:
        """Give the lease back; nothing is waited for."""
        if self._held.pop((query, side), None) is None:
            return
        at = to_milliseconds(self._clock.now())
        self._writer.submit(lambda tx: tx.execute(
            "UPDATE job SET state = 'ready', owner = NULL, lease_until = NULL, modified_at = ?"
            " WHERE kind = ? AND subject_id = ? AND owner = ?", (at, KINDS[side], query, self._owner)).rowcount)
