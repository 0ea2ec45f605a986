"""Work on one gallery seed: fetch the page, take its files up to the limit, and decide whether the search goes on.

The page's row, its file seeds, the pages behind it and the query's counters are one transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.core.events import point
from app.core.reasons import reason
from app.downloads import file_seed, gallery_seed, query_store
from app.downloads.accept import PAGES_PER_RUN, Accepted, accept, goes_on
from app.downloads.file_seed import SeedDraft
from app.downloads.file_work import Rooms
from app.downloads.gallery_seed import GalleryDraft, GallerySeed, PageEnding
from app.downloads.inherited import Inherited
from app.downloads.outcome import Outcome
from app.downloads.query_state import QueryState, Side
from app.downloads.reading import FoundOn, SeedRefused, drafts_of, list_headers, nothing_found, sub_gallery_inherits
from app.downloads.status import Status
from app.network.context import contexts_of, host_of
from app.network.request import Page, Request
from app.parsing.post import Post
from app.sites.catalogue import Resolved
from app.sites.url_class import UrlType
from app.storage.writer import Transaction


@dataclass(frozen=True, slots=True)
class Found:
    """What a page holds."""

    files: tuple[SeedDraft, ...]
    sub_galleries: tuple[GalleryDraft, ...] = ()
    next_pages: tuple[GalleryDraft, ...] = ()
    """Those that the page names; empty when it names none."""
    next_by_class: GalleryDraft | None = None
    """The next page by the rule of its URL class."""
    only_lists: bool = False

    @property
    def digest(self) -> bytes:
        """Tells two pages with the same contents, whatever their addresses."""
        told = "\n".join([*(draft.compare_url for draft in self.files), "", *(each.url for each in self.sub_galleries)])
        return hashlib.sha256(told.encode()).digest()


@dataclass(frozen=True, slots=True)
class Written:
    """What a page's transaction did, for the counters in memory."""

    new_files: int
    found: int
    new_pages: int
    stop_reason: str


