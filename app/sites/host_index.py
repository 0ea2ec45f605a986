"""Which of many things may speak for a host, found by the host's name instead of by asking all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from app.sites.domain_mask import DomainMask

T = TypeVar("T")


class HostIndex(Generic[T]):
    """Things in an order, each with the mask of the hosts that it speaks for."""

    def __init__(self, things: Iterable[tuple[DomainMask, T]]) -> None:
        self._things = list(things)
        self._by_domain: dict[str, list[int]] = {}
        self._by_pattern: list[int] = []
        for place, (mask, _) in enumerate(self._things):
            for domain in mask.domains:
                self._by_domain.setdefault(domain, []).append(place)
            if mask.patterns:
                self._by_pattern.append(place)

    def speaking_for(self, netloc: str) -> Iterator[T]:
        """Yield the things whose mask accepts the host, in order."""
        places = set(self._by_pattern)
        for domain in _levels(netloc):
            places.update(self._by_domain.get(domain, ()))
        for place in sorted(places):
            mask, thing = self._things[place]
            if mask.accepts(netloc):
                yield thing


def _levels(netloc: str) -> Iterator[str]:
    """Yield the host and each domain above it: a mask's domain is always all of a host behind some dot."""
    yield netloc
    while "." in netloc:
        netloc = netloc.partition(".")[2]
        yield netloc
