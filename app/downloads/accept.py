"""How much of a gallery page is taken: what the query has not got yet, up to its file limit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

DEFAULT_FILE_LIMIT: Final = 2000
PAGES_PER_RUN: Final = 10_000
"""A search that is still going after so many pages has lost its way."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a page adds to its query."""

    new: tuple[int, ...]
    """Places on the page, in order."""
    known: int
    """How many the query had already."""
    stop_reason: str
    """A reason code when the search is to stop here, else empty."""

    @property
    def keeps_searching(self) -> bool:
        """Whether the next page is wanted."""
        return not self.stop_reason


def accept(
    page: Sequence[str], held: Collection[str], *, new_found: int, file_limit: int | None
) -> Accepted:
    """Decide on a page's compare URLs, given those that the query holds and how many it has found so far."""
    room = None if file_limit is None else max(0, file_limit - new_found)
    new: list[int] = []
    known = 0
    taken: set[str] = set()
    for place, url in enumerate(page):
        if url in held or url in taken:
            known += url not in taken
            continue
        if room is not None and len(new) >= room:
            return Accepted(tuple(new), known, "file_limit")
        new.append(place)
        taken.add(url)
    is_full = room is not None and len(new) >= room
    return Accepted(tuple(new), known, "file_limit" if is_full else "")


def goes_on(
    *, may_make_pages: bool, only_lists: bool, is_forced: bool, accepted: Accepted
) -> bool:
    """Return whether the next page is read.

    `only_lists`: the page's parser yields nothing but further galleries. `is_forced`: the user asked to go on past a
    page without news.
    """
    if not may_make_pages:
        return False
    return only_lists or is_forced or (bool(accepted.new) and accepted.keeps_searching)
