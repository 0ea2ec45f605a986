"""The search index: what is asked most, held in memory, and kept in step with the rows by their change log.

It knows no hub, no web framework and no database: rows come through `Source`, `pause` is called between slices of long
work, `native` runs a long call of pure C. Whoever owns it lets one call in at a time, except between the parts of a
save.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from pyroaring import BitMap

from app.library.search import file_sets
from app.library.search.columns import Columns
from app.library.search.file_sets import FILES, INBOX, KNOWN, FileSets
from app.library.search.order import Native, Orders, Sort
from app.library.search.plan import Ground, Pause, Scope, evaluate
from app.library.search.postings import Postings
from app.library.search.predicate import Predicate
from app.library.search.saved import PostingRow, StateRow
from app.library.search.source import FileFacts, Source
from app.library.search.vocabulary import Vocabulary

TAG_ADDED: Final = 1
TAG_REMOVED: Final = 2
FILE: Final = 3

LogRow = tuple[int, int, int, int, int]
"""seq, op, file id, tag id, service id, as the change log has them."""


class SearchIndex:
    """Postings, sets and columns of all files, as of `applied_seq`."""

    def __init__(self, source: Source, *, pause: Pause = lambda: None, native: Native = lambda call: call()) -> None:
        self.applied_seq = 0
        self.careful_until = 0
        """Rows of the log up to here may be in already, since they were written while the index was rebuilt."""
        self.sets = FileSets()
        self.columns = Columns()
        self.vocabulary = Vocabulary()
        self.orders = Orders(self.columns, native)
        self.postings: dict[int, Postings] = {}
        self._source = source
        self._pause = pause
        self._unsaved_changes = 0

    @property
    def unsaved_changes(self) -> int:
        """Return how many rows of the log were applied since the last save began."""
        return self._unsaved_changes

    def postings_of(self, service: int) -> Postings:
        """Return the postings of that tag service."""
        found = self.postings.get(service)
        if found is None:
            found = self.postings[service] = Postings(service, self._source)
        return found

    # Asking

    def find(self, predicates: Sequence[Predicate], scope: Scope) -> BitMap:
        """Return the files in scope for which all predicates hold; not to be changed."""
        return evaluate(predicates, scope, Ground(self.sets, self.vocabulary, self._pause))

    def first(self, files: BitMap, sort: Sort, *, ascending: bool, limit: int | None) -> np.ndarray:
        """Return the first files of a result in order, as uint32."""
        return self.orders.first(files, sort, ascending=ascending, limit=limit)

    def counts(self, services: Iterable[int]) -> np.ndarray:
        """Return by tag id how many mappings these tag services hold together."""
        arrays = [self.postings_of(service).counts for service in services]
        length = max([self.vocabulary.last_id + 1, *map(len, arrays)])
        total = np.zeros(length, dtype=np.int64)
        for array in arrays:
            total[: len(array)] += array
        return total

    # Keeping step

    def apply(self, changes: Sequence[LogRow]) -> None:
        """Bring in rows of the change log, in order, each once."""
        if not changes:
            return
        self.learn_tags(max(row[3] for row in changes))
        changed_files = {row[2] for row in changes if row[1] == FILE}
        tagged: dict[int, int] = {}
        doubtful: dict[int, set[str]] = {}
        for seq, op, file_id, tag_id, service in changes:
            if seq <= self.careful_until and op != FILE:
                is_there = file_id in self.postings_of(service).of(tag_id)
                if is_there == (op == TAG_ADDED):
                    continue
            if op == TAG_ADDED:
                self.postings_of(service).add(tag_id, file_id)
                self.sets.add(file_sets.namespace(service, self.vocabulary.namespace_of(tag_id)), file_id)
                tagged[file_id] = tagged.get(file_id, 0) + 1
            elif op == TAG_REMOVED:
                self.postings_of(service).remove(tag_id, file_id)
                tagged[file_id] = tagged.get(file_id, 0) - 1
                name = file_sets.namespace(service, self.vocabulary.namespace_of(tag_id))
                doubtful.setdefault(file_id, set()).add(name)
        if changed_files:
            self._take_facts(sorted(changed_files), self._source.facts_of(sorted(changed_files)))
        for file_id in tagged:
            self.sets.add(KNOWN, file_id)
        self._settle_namespaces(doubtful)
        self.columns.count_tags(np.fromiter(tagged.keys(), np.int64), np.fromiter(tagged.values(), np.int32))
        self.orders.files_changed(changed_files, tagged)
        self.applied_seq = changes[-1][0]
        self._unsaved_changes += len(changes)

    def learn_tags(self, up_to: int) -> None:
        """Take in tags up to that id that are not known yet."""
        while self.vocabulary.last_id < up_to:
            more = self._source.tags_after(self.vocabulary.last_id, 20_000)
            if not more:
                return
            self.vocabulary.add(more)
            self._pause()

    def _take_facts(self, file_ids: Sequence[int], facts: FileFacts) -> None:
        has_row = {row[0] for row in facts.columns}
        before = {file_id: self._imported(file_id) for file_id in file_ids}
        self.columns.set(facts.columns)
        domains, deletions = _by_service(facts.domains), _by_service(facts.deletions)
        names = self.sets.names("domain/") + self.sets.names("deleted/")
        kept = {file_sets.domain(service): files for service, files in domains.items()}
        kept |= {file_sets.deletion(service): files for service, files in deletions.items()}
        for file_id in file_ids:
            for name in names:
                if file_id not in kept.get(name, ()):
                    self.sets.discard(name, file_id)
            if file_id in has_row:
                self.sets.add(FILES, file_id)
                self.sets.add(KNOWN, file_id)
                self.orders.line_up(file_id, self._imported(file_id), before[file_id])
            else:
                self.sets.discard(FILES, file_id)
                self.sets.discard(INBOX, file_id)
                self.columns.clear(file_id)
            if self.columns["is_inbox"][file_id : file_id + 1].sum() > 0:
                self.sets.add(INBOX, file_id)
            else:
                self.sets.discard(INBOX, file_id)
        for name, files in kept.items():
            for file_id in files:
                self.sets.add(name, file_id)

    def _imported(self, file_id: int) -> int:
        column = self.columns["imported"]
        return int(column[file_id]) if file_id < len(column) else -1

    def _settle_namespaces(self, doubtful: dict[int, set[str]]) -> None:
        """Take files out of those of these namespaces of which they have lost the last tag."""
        file_ids = sorted(doubtful)
        for start in range(0, len(file_ids), 100):
            part = file_ids[start : start + 100]
            left = {(file_id, file_sets.namespace(service, self.vocabulary.namespace_of(tag)))
                    for file_id, service, tag in self._source.tags_of(part)}
            for file_id in part:
                for name in doubtful[file_id]:
                    if (file_id, name) not in left:
                        self.sets.discard(name, file_id)
            self._pause()

    # Saving: each part of `save` is written down by the caller, then it says `saved` or `not_saved`

    def begin_save(self) -> tuple[list[StateRow], list[int]]:
        """Freeze the state of now. Return its small rows, and the blocks of columns that `save_columns` gives."""
        rows = list(self.sets.take_changed())
        for postings in self.postings.values():
            rows += postings.begin_save()
        self._unsaved_changes = 0
        return rows, self.columns.begin_save()

    def save_postings(self) -> Iterator[list[PostingRow]]:
        """Go through the frozen postings that differ from what was saved; changes may come between two parts."""
        for postings in list(self.postings.values()):
            yield from postings.save()

    def save_columns(self, block: int) -> StateRow:
        """Return one frozen block."""
        return self.columns.save(block)

    def saved(self) -> None:
        """All of it is durable."""
        for postings in self.postings.values():
            postings.saved()

    def not_saved(self, postings_rows: Sequence[PostingRow], state_rows: Sequence[StateRow]) -> None:
        """None of it was written: what these rows hold differs still."""
        self._unsaved_changes += 1  # so that the next save is not taken for needless
        self.sets.mark(list(state_rows))
        self.columns.mark(state_rows)
        for service, postings in self.postings.items():
            postings.not_saved([row for row in postings_rows if row[0] == service], state_rows)

    # Loading and rebuilding

    def load_state(self, rows: Iterable[tuple[str, bytes]]) -> None:
        """Take in the saved sets, columns and counts. Raises IndexDamaged."""
        for name, blob in rows:
            if FileSets.is_saved_name(name):
                self.sets.put_saved(name, blob)
            elif Columns.is_saved_name(name):
                self.columns.put_saved(name, blob)
            elif name.startswith("counts/"):
                _, service, block = name.split("/")
                self.postings_of(int(service)).put_counts(int(block), blob)

    def load_tags(self, tags: list[tuple[int, str]]) -> None:
        """Take in all tags, the most used first, so that completing a word finds them soon."""
        counts = self.counts(self.postings)
        if tags:
            ids = np.fromiter((tag_id for tag_id, _ in tags), dtype=np.int64, count=len(tags))
            room = np.zeros(max(int(ids.max()) + 1, len(counts)), dtype=np.int64)
            room[: len(counts)] = counts
            order = np.argsort(-room[ids], kind="stable").tolist()
            for start in range(0, len(order), 4096):
                self.vocabulary.add([tags[number] for number in order[start : start + 4096]])
                self._pause()

    def ready(self) -> None:
        """Everything saved was taken in."""
        self.orders.line_up_all(self.sets.get(FILES))

    def rebuild(self) -> Iterator[list[PostingRow]]:
        """Read everything from the rows anew, into an index that is empty but for its tags. Goes through the postings
        to save; sets, columns and counts are in the next save."""
        from app.library.search.rebuild import rebuild

        return rebuild(self, self._source, self._pause)


def _by_service(rows: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for file_id, service in rows:
        found.setdefault(service, set()).add(file_id)
    return found

