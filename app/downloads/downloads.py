"""Downloads: queries and pages of URLs, what can be done with them, and the workers behind them.

This is what the faces hold on to. Everything here is quick: it changes rows and wakes workers; nothing waits for a
site.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from app import runtime
from app.core.clock import Clock
from app.core.errors import BowerbirdError
from app.core.events import Events
from app.core.ids import FileSeedId, QueryId, ServiceKey, new_key
from app.core.settings import Settings
from app.core.tags import clean_tags
from app.downloads import file_seed, gallery_seed, query_store
from app.downloads.accept import DEFAULT_FILE_LIMIT
from app.downloads.addresses import Addresses
from app.downloads.board import Board
from app.downloads.classify import Classifier, Line, as_url, refused
from app.downloads.crew import Crew
from app.downloads.errors import EmptyQuery, NothingToAdd
from app.downloads.file_seed import FileSeeds, SeedDraft
from app.downloads.file_work import FileWork, Rooms
from app.downloads.gallery_seed import GalleryDraft, GallerySeeds
from app.downloads.inherited import Inherited
from app.downloads.lease import Leases
from app.downloads.page_work import PageWork
from app.downloads.query_state import QueryState, Side, SideName
from app.downloads.query_store import GALLERY, URLS, Query
from app.downloads.reading import ParsingPool, Reader
from app.downloads.rows import LogPage, Logs, QueryRow, query_row
from app.downloads.status import Status
from app.downloads.turns import Turns
from app.library.library import Library
from app.network.network import Network
from app.sites.catalogue import Definitions
from app.storage.database import Database
from app.storage.file_store import FileStore
from app.storage.writer import Transaction, Writer

T = TypeVar("T")
TICK_SECONDS: Final = 1.0
URL_PAGE: Final = "Addresses"
"""The name of the page that pasted addresses go to."""

log = logging.getLogger("bowerbird.downloads")


@dataclass(frozen=True, slots=True)
class AddedUrls:
    """The page that the addresses went to, and what each was."""

    query_id: QueryId
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class AddedLine:
    """A line that was added, and the query it went to."""

    line: str
    query_id: QueryId
    sentence: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not added, and why."""

    line: str
    code: str
    sentence: str
    action: str


@dataclass(frozen=True, slots=True)
class AddedText:
    """What became of each line of a text."""

    added: tuple[AddedLine, ...]
    refused: tuple[RefusedLine, ...]