class PageWork:
    """Works on gallery seeds."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def run(self, seed: GallerySeed, side: Side) -> None:
        """Bring a page to its end. Raises NetworkTrouble, SeedRefused, Cancelled, StorageTrouble, PoolClosed; then
        the page is still to read, and `give_up` writes what became of it."""
        state = side.query
        side.say(f"Reads a page of {host_of(seed.url)}.")
        self._rooms.network.check_url(seed.url)
        resolved = self._rooms.addresses.definitions.resolve(seed.url)
        if resolved.type not in {UrlType.GALLERY, UrlType.WATCHABLE} or resolved.parser is None:
            raise SeedRefused(reason("no_parser", resolved.reason))
        point("seed.started")
        page = self._fetch(seed, resolved, side)
        found = self._read(seed, resolved, page)
        point("gallery.parsed")
        self._rooms.writer.run(lambda tx: self._write(tx, seed, state, found))

    def give_up(self, seed: GallerySeed, state: QueryState, outcome: Outcome) -> None:
        """Write that a page was not read, or waits."""
        now = self._rooms.clock.now()
        code = outcome.reason.code if outcome.reason else ""
        # behind pages with posts, a page without any is how a site says that there are no more
        is_end = code == "nothing_parsed" and state.query.total_found > 0
        stop_reason = "end_of_search" if is_end else code

        def change(tx: Transaction) -> None:
            if state.is_removed or not gallery_seed.end(tx, seed, PageEnding(outcome), now):
                return
            if not outcome.is_hold:
                query_store.set_stop_reason(tx, seed.query_id, stop_reason)
            tx.after_commit(follow)

        def follow() -> None:
            if not outcome.is_hold:
                state.query.stop_reason = stop_reason
            self._rooms.board.page_ended(state, seed.id, outcome.status)

        self._rooms.writer.run(change)

    # reading --------------------------------------------------------------------------------------------------------

    def _fetch(self, seed: GallerySeed, resolved: Resolved, side: Side) -> Page:
        definitions = self._rooms.addresses.definitions
        headers = resolved.url_class.headers if resolved.url_class else None
        request = Request(
            resolved.request_url,
            referral_url=definitions.referral_url(resolved.request_url, seed.referral_url),
            headers={**(headers or {}), **seed.inherited.request_headers},
            contexts=contexts_of(seed.referral_url) if seed.referral_url else (),
        )
        return self._rooms.network.fetch_page(request, stop=side.stop, on_wait=side.say)

    def _read(self, seed: GallerySeed, resolved: Resolved, page: Page) -> Found:
        parser = resolved.parser
        if page.history:
            landed = self._rooms.addresses.landed_on(page.url)
            if landed is not None and landed.type is not UrlType.GALLERY:
                return self._sent_elsewhere(seed, page.url)
            if landed is not None:
                if landed.parser is None:
                    raise SeedRefused(reason("no_parser", landed.reason))
                parser = landed.parser
        assert parser is not None
        context = {"gallery_url": seed.url, "url": page.url, "post_index": "0"}
        posts = self._rooms.reader.posts(parser, context, page.text)
        if not posts:
            raise SeedRefused(nothing_found(page, resolved.request_url))
        return self._found(seed, page, posts)

    def _sent_elsewhere(self, seed: GallerySeed, url: str) -> Found:
        """Take the address that the site sent us to, which is no list, as one file."""
        definitions = self._rooms.addresses.definitions
        return Found((SeedDraft(definitions.for_server(url), definitions.normalised(url), seed.url, seed.inherited),))

    def _found(self, seed: GallerySeed, page: Page, posts: Sequence[Post]) -> Found:
        addresses, now = self._rooms.addresses, self._rooms.clock.now()
        passed = tuple(dict.fromkeys(url for url in (seed.url, page.url) if addresses.facts(url).is_associable))
        found_on = FoundOn(page.url, passed, seed.inherited)
        files = drafts_of(posts, found_on, addresses, now)
        subs = [self._page(seed, url, sub_gallery_inherits(found_on, post), page.url)
                for post in posts for url in post.sub_gallery_urls()]
        nexts = [self._page(seed, url, list_headers(found_on, post), page.url)
                 for post in posts for url in post.next_page_urls()]
        by_class = addresses.definitions.next_page(page.url)
        bare = Inherited(
            seed.inherited.request_headers, filterable_tags=seed.inherited.filterable_tags,
            additional_tags=seed.inherited.additional_tags, destinations=seed.inherited.destinations)
        return Found(
            tuple(files), tuple(subs), tuple({draft.url: draft for draft in nexts}.values()),
            self._page(seed, by_class, bare, page.url) if by_class else None,
            only_lists=not files and bool(subs),
        )

    def _page(self, seed: GallerySeed, url: str, inherited: Inherited, referral_url: str) -> GalleryDraft:
        return seed.next_draft(self._rooms.addresses.definitions.for_server(url), inherited, referral_url)

    # writing --------------------------------------------------------------------------------------------------------

    def _write(self, tx: Transaction, seed: GallerySeed, state: QueryState, found: Found) -> None:
        if state.is_removed:
            return  # its number may be another query's by now
        query, now = state.query, self._rooms.clock.now()
        page = [draft.compare_url for draft in found.files]
        row = tx.row("SELECT new_found, file_limit FROM query WHERE id = ?", (query.id,))
        if row is None:
            return
        is_same = gallery_seed.has_digest(tx, seed, found.digest)
        limit = row[1] if query.kind == query_store.GALLERY else None
        accepted = accept(page, file_seed.held_urls(tx, query.id, page), new_found=row[0], file_limit=limit)
        added = self._add_files(tx, seed, found, accepted, now)
        pages = gallery_seed.insert_after(tx, seed, found.sub_galleries, now)
        more, stop_reason = self._add_next(tx, seed, found, accepted, is_same=is_same, now=now)
        ending = PageEnding(
            Outcome(Status.SUCCESSFUL, reason(stop_reason or "page_read")),
            _counts(added, accepted.known, pages, more), found.digest, added, accepted.known)
        gallery_seed.end(tx, seed, ending, now)
        is_last = not tx.scalar("SELECT COUNT(*) FROM gallery_seed WHERE query_id = ? AND status = 0", (query.id,))
        written = Written(added, len(page), pages + more, stop_reason if is_last else "")
        query_store.note_found(tx, query.id, added, len(page), written.stop_reason)
        tx.after_commit(lambda: self._follow(seed, state, written))

    def _add_files(
        self, tx: Transaction, seed: GallerySeed, found: Found, accepted: Accepted, now: datetime
    ) -> int:
        fresh = [found.files[place] for place in accepted.new]
        first = file_seed.next_position(tx, seed.query_id)
        places = [first + place for place in range(len(fresh))]
        return file_seed.add(tx, seed.query_id, fresh, places, now, seed.id)

    def _add_next(
        self, tx: Transaction, seed: GallerySeed, found: Found, accepted: Accepted, *, is_same: bool, now: datetime
    ) -> tuple[int, str]:
        """Queue the next pages; return how many and, when there are none, why the search stops here."""
        if is_same:
            return 0, "same_page"
        if not goes_on(may_make_pages=seed.may_make_pages, only_lists=found.only_lists,
                       is_forced=seed.force_next_page, accepted=accepted):
            had_news = bool(accepted.new) or not seed.may_make_pages
            return 0, accepted.stop_reason or ("end_of_search" if had_news else "no_news")
        if self._pages_of_run(tx, seed) >= PAGES_PER_RUN:
            return 0, "page_limit"
        by_class = (found.next_by_class,) if found.next_by_class else ()
        for drafts in (found.next_pages, by_class):
            added = gallery_seed.append(tx, seed.query_id, self._with_force(seed, drafts, accepted), now)
            if added:
                return added, ""
        return 0, "end_of_search"

    @staticmethod
    def _with_force(seed: GallerySeed, drafts: Sequence[GalleryDraft], accepted: Accepted) -> list[GalleryDraft]:
        """A search that was told to go on past old ground stays told until it meets something new."""
        is_on_old_ground = seed.force_next_page and not accepted.new
        return [replace(draft, force_next_page=is_on_old_ground) for draft in drafts]

    @staticmethod
    def _pages_of_run(tx: Transaction, seed: GallerySeed) -> int:
        return int(tx.scalar("SELECT COUNT(*) FROM gallery_seed WHERE query_id = ? AND run_token = ?",
                             (seed.query_id, seed.run_token)))

    def _follow(self, seed: GallerySeed, state: QueryState, written: Written) -> None:
        query = state.query
        query.new_found += written.new_files
        query.total_found += written.found
        query.stop_reason = written.stop_reason
        state.count_new_files(written.new_files)
        state.count_page(None, Status.TODO, written.new_pages)
        self._rooms.board.page_ended(state, seed.id, Status.SUCCESSFUL)


def _counts(new: int, known: int, sub_galleries: int, next_pages: int) -> str:
    """Return the line beside a page that was read."""
    parts = [f"{new} new"]
    if known:
        parts.append(f"{known} had already")
    if sub_galleries:
        parts.append(f"{sub_galleries} further lists")
    if next_pages:
        parts.append(f"{next_pages} next pages" if next_pages > 1 else "a next page")
    return ", ".join(parts)
