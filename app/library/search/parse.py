"""From what people and tools type to predicates.

Items are ANDed; a list is an OR of its items. `-` negates, `*` is a wildcard, `system:` asks about the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from lark import Lark, Token, Transformer, UnexpectedInput

from app.core.errors import BadInput
from app.core.tags import clean_tag, split_tag
from app.library.search.predicate import (
    AnyOf,
    Archived,
    Everything,
    HasTag,
    HasTagLike,
    InInbox,
    Not,
    Predicate,
    Query,
)

_SYSTEM: Final = "system:"
_DEEPEST: Final = 32


class BadSearch(BadInput):
    """That is not something to search for."""

    code = "bad_search"


class _Limit:
    def __init__(self, count: int) -> None:
        self.count = count


class _Meaning(Transformer[Token, Any]):
    def everything(self, _: list[Token]) -> Predicate:
        return Everything()

    def inbox(self, _: list[Token]) -> Predicate:
        return InInbox()

    def archive(self, _: list[Token]) -> Predicate:
        return Archived()

    def limit(self, children: list[Token]) -> _Limit:
        return _Limit(int(children[-1].replace(",", "")))


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    return Lark(Path(__file__).with_name("system.lark").read_text("utf-8"), parser="lalr", transformer=_Meaning())


def parse(items: Sequence[Any]) -> Query:
    """Return the query that the items mean. Items that are neither text nor list are left out. Raises BadSearch."""
    predicates: list[Predicate] = []
    limits: list[int] = []
    for item in items:
        found = _item(item, 0)
        if isinstance(found, _Limit):
            limits.append(found.count)
        elif found is not None:
            predicates.append(found)
    return Query(tuple(predicates), min(limits, default=None))


def _item(item: Any, depth: int) -> Predicate | _Limit | None:
    if isinstance(item, str):
        return _system(item) if item.startswith(_SYSTEM) else _tag(item)
    if not isinstance(item, list | tuple):
        return None
    if depth >= _DEEPEST:
        raise BadSearch("That search is nested too deeply.")
    inner = [found for part in item if (found := _item(part, depth + 1)) is not None]
    if any(isinstance(found, _Limit) for found in inner):
        raise BadSearch("system:limit can't be part of an OR.")
    return AnyOf(tuple(found for found in inner if not isinstance(found, _Limit)))


def _system(text: str) -> Predicate | _Limit:
    said = text[len(_SYSTEM) :].lower().replace("_", " ").strip()
    try:
        meaning: Predicate | _Limit = _grammar().parse(said)  # type: ignore[assignment]
    except UnexpectedInput as error:
        raise BadSearch(f"Bowerbird does not understand {text[:200]}.") from error
    return meaning


def _tag(text: str) -> Predicate:
    is_negated = text.startswith("-")
    tag = clean_tag(text[1:] if is_negated else text)
    if not tag:
        raise BadSearch(f"'{text[:200]}' is no tag.")
    namespace, subtag = split_tag(tag)
    predicate: Predicate = HasTagLike(namespace, subtag) if "*" in tag else HasTag(tag)
    return Not(predicate) if is_negated else predicate
