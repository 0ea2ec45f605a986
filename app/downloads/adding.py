"""How things get into the queue: words as a query each, addresses on a page of URLs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.clock import Clock
from app.core.errors import BowerbirdError
from app.core.ids import QueryId, ServiceKey, new_key
from app.core.tags import clean_tags
from app.downloads import file_seed, gallery_seed, query_store
from app.downloads.accept import DEFAULT_FILE_LIMIT
from app.downloads.addresses import Addresses
from app.downloads.board import Board
from app.downloads.classify import Classifier, Line, as_url, refused
from app.downloads.errors import EmptyQuery, NothingToAdd
from app.downloads.file_seed import SeedDraft
from app.downloads.foreman import Foreman
from app.downloads.gallery_seed import GalleryDraft
from app.downloads.inherited import Inherited
from app.downloads.query_store import GALLERY, URLS, Query
from app.downloads.status import Status
from app.downloads.unhurried import unhurried
from app.storage.writer import Transaction, Writer

URL_PAGE: Final = "Addresses"
"""The name of the page that pasted addresses go to."""


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


class Adding:
    """Puts work up."""

    def __init__(
        self, writer: Writer, board: Board, foreman: Foreman, addresses: Addresses, classifier: Classifier, clock: Clock
    ) -> None:
        self._writer = writer
        self._board = board
        self._foreman = foreman
        self._addresses = addresses
        self._classifier = classifier
        self._clock = clock

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
        state = self._board.pin(query)
        state.count_page(None, Status.TODO, pages)
        self._board.tell(state)
        self._foreman.wake_side(state.search)
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
                 for url in unhurried(urls) if url.strip()]
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
        urls = [(line.kind, as_url(line.text, self._addresses) or line.text) for line in unhurried(lines)]
        run = new_key()[:16]
        pages = [GalleryDraft(definitions.for_server(url), run, None, brought, may_make_pages=False)
                 for kind, url in unhurried(urls) if kind == "gallery"]
        files = [SeedDraft(definitions.for_server(url), definitions.normalised(url), None, brought)
                 for kind, url in unhurried(urls) if kind != "gallery"]
        known = self._url_page(page_key, page_name)

        def change(tx: Transaction) -> Query:
            page = known or query_store.add(tx, URLS, page_name or URL_PAGE, "", None, now)
            first = file_seed.next_position(tx, page.id)
            file_seed.add(tx, page.id, files, [first + place for place in range(len(files))], now)
            again = [draft.compare_url for draft in files]
            file_seed.requeue(tx, page.id, now, statuses=[Status.FAILED], compare_urls=again)
            gallery_seed.append(tx, page.id, pages, now)
            fresh = query_store.tally(tx, page.id)
            tx.after_commit(lambda: self._board.counted(self._board.pin(page), fresh))
            return page

        page = self._writer.run(change)
        self._foreman.wake(self._board.get(page.id))
        return page

    def _url_page(self, page_key: str | None, page_name: str | None) -> Query | None:
        pages = [state.query for state in self._board.every() if state.query.kind == URLS]
        by_key = next((page for page in pages if page_key is not None and page.key == page_key), None)
        wanted = page_name or URL_PAGE
        return by_key or next((page for page in pages if page.text == wanted), None)