class Downloads:
    """The room. `start` takes up what was left; `stop` parks it."""

    def __init__(
        self, database: Database, writer: Writer, library: Library, network: Network, definitions: Definitions,
        parsing_pool: ParsingPool, store: FileStore, events: Events, clock: Clock, settings: Settings,
    ) -> None:
        self._writer = writer
        self._network = network
        self._clock = clock
        self._events = events
        self._addresses = Addresses(definitions)
        self._classifier = Classifier(self._addresses, library, network.check_url)
        self._seeds = FileSeeds(database)
        self._pages = GallerySeeds(database)
        self._logs = Logs(database)
        self._leases = Leases(writer, clock, uuid.uuid4().hex)
        self.board = Board(database, store, events, clock, settings)
        rooms = Rooms(self.board, writer, library, network, self._addresses, Reader(parsing_pool), store, events, clock)
        turns = Turns(self.board, self._leases, clock, self._seeds, self._pages, FileWork(rooms), PageWork(rooms),
                      self._wake_side)
        self._crew = Crew(turns.give, turns.rest)
        self._stopping = runtime.event()
        self._ticker: runtime.Task | None = None
        self._stop_listening = events.listen(self._hear)
        self.board.load()

    # running --------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Take up what an earlier run left, and keep going."""
        rescued = self._leases.rescue()
        if rescued:
            log.info("event=jobs_rescued count=%d", rescued)
        self.board.is_all_paused = self._network.paused
        self.board.look_at_disk()
        self._crew.open()
        for state in self.board.every():
            self._wake(state)
        self._ticker = runtime.spawn(self._tick_on)

    def stop(self, deadline: timedelta = timedelta(seconds=8)) -> bool:
        """Put down whatever is in hand; it stays to do. Return whether all did within the deadline."""
        self._stopping.set()
        self._stop_listening()
        is_parked = self._crew.stop(deadline)
        if self._ticker is not None:
            self._ticker.wait(TICK_SECONDS)
        return is_parked

    def _tick_on(self) -> None:
        while not self._stopping.wait(TICK_SECONDS):
            try:
                self.tick()
            except Exception:  # the beat must go on; one bad beat is in the log
                log.exception("event=tick_failed")

    def tick(self) -> None:
        """See whether the disk has room, and wake whatever has waited long enough."""
        if self.board.look_at_disk():
            for state in self.board.every():
                self.board.tell(state)
                self._wake(state)
        if self.board.house is not None:
            return
        now = self._clock.now()
        for state in self.board.every():
            tally = state.tally
            for side in state.sides:
                if side.hold is not None and side.hold.until is not None and side.hold.until <= now:
                    side.hold = None
                    self._requeue_due(state)
                    self._wake_side(side)
            if tally.retry_files_at is not None and tally.retry_files_at <= now:
                self._requeue_due(state)
                self._wake_side(state.files)

    def _requeue_due(self, state: QueryState) -> None:
        """Set to do again what failed and whose time has come."""
        query, now = state.query.id, self._clock.now()

        def change(tx: Transaction) -> int:
            return (file_seed.requeue(tx, query, now, statuses=[Status.FAILED, Status.IGNORED], only_due=True)
                    + gallery_seed.requeue(tx, query, now, only_due=True))

        self._bulk(state, change)

    def _bulk(self, state: QueryState, change: Callable[[Transaction], T]) -> T:
        """Change many rows of a query and count them anew in the same breath."""
        def counted(tx: Transaction) -> T:
            value = change(tx)
            fresh = query_store.tally(tx, state.query.id)
            tx.after_commit(lambda: self.board.counted(state, fresh))
            return value

        return self._writer.run(counted)

    def _wake(self, state: QueryState) -> None:
        for side in state.sides:
            self._wake_side(side)

    def _wake_side(self, side: Side) -> None:
        """Give a side a turn if there is something that it may do."""
        if self.board.may_work(side):
            self._crew.wake(side)

    def _hear(self, topic: str, payload: Mapping[str, Any]) -> None:
        if topic != "network.changed":
            return
        is_paused = self._network.paused
        has_changed, self.board.is_all_paused = is_paused != self.board.is_all_paused, is_paused
        if has_changed:
            for state in self.board.every():
                self.board.tell(state)
                if not is_paused:
                    self._wake(state)

    # adding ---------------------------------------------------------------------------------------------------------

    def classify(self, text: str, source: str | None) -> list[Line]:
        """Return what each line is. Raises UnknownSource when words come without a source that exists."""
        return self._classifier.lines(text, source)

    def add_text(self, text: str, source: str | None, *, file_limit: int | None = DEFAULT_FILE_LIMIT) -> AddedText:
        """Add every line: a query each for words, one page for all addresses. Raises EmptyQuery, UnknownSource."""
        lines = self.classify(text, source)
        if not lines:
            raise EmptyQuery
        words = [line for line in lines if line.kind == "query" and line.problem is None]
        added, left_out = self._add_queries(words, source, file_limit)
        urls = [line for line in lines if line.kind != "query" and line.problem is None]
        if urls:
            page = self._add_lines(urls, Inherited(), None, None)
            added += [AddedLine(line.text, page.id, line.sentence) for line in urls]
        left_out += [RefusedLine(line.text, line.problem or "", line.sentence, line.action) for line in refused(lines)]
        return AddedText(tuple(added), tuple(left_out))

    def _add_queries(
        self, lines: Sequence[Line], source: str | None, file_limit: int | None
    ) -> tuple[list[AddedLine], list[RefusedLine]]:
        added: list[AddedLine] = []
        left_out: list[RefusedLine] = []
        for line in lines:
            try:
                query = self.add_query(line.text, source, file_limit=file_limit)
            except BowerbirdError as error:
                left_out.append(RefusedLine(line.text, error.code, error.sentence, error.action))
            else:
                added.append(AddedLine(line.text, query, line.sentence))
        return added, left_out

    def add_query(self, text: str, source: str | None, *, file_limit: int | None = DEFAULT_FILE_LIMIT) -> QueryId:
        """Start a search. Raises EmptyQuery, UnknownSource, and what the source says of words it can't use."""
        text = text.strip()
        if not text:
            raise EmptyQuery
        name = self._classifier.check_source(source)
        urls = [self._addresses.definitions.for_server(url)
                for url in self._addresses.definitions.start_urls(name, text)]
        if not urls:
            raise EmptyQuery(f"{name} makes no address of these words.")
        now, run = self._clock.now(), new_key()[:16]

        def change(tx: Transaction) -> tuple[Query, int]:
            query = query_store.add(tx, GALLERY, text, name, file_limit, now)
            return query, gallery_seed.append(tx, query.id, [GalleryDraft(url, run) for url in urls], now)

        query, pages = self._writer.run(change)
        state = self.board.pin(query)
        state.count_page(None, Status.TODO, pages)
        self.board.tell(state)
        self._wake_side(state.search)
        return query.id

    def add_urls(
        self, urls: Sequence[str], *, additional_tags: Mapping[ServiceKey, Collection[str]] | None = None,
        filterable_tags: Collection[str] = (), destinations: Collection[ServiceKey] = (), page_key: str | None = None,
        page_name: str | None = None,
    ) -> AddedUrls:
        """Add addresses to a page of URLs: the one of that key, else of that name, else the usual one.

        Files, posts and unknown addresses become file seeds (one that failed is set to do again); a list becomes one
        page to read. Raises NothingToAdd when no line can be used; its sentence is that of the first.
        """
        lines = [self._classifier.url_line(as_url(url.strip(), self._addresses) or url.strip(), url.strip())
                 for url in urls if url.strip()]
        usable = [line for line in lines if line.problem is None]
        if not usable:
            raise NothingToAdd(lines[0].sentence if lines else "", action=lines[0].action if lines else "")
        brought = Inherited(
            filterable_tags=tuple(sorted(clean_tags(filterable_tags))),
            additional_tags={key: tuple(tags) for key, tags in (additional_tags or {}).items()},
            destinations=tuple(destinations),
        )
        page = self._add_lines(usable, brought, page_key, page_name)
        return AddedUrls(page.id, tuple(lines))

    def _add_lines(
        self, lines: Sequence[Line], brought: Inherited, page_key: str | None, page_name: str | None
    ) -> Query:
        definitions, now = self._addresses.definitions, self._clock.now()
        urls = [(line.kind, as_url(line.text, self._addresses) or line.text) for line in lines]
        run = new_key()[:16]
        pages = [GalleryDraft(definitions.for_server(url), run, None, brought, may_make_pages=False)
                 for kind, url in urls if kind == "gallery"]
        files = [SeedDraft(definitions.for_server(url), definitions.normalised(url), None, brought)
                 for kind, url in urls if kind != "gallery"]
        known = self._url_page(page_key, page_name)

        def change(tx: Transaction) -> Query:
            page = known or query_store.add(tx, URLS, page_name or URL_PAGE, "", None, now)
            first = file_seed.next_position(tx, page.id)
            file_seed.add(tx, page.id, files, [first + place for place in range(len(files))], now)
            again = [draft.compare_url for draft in files]
            file_seed.requeue(tx, page.id, now, statuses=[Status.FAILED], compare_urls=again)
            gallery_seed.append(tx, page.id, pages, now)
            fresh = query_store.tally(tx, page.id)
            tx.after_commit(lambda: self.board.counted(self.board.pin(page), fresh))
            return page

        page = self._writer.run(change)
        self._wake(self.board.get(page.id))
        return page

    def _url_page(self, page_key: str | None, page_name: str | None) -> Query | None:
        pages = [state.query for state in self.board.every() if state.query.kind == URLS]
        by_key = next((page for page in pages if page_key is not None and page.key == page_key), None)
        wanted = page_name or URL_PAGE
        return by_key or next((page for page in pages if page.text == wanted), None)

    # looking --------------------------------------------------------------------------------------------------------

    def queries(self) -> list[QueryRow]:
        """Return every query, in the order of the list."""
        return [self._row(state) for state in self.board.every()]

    def query(self, query: QueryId) -> QueryRow:
        """Return one query. Raises QueryNotFound."""
        return self._row(self.board.get(query))

    def _row(self, state: QueryState) -> QueryRow:
        standings = [self.board.standing(side) for side in state.sides]
        return query_row(state, standings[0], standings[1], self._clock.now(), self._clock.monotonic())

    def file_log(
        self, query: QueryId, *, after: int | None = None, limit: int = 200,
        statuses: Sequence[str | int] | None = None,
    ) -> LogPage:
        """Return lines of the file log behind the seed with the id `after`. Raises QueryNotFound, UnknownStatus."""
        self.board.get(query)
        return self._logs.files(query, after, limit, statuses)

    def gallery_log(
        self, query: QueryId, *, after: int | None = None, limit: int = 200,
        statuses: Sequence[str | int] | None = None,
    ) -> LogPage:
        """Return lines of the gallery log likewise."""
        self.board.get(query)
        return self._logs.pages(query, after, limit, statuses)

    def file_ids(self, query: QueryId) -> npt.NDArray[np.uint32]:
        """Return the files that the query brought and that are still here, in order of arrival."""
        self.board.get(query)
        return np.asarray(self._seeds.presented(query), dtype=np.uint32)

    # deciding -------------------------------------------------------------------------------------------------------

    def pause(self, query: QueryId, *, files: bool = False, search: bool = False) -> None:
        """Pause these sides; what is in hand is finished."""
        self._set_paused(query, files=True if files else None, search=True if search else None)

    def resume(self, query: QueryId, *, files: bool = False, search: bool = False) -> None:
        """Let these sides go on, at once even if they wait for a site."""
        self._set_paused(query, files=False if files else None, search=False if search else None)

    def _set_paused(self, query: QueryId, *, files: bool | None, search: bool | None) -> None:
        state = self.board.get(query)
        row = state.query
        of_files = row.is_files_paused if files is None else files
        of_search = row.is_search_paused if search is None else search
        self._writer.run(lambda tx: query_store.set_paused(tx, query, of_files, of_search))
        row.is_files_paused, row.is_search_paused = of_files, of_search
        self.board.tell(state)
        self._wake(state)

    def pause_all(self) -> None:
        """Let nothing new start, anywhere."""
        self._network.pause()

    def resume_all(self) -> None:
        """Let everything go on."""
        self._network.resume()

    def retry(
        self, query: QueryId, what: str | Collection[int] = "failed", *, reason: str | None = None
    ) -> int:
        """Set seeds to do again: all that failed, all that were ignored (only those with that reason code), or those
        with these ids; return how many. Failed pages of the search are read again with the failed files."""
        state, now = self.board.get(query), self._clock.now()

        def change(tx: Transaction) -> int:
            if not isinstance(what, str):
                return file_seed.requeue(tx, query, now, ids=[FileSeedId(each) for each in what])
            status = Status.IGNORED if what == "ignored" else Status.FAILED
            count = file_seed.requeue(tx, query, now, statuses=[status], reason=reason)
            if status is Status.FAILED and reason is None:
                file_seed.wake(tx, query)
                gallery_seed.wake(tx, query)
                count += gallery_seed.requeue(tx, query, now)
            return count

        count = self._bulk(state, change)
        self._let_go(state)
        return count

    def retry_pages(self, query: QueryId, ids: Collection[int]) -> int:
        """Read these pages of the search again; return how many."""
        state, now = self.board.get(query), self._clock.now()
        count = self._bulk(state, lambda tx: gallery_seed.requeue(tx, query, now, list(ids)))
        self._let_go(state)
        return count

    def skip(self, query: QueryId, ids: Collection[int]) -> int:
        """Leave out those of these file seeds that are still to do; return how many. One in hand is put down."""
        state = self.board.get(query)
        seeds, now = [FileSeedId(each) for each in ids], self._clock.now()
        count = self._bulk(state, lambda tx: file_seed.skip(tx, query, seeds, now))
        if state.working_on in set(ids):
            self._crew.interrupt(state.files)
        return count

    def remove(self, query: QueryId) -> None:
        """Remove a query with its logs; the files that it brought stay."""
        state = self.board.get(query)
        state.is_removed = True
        for side in state.sides:
            self._crew.interrupt(side)
        self._writer.run(lambda tx: query_store.remove(tx, query))
        self.board.take_down(state)

    def set_file_limit(self, query: QueryId, limit: int | None) -> None:
        """Set the file limit, None for none. A search that stopped at the old one goes on when there is room again."""
        state = self.board.get(query)
        self._writer.run(lambda tx: query_store.set_file_limit(tx, query, limit))
        state.query.file_limit = limit
        if state.query.stop_reason == "file_limit" and not state.is_over_limit:
            self.restart_search(query)
        else:
            self.board.tell(state)
            self._wake(state)

    def restart_search(self, query: QueryId) -> None:
        """Let a search that has stopped go on from its last page, past ground that it knows. Does nothing for one
        that has pages to read, or none at all."""
        state = self.board.get(query)
        last = self._pages.last(query)
        if last is None or state.tally.pages.get(Status.TODO):
            self._let_go(state)
            return
        draft = GalleryDraft(last.url, new_key()[:16], last.referral_url, last.inherited, last.may_make_pages,
                             force_next_page=True)

        def change(tx: Transaction) -> None:
            gallery_seed.append(tx, query, [draft], self._clock.now())
            query_store.set_stop_reason(tx, query, "")

        self._bulk(state, change)
        state.query.stop_reason = ""
        self._let_go(state)

    def _let_go(self, state: QueryState) -> None:
        """Forget what held a query, and give it a turn."""
        state.held_hosts.clear()
        state.files.hold = state.search.hold = None
        self._wake(state)


__all__ = ["AddedText", "AddedUrls", "Downloads", "Line", "QueryRow", "Side", "SideName"]
