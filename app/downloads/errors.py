"""What can be wrong with something that is asked of the downloads.

    BadInput
    ├── EmptyQuery       there is nothing to search for
    ├── UnknownSource    no downloader has that name
    ├── NothingToAdd     not one line could be used
    └── UnknownStatus    no seed can be in that state
    NotFound
    └── QueryNotFound    the query is not here (any more)
"""

from __future__ import annotations

from app.core.errors import BadInput, NotFound


class EmptyQuery(BadInput):
    """Type what to look for."""

    code = "empty_query"


class UnknownSource(BadInput):
    """No downloader has that name."""

    code = "unknown_source"

    def __init__(self, source: str | None) -> None:
        named = f"No downloader is called '{source}'." if source else "Choose where to search."
        super().__init__(named, action="Choose a source from the list")


class NothingToAdd(BadInput):
    """There was nothing in it that could be added."""

    code = "nothing_to_add"


class UnknownStatus(BadInput):
    """Seeds have no such state."""

    code = "unknown_status"


class QueryNotFound(NotFound):
    """This query is not here; it may have been removed."""

    code = "query_not_found"
