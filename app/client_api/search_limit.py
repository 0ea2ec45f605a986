"""Keys that see only a part of the library: which searches they may make, and which files they have thereby seen.

A limited key's search must name a tag that its filter lets through; from then on, for four hours, it may ask for the
files that its last search found and for no others. Whether any other file exists it can't tell: unknown and forbidden
ids get the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy
from numpy.typing import NDArray

from app.client_api.errors import BadRequest, NotPermitted
from app.core.clock import Clock
from app.core.tags import clean_tag, split_tag

REMEMBERED_FOR: Final = timedelta(hours=4)

FileIds = NDArray[numpy.uint32]


def passes(tag: str, allowed: Collection[str]) -> bool:
    """Return whether a filter that lets through only these slices lets through the tag.

    A slice is a tag, `namespace:` for one namespace, `:` for every namespaced tag, or nothing at all for every
    unnamespaced one.
    """
    namespace, _ = split_tag(tag)
    return tag in allowed or (f"{namespace}:" in allowed or ":" in allowed if namespace else "" in allowed)


def check_search(tags: Iterable[object], allowed: Collection[str]) -> None:
    """Raise NotPermitted unless one plain, positive tag of the search passes."""
    slices = {text.lower() if text.endswith(":") else clean_tag(text) for text in allowed}
    for item in tags:
        if not isinstance(item, str) or item.startswith(("system:", "-")) or "*" in item:
            continue
        if (tag := clean_tag(item)) and passes(tag, slices):
            return
    raise NotPermitted("This access key may only search for certain tags; name one of them.")


@dataclass(slots=True)
class _Seen:
    ids: FileIds
    until: datetime


class SeenFiles:
    """What each limited key found with its last search."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[str, _Seen] = {}

    def remember(self, access_key: str, ids: FileIds) -> None:
        """Keep these as all that the key may see now."""
        self._seen[access_key] = _Seen(numpy.unique(ids), self._clock.now() + REMEMBERED_FOR)

    def check(self, access_key: str, ids: Sequence[int]) -> None:
        """Raise NotPermitted unless the key has found every one of the ids; BadRequest when it has not searched."""
        seen = self._seen.get(access_key)
        now = self._clock.now()
        if seen is None or seen.until <= now:
            self._seen.pop(access_key, None)
            raise BadRequest("This access key sees what its searches find; search first.")
        if not numpy.isin(numpy.asarray(ids, dtype=numpy.int64), seen.ids).all():
            raise NotPermitted("This access key may not see all of these files.")
        seen.until = now + REMEMBERED_FOR
