"""From predicates to the files they hold for: the smallest first, what is excluded last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from app.library.search.file_sets import INBOX, FileSets, namespace
from app.library.search.postings import Postings
from app.library.search.predicate import (
    AnyOf,
    Archived,
    Everything,
    HasTag,
    HasTagLike,
    InInbox,
    Not,
    Predicate,
)
from app.library.search.vocabulary import Pattern, Vocabulary

Pause = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: the files that may be found, and the tag services whose tags count."""

    files: BitMap
    postings: Sequence[Postings]
    tag_ids: Mapping[str, int]
    """The ids of the tags named in the query; those that are nobody's are absent."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the index holds that a plan reads."""

    sets: FileSets
    vocabulary: Vocabulary
    pause: Pause


def evaluate(predicates: Sequence[Predicate], scope: Scope, ground: Ground) -> BitMap:
    """Return the files in scope for which all predicates hold."""
    wanted = [_files(predicate, scope, ground) for predicate in predicates if not isinstance(predicate, Not)]
    wanted.sort(key=len)
    result = scope.files
    if wanted:
        result = wanted[0]
        for bitmap in wanted[1:]:
            if not result:
                break
            result = result & bitmap
        result = result & scope.files
    for predicate in predicates:
        if isinstance(predicate, Not) and result:
            result = result - _files(predicate.predicate, scope, ground)
    return result


def _files(predicate: Predicate, scope: Scope, ground: Ground) -> BitMap:
    match predicate:
        case HasTag(tag):
            return _tagged(tag, scope)
        case HasTagLike(namespace_pattern, subtag):
            return _tagged_like(namespace_pattern, subtag, scope, ground)
        case Everything():
            return scope.files
        case InInbox():
            return ground.sets.get(INBOX)
        case Archived():
            return scope.files - ground.sets.get(INBOX)
        case Not(other):
            return scope.files - _files(other, scope, ground)
        case AnyOf(others):
            return BitMap.union(BitMap(), *(_files(other, scope, ground) for other in others))


def _tagged(tag: str, scope: Scope) -> BitMap:
    tag_id = scope.tag_ids.get(tag)
    if tag_id is None:
        return BitMap()
    holding = [postings for postings in scope.postings if postings.count(tag_id)]
    if len(holding) == 1:
        return holding[0].of(tag_id)
    return BitMap.union(BitMap(), *(postings.of(tag_id) for postings in holding))


def _tagged_like(namespace_pattern: str, subtag: str, scope: Scope, ground: Ground) -> BitMap:
    if subtag == "*":
        return _in_namespaces(namespace_pattern, scope, ground)
    pattern = Pattern(namespace_pattern, subtag, is_whole=True)
    tags = ground.vocabulary.matching(pattern, ground.pause).tolist()
    return BitMap.union(BitMap(), *(postings.union(tags, ground.pause) for postings in scope.postings))


def _in_namespaces(pattern: str, scope: Scope, ground: Ground) -> BitMap:
    """Return the files with any tag in a namespace that fits; the sets of each namespace are at hand."""
    if "*" in pattern:
        fits = _star(pattern)
        names = [name for name in ground.vocabulary.namespaces() if fits(name)]
    else:
        names = [pattern]
    bitmaps = [ground.sets.get(namespace(postings.service, name)) for postings in scope.postings for name in names]
    return bitmaps[0] if len(bitmaps) == 1 else BitMap.union(BitMap(), *bitmaps)


def _star(pattern: str) -> Callable[[str], bool]:
    first, *middle, last = pattern.split("*")

    def fits(name: str) -> bool:
        if not name.startswith(first) or not name.endswith(last) or len(name) < len(first) + len(last):
            return False
        place, end = len(first), len(name) - len(last)
        for piece in middle:
            found = name.find(piece, place, end)
            if found < 0:
                return False
            place = found + len(piece)
        return True

    return fits
