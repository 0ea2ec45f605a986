"""Domain masks: which hosts a URL class speaks for, and how much of the host is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from pydantic import ConfigDict

from app.parsing.schema import STRICT, Pattern
from app.parsing.string_processing.patterns import TextPattern, compiled

_LEAST_SPECIFIC = 10
"""Specificity of a mask that names nothing."""


@dataclass(frozen=True, slots=True)
class DomainMask:
    """Hosts by name or pattern. Shared number: 139."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    domains: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    match_subdomains: bool = False
    keep_matched_subdomains: bool = False

    def sources(self) -> list[str]:
        """Return the patterns of the hosts, without anchors, in order."""
        return sorted([*self.patterns, *map(re.escape, self.domains)])

    def accepts(self, netloc: str) -> bool:
        """Tell whether the mask speaks for the host, with its port if it has one; `www` and `www2` never matter."""
        return any(pattern.search(netloc) for pattern in _whole_host(self))

    def normalised(self, netloc: str) -> str:
        """Return the host without `www` and subdomains, unless the mask keeps them."""
        if self.keep_matched_subdomains:
            return netloc
        hits = (_found(f"{source}$", netloc) for source in self.sources())
        return next((hit for hit in hits if hit is not None), netloc)

    @property
    def group(self) -> tuple[frozenset[str], frozenset[str], bool]:
        """What two masks have in common that speak for the same hosts."""
        return frozenset(self.domains), frozenset(self.patterns), self.match_subdomains

    @property
    def specificity(self) -> int:
        """How closely the mask describes its hosts; of two that fit the higher one is asked first."""
        return max(map(len, (*self.domains, *self.patterns)), default=_LEAST_SPECIFIC)


@lru_cache(maxsize=4096)
def _whole_host(mask: DomainMask) -> tuple[TextPattern, ...]:
    lead = r"^(.*\.)?" if mask.match_subdomains else r"^(www[^\.]*\.)?"
    patterns = (compiled(f"{lead}{source}$") for source in mask.sources())
    return tuple(pattern for pattern in patterns if pattern is not None)


def _found(pattern: str, netloc: str) -> str | None:
    regex = compiled(pattern)
    match = regex.search(netloc) if regex else None
    return match.group() if match else None
