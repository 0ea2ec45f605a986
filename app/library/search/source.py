"""What the index asks of the rows that are the truth. The index knows only this shape, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Rows of files: `columns` as `columns.ROW` has them, `domains` and `deletions` as (file id, service id)."""

    columns: list[tuple[Any, ...]] = field(default_factory=list)
    domains: list[tuple[int, int]] = field(default_factory=list)
    deletions: list[tuple[int, int]] = field(default_factory=list)


Mapping = tuple[int, int, int]
"""A current mapping: file id, service id, tag id."""


class Source(Protocol):
    """Rows on demand."""

    def rare_postings(self, service: int, tags: Sequence[int]) -> dict[int, bytes]:
        """Return the saved postings of those of these tags that were saved whole."""
        ...

    def facts_of(self, file_ids: Sequence[int]) -> FileFacts:
        """Return what is known of these files; those without a row are left out."""
        ...

    def facts_between(self, low: int, high: int) -> FileFacts:
        """Return what is known of the files with low <= id < high."""
        ...

    def tags_of(self, file_ids: Sequence[int]) -> list[Mapping]:
        """Return the current mappings of these files."""
        ...

    def tags_between(self, low: int, high: int) -> list[Mapping]:
        """Return the current mappings of the files with low <= id < high."""
        ...

    def tags_after(self, tag_id: int, limit: int) -> list[tuple[int, str]]:
        """Return the next tags above that id, by id."""
        ...

    def last_file_id(self) -> int:
        """Return the highest id of any hash; 0 when there is none."""
        ...
