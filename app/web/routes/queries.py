"""The queries: how each stands, its logs, and what can be done with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from app.core.ids import QueryId
from app.downloads.unhurried import unhurried
from app.web.desk import Desk
from app.web.operations import Answer, Asked, Done, Operations, PackedIds, Sent

api = Operations("queries")

State = Literal["working", "pending", "paused", "pausing", "waiting", "done"]
SeedIds = Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=100_000)]


class Counts(Answer):
    """How many files of a query are in each state."""

    todo: int
    successful: int
    known: int
    deleted: int
    failed: int
    ignored: int
    skipped: int
    children: int
    total: int


class Reason(Answer):
    """Why an item is where it is, and the one next step."""

    code: str
    sentence: str
    action: str
    detail: str = ""


class ReasonGroup(Answer):
    """One reason, how those items ended, and how many of the query they are."""

    code: str
    sentence: str
    action: str
    status_word: str
    count: int


class StopReason(Answer):
    """Why a search has stopped."""

    code: str
    sentence: str


class QueryRow(Answer):
    """One query. Its two sides, search and files, stand each for itself: a state and the sentence that says why.
    `waits_until` is when a waiting side goes on, if anyone knows. `is_done`: nothing more comes by itself within
    minutes; `is_search_whole`: every page of the search was read."""

    id: int
    kind: str
    text: str
    source: str
    created_at: datetime
    file_limit: int | None
    counts: Counts
    new_found: int
    is_files_paused: bool
    is_search_paused: bool
    files_state: State
    search_state: State
    files_status: str
    search_status: str
    waits_until: datetime | None
    stop_reason: StopReason | None
    speed_bytes: int
    cover: str | None
    reasons: list[ReasonGroup]
    is_done: bool
    is_search_whole: bool


class QueryRows(Answer):
    """Every query, in the order of the list."""

    queries: list[QueryRow]


class QueryChange(Sent):
    """What is to be another; what is left out stays. `file_limit` null takes the limit away."""

    is_files_paused: bool | None = None
    is_search_paused: bool | None = None
    file_limit: Annotated[int, Field(ge=1, le=10_000_000)] | None = None


class Retry(Sent):
    """Which items: all that failed, all that were left out (only those with `reason`, when it is given), or these:
    files (`seeds`) or pages of the search (`pages`) by their ids."""

    what: Literal["failed", "ignored", "seeds", "pages"]
    seed_ids: SeedIds | None = None
    reason: Annotated[str, Field(max_length=100)] | None = None


class Skip(Sent):
    """Which items."""

    seed_ids: SeedIds


class Count(Answer):
    """How many items it touched."""

    count: int


class WhichQueries(Asked):
    """Which queries are meant: their ids with a comma between; none means every one."""

    ids: Annotated[str, Field(pattern=r"^(\d{1,18}(,\d{1,18}){0,99})?$")] = ""

    @property
    def wanted(self) -> list[QueryId] | None:
        """The ids, or None for all."""
        return [QueryId(int(text)) for text in self.ids.split(",")] if self.ids else None


class LogPage(Asked):
    """Which part of a log: rows behind the one with the id `after`, only those in the states that `status` names, with
    a comma between."""

    after: Annotated[int, Field(ge=0)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    status: Annotated[str, Field(max_length=200)] = ""

    @property
    def statuses(self) -> list[str] | None:
        """The words of `status`, or None for all."""
        return [word.strip() for word in self.status.split(",") if word.strip()] or None


class LogRow(Answer):
    """One line of a log."""

    id: int
    position: int
    url: str
    status: int
    status_word: str
    reason: Reason | None
    sha256: str | None
    matched_url: str | None
    added_at: datetime | None
    modified_at: datetime | None
    source_time: datetime | None
    attempts: int
    next_try_at: datetime | None


class LogRows(Answer):
    """A part of a log; `next` goes into `after` for the part behind it, and is null at the end."""

    rows: list[LogRow]
    next: int | None


@api.get("/queries", query=WhichQueries, answers=QueryRows)
def every(desk: Desk, query: WhichQueries) -> QueryRows:
    """List every query, or those of up to 100 ids that are still there."""
    rows = desk.given.downloads.queries(query.wanted)
    return QueryRows(queries=[QueryRow.model_validate(row) for row in unhurried(rows, 200)])


@api.get("/queries/<int:query_id>", answers=QueryRow)
def one(desk: Desk, query_id: int) -> QueryRow:
    """Tell how one query stands."""
    return QueryRow.model_validate(desk.given.downloads.query(QueryId(query_id)))


@api.patch("/queries/<int:query_id>", body=QueryChange, answers=QueryRow)
def change(desk: Desk, query_id: int, body: QueryChange) -> QueryRow:
    """Pause a side, let it go on, or set the file limit."""
    downloads, query = desk.given.downloads, QueryId(query_id)
    files, search = body.is_files_paused, body.is_search_paused
    if files is True or search is True:
        downloads.pause(query, files=files is True, search=search is True)
    if files is False or search is False:
        downloads.resume(query, files=files is False, search=search is False)
    if "file_limit" in body.model_fields_set:
        downloads.set_file_limit(query, body.file_limit)
    return QueryRow.model_validate(downloads.query(query))


@api.delete("/queries/<int:query_id>")
def remove(desk: Desk, query_id: int) -> Done:
    """Remove a query with its logs; the files that it brought stay."""
    desk.given.downloads.remove(QueryId(query_id))
    return Done()


@api.post("/queries/<int:query_id>/retry", body=Retry, answers=Count)
def retry(desk: Desk, query_id: int, body: Retry) -> Count:
    """Set items to do again."""
    downloads, query = desk.given.downloads, QueryId(query_id)
    match body.what:
        case "pages":
            count = downloads.retry_pages(query, body.seed_ids or [])
        case "seeds":
            count = downloads.retry(query, body.seed_ids or [])
        case _:
            count = downloads.retry(query, body.what, reason=body.reason)
    return Count(count=count)


@api.post("/queries/<int:query_id>/skip", body=Skip, answers=Count)
def skip(desk: Desk, query_id: int, body: Skip) -> Count:
    """Leave items out that are still to do."""
    return Count(count=desk.given.downloads.skip(QueryId(query_id), body.seed_ids))


@api.post("/queries/<int:query_id>/restart-search")
def restart_search(desk: Desk, query_id: int) -> Done:
    """Let a search that has stopped go on with its next page."""
    desk.given.downloads.restart_search(QueryId(query_id))
    return Done()


@api.get("/queries/<int:query_id>/files", answers=PackedIds)
def files(desk: Desk, query_id: int) -> PackedIds:
    """Return the files that a query has brought, in the order in which they came."""
    found = desk.given.downloads.file_ids(QueryId(query_id))
    return PackedIds(np.asarray(found, dtype="<u4").tobytes(), len(found))


@api.get("/queries/<int:query_id>/file-log", query=LogPage, answers=LogRows)
def file_log(desk: Desk, query_id: int, query: LogPage) -> LogRows:
    """Return a part of a query's file log."""
    page = desk.given.downloads.file_log(
        QueryId(query_id), after=query.after, limit=query.limit, statuses=query.statuses
    )
    return LogRows.model_validate(page)


@api.get("/queries/<int:query_id>/gallery-log", query=LogPage, answers=LogRows)
def gallery_log(desk: Desk, query_id: int, query: LogPage) -> LogRows:
    """Return a part of a query's gallery log: the pages of its search."""
    page = desk.given.downloads.gallery_log(
        QueryId(query_id), after=query.after, limit=query.limit, statuses=query.statuses
    )
    return LogRows.model_validate(page)
