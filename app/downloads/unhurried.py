"""Long loops on the hub, with room for others in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from app import runtime

T = TypeVar("T")


def unhurried(items: Iterable[T], every: int = 20) -> Iterator[T]:
    """Go through the items and let others run after each so many."""
    for number, item in enumerate(items, 1):
        yield item
        if number % every == 0:
            runtime.sleep(0)
