"""Search for everybody: the index bound to the database.

Loaded at the start, it follows the change log: a search first brings in what was committed before it, so whoever
wrote something finds it. The index is saved every 30 seconds or 20,000 changes, and on any doubt made again from the
rows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

import numpy as np
from pyroaring import BitMap

from app import runtime
from app.core.clock import Clock
from app.core.ids import ServiceKey, TagId
from app.library.change_log import ChangeLog
from app.library.search import autocomplete, file_sets
from app.library.search.autocomplete import TagCount
from app.library.search.checkpoint import Checkpoints, load
from app.library.search.file_sets import FILES, INBOX, KNOWN
from app.library.search.index import SearchIndex
from app.library.search.order import Sort
from app.library.search.parse import BadSearch, parse
from app.library.search.plan import Scope
from app.library.search.predicate import Everything
from app.library.search.saved import IndexDamaged, PostingRow
from app.library.search.sql_source import SqlSource
from app.library.services import ALL_LOCAL_MEDIA, FILE_KINDS, ServiceKind, Services
from app.library.tags import Tags
from app.storage.database import Database
from app.storage.writer import Writer, WriterClosed

SAVE_EVERY: Final = timedelta(seconds=30)
SAVE_AFTER: Final = 20_000
"""Changes."""
LOG_PAGE: Final = 1000

T = TypeVar("T")
log = logging.getLogger("bowerbird.search")

_LOG_ROWS = "SELECT seq, op, file_id, tag_id, service_id FROM tag_log WHERE seq > ? ORDER BY seq LIMIT ?"


class Search:
    """Finds files and completes tags. `start` first."""

    def __init__(
        self, database: Database, writer: Writer, services: Services, tags: Tags, change_log: ChangeLog, clock: Clock
    ) -> None:
        self._database = database
        self._services = services
        self._tags = tags
        self._clock = clock
        self._checkpoints = Checkpoints(database, writer)
        self._source = SqlSource(database, services.by_key(ALL_LOCAL_MEDIA).id)
        self._lock = runtime.lock()
        self._saving = runtime.lock()
        self._stop = runtime.event()
        self._is_behind = True
        self._is_doubtful = False
        self._index = self._new_index()
        self._keeper: runtime.Task | None = None
        change_log.follow(self._note_change)

    # Asking

    def search(
        self, tags: Sequence[Any], *, tag_service: ServiceKey | None = None,
        file_service: ServiceKey | Sequence[ServiceKey] | None = None, deleted_from: Sequence[ServiceKey] = (),
        sort: int = 2, ascending: bool = True, limit: int | None = None,
    ) -> np.ndarray:
        """Return the ids of the files that match, in order, as uint32. No tags match nothing.

        `tags` is what `parse` takes; `file_service` defaults to all local media, several are a union with the files
        that were `deleted_from` others; `tag_service` None is the union of all. Raises BadSearch, BadService,
        UnknownService.
        """
        query = parse(tags)
        order = _sort(sort)
        limits = [number for number in (limit, query.limit) if number is not None]
        predicates = query.predicates or ((Everything(),) if query.limit is not None else ())
        if not predicates:
            return np.empty(0, dtype=np.uint32)
        services = self._tag_services(tag_service)
        domain = self._domain(file_service, deleted_from)
        tag_ids = self._tags.ids_of(query.tags())

        def answer(index: SearchIndex) -> np.ndarray:
            scope = Scope(domain(index), [index.postings_of(service) for service in services], tag_ids)
            files = index.find(predicates, scope)
            return index.first(files, order, ascending=ascending, limit=min(limits, default=None))

        return self._ask(answer)

    def autocomplete(
        self, text: str, *, within: Sequence[Any] | None = None, limit: int = 20,
        tag_service: ServiceKey | None = None, file_service: ServiceKey | Sequence[ServiceKey] | None = None,
        may_list_namespace: bool = False,
    ) -> list[TagCount]:
        """Return the tags that `text` may become, the most used first.

        Counts are of files in the domain, and with `within` (as for `search`) of those it finds. `ns:` alone gives
        nothing unless `may_list_namespace`. Raises like `search`.
        """
        pattern = autocomplete.pattern_of(text, may_list_namespace=may_list_namespace)
        if pattern is None:
            return []
        services = self._tag_services(tag_service)
        domain = self._domain(file_service, ())
        query = parse(within) if within else None
        tag_ids = self._tags.ids_of(query.tags()) if query else {}

        def answer(index: SearchIndex) -> list[tuple[int, int]]:
            postings = [index.postings_of(service) for service in services]
            scope = Scope(domain(index), postings, tag_ids)
            files = index.find(query.predicates, scope) if query else scope.files
            counts = index.counts(services)
            found = index.vocabulary.best(pattern, counts, autocomplete.candidates(limit), _pause)
            return autocomplete.counted(found, postings, files)[:limit]

        return self._named(self._ask(answer))

    def count_tags(
        self, file_ids: Sequence[int] | np.ndarray, *, limit: int = 100, tag_service: ServiceKey | None = None
    ) -> list[TagCount]:
        """Return the tags that most of these files carry. Of more than a few thousand files only tags that are
        frequent in the whole library are counted."""
        services = self._tag_services(tag_service)
        files = BitMap(np.asarray(file_ids, dtype=np.uint32).tolist())

        def answer(index: SearchIndex) -> list[tuple[int, int]]:
            postings = [index.postings_of(service) for service in services]
            return autocomplete.most_frequent(files, postings, self._source, _pause)[:limit]

        return self._named(self._ask(answer))

    def counts(self) -> dict[str, int]:
        """Return how many files are in the collection (`files`) and in the inbox (`inbox`)."""
        media = self._services.by_key(ALL_LOCAL_MEDIA).id

        def answer(index: SearchIndex) -> dict[str, int]:
            files = index.sets.get(file_sets.domain(media))
            return {"files": len(files), "inbox": len(files & index.sets.get(INBOX))}

        return self._ask(answer)

    def _named(self, counted: list[tuple[int, int]]) -> list[TagCount]:
        texts = self._tags.texts_of([tag for tag, _ in counted])
        found = [TagCount(texts[TagId(tag)], count) for tag, count in counted]
        return sorted(found, key=lambda one: (-one.count, one.tag))

    def _ask(self, question: Callable[[SearchIndex], T]) -> T:
        with self._lock:
            self._catch_up()
            try:
                return question(self._index)
            except IndexDamaged:
                log.exception("event=index_damaged")
                self._rebuild()
                return question(self._index)

    def _tag_services(self, key: ServiceKey | None) -> list[int]:
        kinds = (ServiceKind.LOCAL_TAGS, ServiceKind.ALL_KNOWN_TAGS)
        if key is None or self._services.id_of(key, *kinds) in _ids(self._services, ServiceKind.ALL_KNOWN_TAGS):
            return _ids(self._services, ServiceKind.LOCAL_TAGS)
        return [self._services.id_of(key)]

    def _domain(
        self, keys: ServiceKey | Sequence[ServiceKey] | None, deleted_from: Sequence[ServiceKey]
    ) -> Callable[[SearchIndex], BitMap]:
        """Return what gives the files of a location. Raises BadService, UnknownService."""
        if keys is None and not deleted_from:
            keys = ALL_LOCAL_MEDIA
        current = [keys] if isinstance(keys, str) else list(keys or ())
        for key in (*current, *deleted_from):
            self._services.id_of(key, *FILE_KINDS)
        services = [self._services.by_key(key) for key in current]
        gone = [self._services.by_key(key).id for key in deleted_from]

        def files(index: SearchIndex) -> BitMap:
            parts = [index.sets.get(file_sets.deletion(service)) for service in gone]
            for service in services:
                if service.kind is ServiceKind.ALL_KNOWN_FILES:
                    parts.append(index.sets.get(KNOWN))
                elif service.kind is ServiceKind.DELETED:
                    parts += [index.sets.get(name) for name in index.sets.names("deleted/")]
                else:
                    parts.append(index.sets.get(file_sets.domain(service.id)))
            return parts[0] if len(parts) == 1 else BitMap.union(BitMap(), *parts)

        return files

    # Keeping step

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
            self.save()

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
                    _pause()
                parts = index.save_postings()
                while True:
                    with self._lock:
                        part = next(parts, None)
                    if part is None:
                        break
                    postings += part
                    _pause()
                is_written = self._checkpoints.write(seq, postings, states, lambda: index is self._index)
            finally:
                with self._lock:
                    if is_written:
                        index.saved()
                    else:
                        index.not_saved(postings, states)

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
        while self._is_behind:
            self._is_behind = False
            while rows := self._database.rows(_LOG_ROWS, (self._index.applied_seq, LOG_PAGE)):
                self._is_doubtful = True  # until the whole page is in: half of one can't be told from none
                self._index.apply(rows)
                self._is_doubtful = False
                if len(rows) < LOG_PAGE:
                    break
                _pause()

    def _rebuild(self) -> None:
        """Make the index again from the rows. The lock is held."""
        self._index = index = self._new_index()  # first, so that a save of the old one is not wanted any more
        self._checkpoints.forget()
        index.applied_seq = self._last_seq()
        self._load_tags()
        for part in index.rebuild():
            self._checkpoints.write_part(part)
        index.careful_until = self._last_seq()
        index.ready()
        states, blocks = index.begin_save()
        states += [index.save_columns(block) for block in blocks]
        self._checkpoints.write(index.applied_seq, [], states, lambda: True)
        index.saved()
        self._is_doubtful = False
        self._is_behind = True

    def _last_seq(self) -> int:
        return self._database.scalar("SELECT max(seq) FROM tag_log") or 0

    def _load_tags(self) -> None:
        tags: list[tuple[int, str]] = []
        while more := self._source.tags_after(tags[-1][0] if tags else 0, 20_000):
            tags += more
            _pause()
        self._index.load_tags(tags)

    def _new_index(self) -> SearchIndex:
        return SearchIndex(self._source, pause=_pause, native=runtime.run_native)


def _pause() -> None:
    runtime.sleep(0)


def _ids(services: Services, kind: ServiceKind) -> list[int]:
    return [service.id for service in services.of_kind(kind)]


def _sort(number: int) -> Sort:
    try:
        return Sort(number)
    except ValueError:
        raise BadSearch(f"There is no sort number {number}.") from None
