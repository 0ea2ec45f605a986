"""What can be asked of a file: the leaves and branches of a search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HasTag:
    """It carries exactly this tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class HasTagLike:
    """It carries a tag that fits; both halves may hold `*`. Namespace "" is unnamespaced."""

    namespace: str
    subtag: str


@dataclass(frozen=True, slots=True)
class Everything:
    """It is in the searched domain."""


@dataclass(frozen=True, slots=True)
class InInbox:
    """It is in the inbox."""


@dataclass(frozen=True, slots=True)
class Archived:
    """It is not in the inbox."""


@dataclass(frozen=True, slots=True)
class Not:
    """The other does not hold."""

    predicate: Predicate


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them holds; of none, nothing does."""

    predicates: tuple[Predicate, ...]


Predicate = HasTag | HasTagLike | Everything | InInbox | Archived | Not | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """All predicates hold. `limit` cuts the sorted result."""

    predicates: tuple[Predicate, ...]
    limit: int | None = None

    def tags(self) -> set[str]:
        """Return every tag that is named exactly."""
        return {leaf.tag for leaf in leaves(self.predicates) if isinstance(leaf, HasTag)}


def leaves(predicates: tuple[Predicate, ...]) -> Iterator[Predicate]:
    """Go through the predicates that have no others inside."""
    for predicate in predicates:
        if isinstance(predicate, Not):
            yield from leaves((predicate.predicate,))
        elif isinstance(predicate, AnyOf):
            yield from leaves(predicate.predicates)
        else:
            yield predicate
