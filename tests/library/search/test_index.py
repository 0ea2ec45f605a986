"""The index against a plain model of it, through changes, saves, failed saves and loads in any order."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from pyroaring import BitMap

from app.library.search.index import FILE, TAG_ADDED, TAG_REMOVED, SearchIndex
from app.library.search.order import Sort
from app.library.search.plan import Scope
from app.library.search.postings import Postings
from app.library.search.predicate import AnyOf, Everything, HasTag, HasTagLike, Not
from app.library.search.saved import WHOLE, IndexDamaged, seal, unseal
from app.library.search.source import FileFacts, Mapping

SERVICES = (1, 2)
DOMAIN = 6
WORDS = [f"{namespace}{word}" for namespace in ("", "creator:", "series:") for word in ("ant", "bee", "cat x", "dog")]


class Rows:
    """The rows that are the truth, in dictionaries; and what was saved."""

    def __init__(self) -> None:
        self.files: dict[int, tuple] = {}
        self.carried: dict[tuple[int, int], set[int]] = {}
        self.tags: list[str] = []
        self.log: list[tuple] = []
        self.postings: dict[tuple[int, int, int], bytes] = {}
        self.state: dict[str, bytes] = {}
        self.saved_seq = 0

    def rare_postings(self, service: int, tags: Sequence[int]) -> dict[int, bytes]:
        return {tag: self.postings[service, tag, WHOLE] for tag in tags if (service, tag, WHOLE) in self.postings}

    def facts_of(self, file_ids: Sequence[int]) -> FileFacts:
        here = [file for file in file_ids if file in self.files]
        return FileFacts([self.files[file] for file in here], [(file, DOMAIN) for file in here], [])

    def facts_between(self, low: int, high: int) -> FileFacts:
        return self.facts_of([file for file in sorted(self.files) if low <= file < high])

    def tags_of(self, file_ids: Sequence[int]) -> list[Mapping]:
        wanted = set(file_ids)
        return sorted((file, service, tag) for (service, tag), files in self.carried.items() for file in files & wanted)

    def tags_between(self, low: int, high: int) -> list[Mapping]:
        return self.tags_of(range(low, high))

    def tags_after(self, tag_id: int, limit: int) -> list[tuple[int, str]]:
        return [(number, text) for number, text in enumerate(self.tags, 1) if number > tag_id][:limit]

    def last_file_id(self) -> int:
        return max([*self.files, *(file for files in self.carried.values() for file in files)], default=0)

    # changes

    def note(self, op: int, file: int, tag: int = 0, service: int = 0) -> None:
        self.log.append((len(self.log) + 1, op, file, tag, service))

    def put(self, file: int, dice: random.Random) -> None:
        self.files[file] = (file, dice.randrange(9000), 1, 5, 5, -1, -1, 0, dice.randrange(2), -1,
                            1000 + len(self.log), -1, file * 7919 % 1000, 0)
        self.note(FILE, file)

    def add(self, file: int, service: int, text: str) -> None:
        if text not in self.tags:
            self.tags.append(text)
        tag = self.tags.index(text) + 1
        files = self.carried.setdefault((service, tag), set())
        if file not in files:
            files.add(file)
            self.note(TAG_ADDED, file, tag, service)

    def remove(self, file: int, service: int, text: str) -> None:
        tag = self.tags.index(text) + 1 if text in self.tags else 0
        files = self.carried.get((service, tag), set())
        if file in files:
            files.remove(file)
            self.note(TAG_REMOVED, file, tag, service)

    # the plain answers

    def having(self, text: str, services: Sequence[int] = SERVICES) -> set[int]:
        tag = self.tags.index(text) + 1 if text in self.tags else 0
        return set().union(*(self.carried.get((service, tag), set()) for service in services)) & set(self.files)

    def in_namespace(self, namespace: str) -> set[int]:
        return set().union(*(self.having(text) for text in self.tags if text.rpartition(":")[0] == namespace))


def make(rows: Rows) -> SearchIndex:
    index = SearchIndex(rows)
    for service in SERVICES:
        index.postings[service] = Postings(service, rows, resident_from=6, kept=3)
    return index


def catch_up(index: SearchIndex, rows: Rows) -> None:
    index.apply([row for row in rows.log if row[0] > index.applied_seq])


def write(rows: Rows, seq: int, postings, states) -> None:
    for service, tag, chunk, blob in postings:
        rows.postings.pop((service, tag, chunk), None)
        if blob is not None:
            rows.postings[service, tag, chunk] = blob
    for name, blob in states:
        rows.state.pop(name, None)
        if blob is not None:
            rows.state[name] = blob
    rows.saved_seq = seq


def save(index: SearchIndex, rows: Rows, between, *, succeeds: bool = True) -> None:
    seq = index.applied_seq
    states, blocks = index.begin_save()
    postings = []
    between()
    for block in blocks:
        states.append(index.save_columns(block))
        between()
    for part in index.save_postings():
        postings += part
        between()
    if succeeds:
        write(rows, seq, postings, states)
        index.saved()
    else:
        index.not_saved(postings, states)


def load(rows: Rows) -> SearchIndex:
    index = make(rows)
    index.load_state(rows.state.items())
    chunks: dict[tuple[int, int], list[bytes]] = {}
    for (service, tag, chunk), blob in sorted(rows.postings.items()):
        if chunk != WHOLE:
            chunks.setdefault((service, tag), []).append(blob)
    for (service, tag), blobs in chunks.items():
        index.postings_of(service).put_saved(tag, blobs)
    assert sum(postings.misfits() for postings in index.postings.values()) == 0
    index.applied_seq = rows.saved_seq
    index.load_tags(rows.tags_after(0, 1000))
    index.ready()
    catch_up(index, rows)
    return index


def check(index: SearchIndex, rows: Rows) -> None:
    files = index.sets.get(f"domain/{DOMAIN}")
    assert set(files) == set(rows.files)
    scope = Scope(files, [index.postings_of(service) for service in SERVICES],
                  {text: number for number, text in rows.tags_after(0, 1000)})
    everything = set(rows.files)
    for text in rows.tags:
        having = rows.having(text)
        assert set(index.find([HasTag(text)], scope)) == having, text
        assert set(index.find([Not(HasTag(text))], scope)) == everything - having
        for service in SERVICES:
            assert index.postings_of(service).count(rows.tags.index(text) + 1) == len(
                rows.carried.get((service, rows.tags.index(text) + 1), set()))
    for namespace in ("", "creator", "series"):
        assert set(index.find([HasTagLike(namespace, "*")], scope)) == rows.in_namespace(namespace)
    cats = set().union(*(rows.having(text) for text in rows.tags if "cat" in text))
    assert set(index.find([HasTagLike("*", "*cat*")], scope)) == cats
    either = AnyOf((HasTag("ant"), HasTag("series:dog")))
    assert set(index.find([either, Everything()], scope)) == rows.having("ant") | rows.having("series:dog")
    by_time = sorted(rows.files, key=lambda file: (rows.files[file][10], file))
    assert index.first(files, Sort.IMPORT_TIME, ascending=True, limit=None).tolist() == by_time
    assert index.first(files, Sort.IMPORT_TIME, ascending=False, limit=7).tolist() == by_time[::-1][:7]
    by_size = sorted(rows.files, key=lambda file: (rows.files[file][1], file))
    assert index.first(files, Sort.SIZE, ascending=True, limit=9).tolist() == by_size[:9]
    assert set(index.sets.get("inbox")) == {file for file, row in rows.files.items() if row[8]}


@pytest.mark.parametrize("seed", range(12))
def test_the_index_agrees_with_the_rows_whatever_happens(seed: int):
    dice = random.Random(seed)
    rows = Rows()
    index = make(rows)
    ids = [1, 2, 3, 5, 8, 65_535, 65_536, 65_537, 70_000, 131_073, *range(200, 230)]

    def change(count: int) -> None:
        for _ in range(count):
            file = dice.choice(ids)
            kind = dice.random()
            if file not in rows.files:
                rows.put(file, dice)
            if kind < 0.6:
                rows.add(file, dice.choice(SERVICES), dice.choice(WORDS))
            elif kind < 0.9:
                rows.remove(file, dice.choice(SERVICES), dice.choice(WORDS))
            else:
                rows.put(file, dice)

    def between() -> None:
        change(dice.randrange(12))
        catch_up(index, rows)

    for _ in range(12):
        change(dice.randrange(60))
        catch_up(index, rows)
        check(index, rows)
        happening = dice.random()
        if happening < 0.45:
            save(index, rows, between)
        elif happening < 0.65:
            save(index, rows, between, succeeds=False)
        elif happening < 0.9 and rows.state:
            index = load(rows)
        check(index, rows)


def test_a_rebuilt_index_is_the_one_that_followed(dice):
    rows = Rows()
    followed = make(rows)
    roll = dice(5)
    for file in (1, 2, 9, 4095, 4096, 65_536, 131_072):
        rows.put(file, roll)
        for _ in range(5):
            rows.add(file, roll.choice(SERVICES), roll.choice(WORDS))
    for file in range(20, 60):
        rows.put(file, roll)
        rows.add(file, 1, "ant")
    catch_up(followed, rows)
    rebuilt = make(rows)
    rebuilt.applied_seq = len(rows.log)
    rebuilt.load_tags(rows.tags_after(0, 1000))
    for part in rebuilt.rebuild():
        write(rows, 0, part, [])
    rebuilt.ready()
    check(rebuilt, rows)
    states, blocks = rebuilt.begin_save()
    write(rows, rebuilt.applied_seq, [], [*states, *(rebuilt.save_columns(block) for block in blocks)])
    rebuilt.saved()
    check(rebuilt, rows)
    check(load(rows), rows)


def test_a_flipped_bit_in_what_was_saved_is_noticed():
    blob = seal(BitMap([1, 2, 3]).serialize())
    assert unseal(blob) == BitMap([1, 2, 3]).serialize()
    for place in range(len(blob)):
        damaged = bytearray(blob)
        damaged[place] ^= 4
        with pytest.raises(IndexDamaged):
            unseal(bytes(damaged))
