"""Search for everybody: what people and tools ask, put to the live index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from pyroaring import BitMap

from app.core.clock import Clock
from app.core.ids import ServiceKey, TagId
from app.library.change_log import ChangeLog
from app.library.search import autocomplete, file_sets
from app.library.search.autocomplete import TagCount
from app.library.search.file_sets import INBOX, KNOWN
from app.library.search.index import SearchIndex
from app.library.search.live_index import LiveIndex, pause
from app.library.search.order import Sort
from app.library.search.parse import BadSearch, parse
from app.library.search.plan import Scope
from app.library.search.predicate import Everything
from app.library.search.sql_source import SqlSource
from app.library.services import ALL_LOCAL_MEDIA, FILE_KINDS, ServiceKind, Services
from app.library.tags import Tags
from app.storage.database import Database
from app.storage.writer import Writer


class Search:
    """Finds files and completes tags. `start` first."""

    def __init__(
        self, database: Database, writer: Writer, services: Services, tags: Tags, change_log: ChangeLog, clock: Clock
    ) -> None:
        self._services = services
        self._tags = tags
        self._source = SqlSource(database, services.by_key(ALL_LOCAL_MEDIA).id)
        self.live = LiveIndex(database, writer, self._source, change_log, clock)

    def start(self) -> None:
        """Load what was saved, or rebuild; returns when searches can be answered."""
        parse(["system:everything"])  # builds the grammar, which the first search need not wait for
        self.live.start()

    def close(self) -> None:
        """Save, and stop following."""
        self.live.close()

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

        return self.live.ask(answer)

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
            found = index.vocabulary.best(pattern, counts, autocomplete.candidates(limit), pause)
            return autocomplete.counted(found, postings, files)[:limit]

        return self._named(self.live.ask(answer))

    def count_tags(
        self, file_ids: Sequence[int] | np.ndarray, *, limit: int = 100, tag_service: ServiceKey | None = None
    ) -> list[TagCount]:
        """Return the tags that most of these files carry. Of more than a few thousand files only tags that are
        frequent in the whole library are counted."""
        services = self._tag_services(tag_service)
        files = BitMap(np.asarray(file_ids, dtype=np.uint32).tolist())

        def answer(index: SearchIndex) -> list[tuple[int, int]]:
            postings = [index.postings_of(service) for service in services]
            return autocomplete.most_frequent(files, postings, self._source, pause)[:limit]

        return self._named(self.live.ask(answer))

    def counts(self) -> dict[str, int]:
        """Return how many files are in the collection (`files`) and in the inbox (`inbox`)."""
        media = self._services.by_key(ALL_LOCAL_MEDIA).id

        def answer(index: SearchIndex) -> dict[str, int]:
            files = index.sets.get(file_sets.domain(media))
            return {"files": len(files), "inbox": len(files & index.sets.get(INBOX))}

        return self.live.ask(answer)

    def _named(self, counted: list[tuple[int, int]]) -> list[TagCount]:
        texts = self._tags.texts_of([tag for tag, _ in counted])
        found = [TagCount(texts[TagId(tag)], count) for tag, count in counted]
        return sorted(found, key=lambda one: (-one.count, one.tag))

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


def _ids(services: Services, kind: ServiceKind) -> list[int]:
    return [service.id for service in services.of_kind(kind)]


def _sort(number: int) -> Sort:
    try:
        return Sort(number)
    except ValueError:
        raise BadSearch(f"There is no sort number {number}.") from None
