"""The index as it lives beside the database: loaded at the start, in step with the change log, saved, and on any doubt
made again from the rows.

A question first brings in what was committed before it, so whoever wrote something finds it. What changed is saved
every 30 seconds or 20,000 changes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final, TypeVar

from app import runtime
from app.core.clock import Clock
from app.core.errors import Busy, StorageTrouble
from app.library.change_log import ChangeLog
from app.library.search.checkpoint import Checkpoints, load
from app.library.search.file_sets import FILES
from app.library.search.index import SearchIndex
from app.library.search.saved import IndexDamaged, PostingRow
from app.library.search.sql_source import SqlSource
from app.storage.database import Database
from app.storage.writer import Writer, WriterClosed

SAVE_EVERY: Final = timedelta(seconds=30)
SAVE_AFTER: Final = 20_000
"""Changes."""
LOG_PAGE: Final = 1000

T = TypeVar("T")
log = logging.getLogger("bowerbird.search")

_LOG_ROWS = "SELECT seq, op, file_id, tag_id, service_id FROM tag_log WHERE seq > ? ORDER BY seq LIMIT ?"


class LiveIndex:
    """One index and its upkeep. One lock lets in one question, one change or one part of a save at a time."""

    def __init__(
        self, database: Database, writer: Writer, source: SqlSource, change_log: ChangeLog, clock: Clock
    ) -> None:
        self._database = database
        self._source = source
        self._clock = clock
        self._checkpoints = Checkpoints(database, writer)
        self._lock = runtime.lock()
        self._saving = runtime.lock()
        self._stop = runtime.event()
        self._is_behind = True
        self._is_doubtful = False
        self._index = self._new_index()
        self._keeper: runtime.Task | None = None
        change_log.follow(self._note_change)

    def start(self) -> None:
        """Load what was saved, or rebuild; returns when searches can be answered."""
        with self._lock:
            try:
                load(self._index, self._checkpoints)
                self._load_tags()
                self._index.ready()
                self._catch_up()
                held, rows = len(self._index.sets.get(FILES)), self._database.scalar("SELECT count(*) FROM file")
                if held != rows:
                    raise IndexDamaged(f"the index holds {held} files of {rows}")  # noqa: TRY301 - one way to rebuild
            except IndexDamaged as damage:
                log.info("event=index_rebuild why=%s", str(damage).replace(" ", "_"))
                self._rebuild()
        self._keeper = runtime.spawn(self._keep)

    def close(self) -> None:
        """Save, and stop following."""
        self._stop.set()
        if self._keeper is not None:
            self._keeper.wait(10)
            self._keeper = None
            try:
                self.save()
            except (StorageTrouble, Busy) as trouble:  # what was not saved is in the log, and the next start reads it
                log.warning("event=index_not_saved reason=%s", trouble.code)

    def save(self) -> None:
        """Write down what changed since the last save, while searches go on."""
        with self._saving:
            with self._lock:
                self._catch_up()
                index, seq = self._index, self._index.applied_seq
                if not index.unsaved_changes:
                    return
                states, blocks = index.begin_save()
            postings: list[PostingRow] = []
            is_written = False
            try:
                for block in blocks:
                    with self._lock:
                        states.append(index.save_columns(block))
                    pause()
                parts = index.save_postings()
                while True:
                    with self._lock:
                        part = next(parts, None)
                    if part is None:
                        break
                    postings += part
                    pause()
                is_written = self._checkpoints.write(seq, postings, states, lambda: index is self._index)
            finally:
                with self._lock:
                    if is_written:
                        index.saved()
                    else:
                        index.not_saved(postings, states)

    def ask(self, question: Callable[[SearchIndex], T]) -> T:
        """Return the answer to a question, from an index in which everything is that was committed by now."""
        with self._lock:
            self._catch_up()
            try:
                return question(self._index)
            except IndexDamaged:
                log.exception("event=index_damaged")
                self._rebuild()
                return question(self._index)

    def _keep(self) -> None:
        last = self._clock.monotonic()
        while not self._stop.wait(1.0):
            try:
                with self._lock:
                    self._catch_up()
                    unsaved = self._index.unsaved_changes
                age = self._clock.monotonic() - last
                if unsaved >= SAVE_AFTER or age >= SAVE_EVERY.total_seconds():
                    last = self._clock.monotonic()
                    self._is_behind = True  # whatever was logged without telling us is found now
                    self.save()
            except WriterClosed:
                return
            except Exception:  # the boundary of a task: the next second tries again
                log.exception("event=index_keeping_failed")

    def _note_change(self) -> None:
        self._is_behind = True

    def _catch_up(self) -> None:
        """Bring in what was committed. The lock is held."""
        if self._is_doubtful:
            self._rebuild()
        self._replay()

    def _replay(self) -> None:
        while self._is_behind:
            self._is_behind = False
            while rows := self._database.rows(_LOG_ROWS, (self._index.applied_seq, LOG_PAGE)):
                self._is_doubtful = True  # until the whole page is in: half of one can't be told from none
                self._index.apply(rows)
                self._is_doubtful = False
                if len(rows) < LOG_PAGE:
                    break
                pause()

    def _rebuild(self) -> None:
        """Make the index again from the rows. The lock is held."""
        self._index = index = self._new_index()  # first, so that a save of the old one is not wanted any more
        self._checkpoints.forget()
        index.applied_seq = self._last_seq()
        self._load_tags()
        for part in index.rebuild():
            self._checkpoints.write_part(part)
        index.ready()
        index.careful_until = self._last_seq()
        self._is_doubtful, self._is_behind = False, True
        self._replay()  # before the save: whoever loads it must not replay what is in already
        states, blocks = index.begin_save()
        states += [index.save_columns(block) for block in blocks]
        postings = [row for part in index.save_postings() for row in part]
        self._checkpoints.write(index.applied_seq, postings, states, lambda: True)
        index.saved()

    def _last_seq(self) -> int:
        return self._database.scalar("SELECT max(seq) FROM tag_log") or 0

    def _load_tags(self) -> None:
        tags: list[tuple[int, str]] = []
        while more := self._source.tags_after(tags[-1][0] if tags else 0, 20_000):
            tags += more
            pause()
        self._index.load_tags(tags)

    def _new_index(self) -> SearchIndex:
        return SearchIndex(self._source, pause=pause, native=runtime.run_native)


def pause() -> None:
    """Let others run, between two slices of long work."""
    runtime.sleep(0)
