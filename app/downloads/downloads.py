"""Downloads: queries and pages of URLs, what can be done with them, and the workers behind them.

This is what the faces hold on to. Everything here is quick: it changes rows and wakes workers; nothing waits for a
site.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from app.core.clock import Clock
from app.core.events import Events
from app.core.ids import FileSeedId, QueryId, ServiceKey, new_key
from app.core.settings import Settings
from app.downloads import file_seed, gallery_seed, query_store
from app.downloads.accept import DEFAULT_FILE_LIMIT
from app.downloads.adding import AddedText, AddedUrls, Adding
from app.downloads.addresses import Addresses
from app.downloads.board import Board
from app.downloads.classify import Classifier, Line
from app.downloads.file_seed import FileSeeds
from app.downloads.file_work import Rooms
from app.downloads.foreman import Foreman
from app.downloads.gallery_seed import GalleryDraft, GallerySeeds
from app.downloads.lease import Leases
from app.downloads.query_state import QueryState
from app.downloads.reading import ParsingPool, Reader
from app.downloads.rows import LogPage, Logs, QueryRow, query_row
from app.downloads.status import Status
from app.downloads.unhurried import unhurried
from app.library.library import Library
from app.network.network import Network
from app.sites.catalogue import Definitions
from app.storage.database import Database
from app.storage.file_store import FileStore
from app.storage.writer import Transaction, Writer

__all__ = ["AddedText", "AddedUrls", "Downloads", "Line", "QueryRow"]


class Downloads:
    """The room. `start` takes up what was left; `stop` parks it."""

    def __init__(
        self, database: Database, writer: Writer, library: Library, network: Network, definitions: Definitions,
        parsing_pool: ParsingPool, store: FileStore, events: Events, clock: Clock, settings: Settings,
    ) -> None:
        self._writer = writer
        self._clock = clock
        self._seeds = FileSeeds(database)
        self._pages = GallerySeeds(database)
        self._logs = Logs(database)
        self.board = Board(database, store, events, clock, settings)
        self._addresses = addresses = Addresses(definitions)
        self._classifier = Classifier(addresses, library, network.check_url)
        rooms = Rooms(self.board, writer, library, network, addresses, Reader(parsing_pool), store, events, clock)
        leases = Leases(writer, clock, uuid.uuid4().hex)
        self._foreman = Foreman(rooms, leases, self._seeds, self._pages, events)
        self._adding = Adding(writer, self.board, self._foreman, addresses, self._classifier, clock)
        self.board.load()

    # running --------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Take up what an earlier run left, and keep going."""
        self._foreman.start()

    def stop(self, deadline: timedelta = timedelta(seconds=8)) -> bool:
        """Put down whatever is in hand; it stays to do. Return whether all did within the deadline."""
        return self._foreman.stop(deadline)

    def tick(self) -> None:
        """See whether the disk has room, and wake whatever has waited long enough; happens by itself each second."""
        self._foreman.tick()

    # definitions ----------------------------------------------------------------------------------------------------

    @property
    def definitions(self) -> Definitions:
        """The snapshot of the definitions that is in force."""
        return self._addresses.definitions

    def use_definitions(self, definitions: Definitions) -> None:
        """Put another snapshot in force; work in hand finishes with the one it began with."""
        self._addresses.use(definitions)

    # adding ---------------------------------------------------------------------------------------------------------

    def classify(self, text: str, source: str | None) -> list[Line]:
        """Return what each line is. Raises UnknownSource when words come with a source that does not exist."""
        return self._adding.classify(text, source)

    def add_text(self, text: str, source: str | None, *, file_limit: int | None = DEFAULT_FILE_LIMIT) -> AddedText:
        """Add every line: a query each for words, one page for all addresses. Raises EmptyQuery, UnknownSource."""
        return self._adding.add_text(text, source, file_limit=file_limit)

    def add_query(self, text: str, source: str | None, *, file_limit: int | None = DEFAULT_FILE_LIMIT) -> QueryId:
        """Start a search. Raises EmptyQuery, UnknownSource, and what the source says of words it can't use."""
        return self._adding.add_query(text, source, file_limit=file_limit)

    def add_urls(
        self, urls: Sequence[str], *, additional_tags: Mapping[ServiceKey, Collection[str]] | None = None,
        filterable_tags: Collection[str] = (), destinations: Collection[ServiceKey] = (), page_key: str | None = None,
        page_name: str | None = None,
    ) -> AddedUrls:
        """Add addresses to a page of URLs: the one of that key, else of that name, else the usual one.

        Files, posts and unknown addresses become file seeds (one that failed is set to do again); a list becomes one
        page to read. Raises NothingToAdd when no line can be used; its sentence is that of the first.
        """
        return self._adding.add_urls(
            urls, additional_tags=additional_tags, filterable_tags=filterable_tags, destinations=destinations,
            page_key=page_key, page_name=page_name)

    # looking --------------------------------------------------------------------------------------------------------

    def queries(self, wanted: Sequence[QueryId] | None = None) -> list[QueryRow]:
        """Return every query in the order of the list, or those of the wanted ones that are there."""
        states = self.board.every() if wanted is None else self.board.those_of(wanted)
        return [self._row(state) for state in unhurried(states, every=100)]

    def count(self) -> tuple[int, int]:
        """Return how many queries there are, and how many of them work on something now."""
        return len(self.board.every()), self.board.count_working()

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
        """Let these sides go on."""
        self._set_paused(query, files=False if files else None, search=False if search else None)

    def _set_paused(self, query: QueryId, *, files: bool | None, search: bool | None) -> None:
        state = self.board.get(query)
        row = state.query
        of_files = row.is_files_paused if files is None else files
        of_search = row.is_search_paused if search is None else search
        self._writer.run(lambda tx: query_store.set_paused(tx, query, of_files, of_search))
        row.is_files_paused, row.is_search_paused = of_files, of_search
        self.board.tell(state)
        self._foreman.wake(state)

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
                count += gallery_seed.requeue(tx, query, now)
            return count

        count = self._foreman.change(state, change)
        self._foreman.let_go(state)
        return count

    def retry_pages(self, query: QueryId, ids: Collection[int]) -> int:
        """Read these pages of the search again; return how many."""
        state, now = self.board.get(query), self._clock.now()
        count = self._foreman.change(state, lambda tx: gallery_seed.requeue(tx, query, now, list(ids)))
        self._foreman.let_go(state)
        return count

    def skip(self, query: QueryId, ids: Collection[int]) -> int:
        """Leave out those of these file seeds that are still to do; return how many. One in hand is put down."""
        state = self.board.get(query)
        seeds, now = [FileSeedId(each) for each in ids], self._clock.now()
        count = self._foreman.change(state, lambda tx: file_seed.skip(tx, query, seeds, now))
        if state.working_on in set(ids):
            self._foreman.interrupt(state.files)
        return count

    def remove(self, query: QueryId) -> None:
        """Remove a query with its logs; the files that it brought stay."""
        state = self.board.get(query)
        state.is_removed = True
        for side in state.sides:
            self._foreman.interrupt(side)
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
            self._foreman.wake(state)

    def restart_search(self, query: QueryId) -> None:
        """Let a search that has stopped go on from its last page, past ground that it knows. Does nothing for one
        that has pages to read, or none at all."""
        state = self.board.get(query)
        last = self._pages.last(query)
        if last is None or state.tally.pages.get(Status.TODO):
            self._foreman.let_go(state)
            return
        draft = GalleryDraft(last.url, new_key()[:16], last.referral_url, last.inherited, last.may_make_pages,
                             force_next_page=True)

        def change(tx: Transaction) -> None:
            gallery_seed.append(tx, query, [draft], self._clock.now())
            query_store.set_stop_reason(tx, query, "")

        self._foreman.change(state, change)
        state.query.stop_reason = ""
        self._foreman.let_go(state)
