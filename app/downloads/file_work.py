"""Work on one file seed: predict, read its page, predict again, download, import; and write how it ended.

The seed's row is written in the transaction that writes its file. Whatever dies before leaves the seed to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.clock import Clock
from app.core.events import Events, point
from app.core.ids import FileId, ServiceKey, Sha256
from app.core.reasons import Reason, reason
from app.downloads import file_seed
from app.downloads.addresses import Addresses
from app.downloads.board import Board
from app.downloads.file_seed import Ending, FileSeed, SeedDraft
from app.downloads.inherited import Inherited
from app.downloads.outcome import Outcome, outcome_of
from app.downloads.partials import drop_partials, partial_name
from app.downloads.prediction import Prediction
from app.downloads.progress import Throttle
from app.downloads.query_state import QueryState, Side
from app.downloads.reading import FoundOn, Reader, SeedRefused, drafts_of, nothing_found
from app.downloads.status import HAS_FILE, Status
from app.downloads.url_bookkeeping import CDN_DOMAIN, merge_source_time, offer_last_modified, settle_urls
from app.downloads.url_prediction import Verdict
from app.library.library import Library
from app.library.metadata import FileMetadata, ImportOutcome, ImportRequest, ImportStatus
from app.library.services import DOWNLOADER_TAGS, MY_FILES
from app.media.filetype import KEPT
from app.media.identify import identify
from app.network.context import contexts_of, host_of, registrable_domain
from app.network.network import Network
from app.network.request import FetchedFile, Page, Request
from app.parsing.post import Post
from app.sites.catalogue import Resolved
from app.sites.url_class import UrlType
from app.storage.file_store import FileStore
from app.storage.writer import Transaction, Writer

CHILDREN_KEPT: Final = 10_000
"""The most files that one post may be split into."""


@dataclass(slots=True)
class Job:
    """A seed in hand, and what has been learned of it."""

    seed: FileSeed
    state: QueryState
    side: Side
    inherited: Inherited
    source_time: datetime | None
    passed: list[str] = field(default_factory=list)
    """URLs that this job went through: the API's, the file's, where servers sent it."""
    file_url: str | None = None
    page_url: str | None = None
    cdn_time: datetime | None = None

    @property
    def referral_url(self) -> str | None:
        """Where a request for the file says that it comes from."""
        return self.page_url or self.seed.referral_url


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the work needs of the house."""

    board: Board
    writer: Writer
    library: Library
    network: Network
    addresses: Addresses
    reader: Reader
    store: FileStore
    events: Events
    clock: Clock


class FileWork:
    """Works on file seeds."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._prediction = Prediction(rooms.library, rooms.addresses)

    def run(self, seed: FileSeed, side: Side) -> None:
        """Bring a seed to its end. Raises NetworkTrouble, SeedRefused, Cancelled, StorageTrouble, PoolClosed; then the
        seed is still to do, and `give_up` writes what became of it."""
        job = Job(seed, side.query, side, seed.inherited, seed.source_time)
        side.say(f"Looks at {host_of(seed.url)}.")
        resolved = self._check(seed.url)
        point("seed.started")
        verdict = self._predict(job)
        if not verdict.wants_page:
            self._end_known(job, verdict)
        elif resolved.type is UrlType.POST:
            self._work_post(job, resolved)
        else:
            job.file_url = seed.url
            self._download(job)

    def give_up(self, seed: FileSeed, state: QueryState, outcome: Outcome) -> None:
        """Write that a seed ended without a file, or waits."""
        if outcome.status is Status.IGNORED:
            drop_partials(self._rooms.store, seed.id)
        self._write(seed, state, Ending(outcome))

    # the steps ------------------------------------------------------------------------------------------------------

    def _check(self, url: str) -> Resolved:
        self._rooms.network.check_url(url)
        resolved = self._rooms.addresses.definitions.resolve(url)
        if resolved.type in {UrlType.GALLERY, UrlType.WATCHABLE}:
            raise SeedRefused(reason("not_a_post", resolved.url_class.name if resolved.url_class else ""))
        if resolved.type is UrlType.POST and resolved.parser is None:
            raise SeedRefused(reason("no_parser", resolved.reason))
        return resolved

    def _predict(self, job: Job) -> Verdict:
        primary = (*job.inherited.primary_urls, *job.passed)
        return self._prediction.of(
            job.seed.compare_url, job.file_url, primary, job.inherited.source_urls, job.inherited.hashes)

    def _work_post(self, job: Job, resolved: Resolved) -> None:
        seed, rooms = job.seed, self._rooms
        copy = rooms.store.incoming / partial_name(seed.id, "page")
        try:
            page = self._fetch_page(job, resolved, copy)
            posts = self._parse(job, page, resolved)
            if not posts and identify(page.first_bytes) in KEPT:
                job.file_url = page.url
                self._import(job, copy, {})
                return
        finally:
            copy.unlink(missing_ok=True)
        passed = tuple(dict.fromkeys([seed.url, resolved.request_url, page.url]))
        found_on = FoundOn(page.url, passed, self._handed_down(job), is_post=True)
        drafts = drafts_of(posts, found_on, rooms.addresses, rooms.clock.now())
        if not drafts:
            raise SeedRefused(nothing_found(page, resolved.request_url))
        if len(drafts) == 1 and rooms.addresses.facts(drafts[0].url).type in {UrlType.FILE, UrlType.UNKNOWN}:
            self._absorb(job, drafts[0], [resolved.request_url, page.url])
        else:
            self._make_children(job, drafts)

    def _handed_down(self, job: Job) -> Inherited:
        """Return what children have from this seed: no hashes; the referral counts as a claim of where it is from."""
        sources = job.inherited.source_urls
        referral = (job.seed.referral_url,) if job.seed.referral_url else ()
        return replace(job.inherited, hashes={}, source_urls=(*sources, *referral))

    def _fetch_page(self, job: Job, resolved: Resolved, copy: Path) -> Page:
        definitions = self._rooms.addresses.definitions
        job.side.say(f"Reads a page of {host_of(resolved.request_url)}.")
        headers = resolved.url_class.headers if resolved.url_class else None
        request = Request(
            resolved.request_url,
            referral_url=definitions.referral_url(resolved.request_url, job.seed.referral_url),
            headers={**(headers or {}), **job.inherited.request_headers},
            contexts=contexts_of(job.seed.referral_url) if job.seed.referral_url else (),
        )
        page = self._rooms.network.fetch_page(request, stop=job.side.stop, on_wait=job.side.say, save_to=copy)
        job.page_url = page.url
        return page

    def _parse(self, job: Job, page: Page, resolved: Resolved) -> Sequence[Post]:
        parser = resolved.parser
        if page.history:
            landed = self._rooms.addresses.landed_on(page.url)
            if landed is not None and landed.type is UrlType.POST and landed.parser is not None:
                parser = landed.parser
        assert parser is not None
        try:
            return self._rooms.reader.posts(parser, {"post_url": job.seed.url, "url": page.url}, page.text)
        except SeedRefused as refused:
            if refused.reason.code == "parse_failed" and identify(page.first_bytes) in KEPT:
                return []
            raise

    def _absorb(self, job: Job, draft: SeedDraft, passed: list[str]) -> None:
        """Take the one file of a post as this seed's own."""
        seed, rooms = job.seed, self._rooms
        brought = draft.inherited
        job.passed += passed
        job.file_url = draft.url
        job.source_time = merge_source_time(job.source_time, draft.source_time, rooms.clock.now())
        primary = [*job.inherited.primary_urls, *(url for url in brought.primary_urls if url != seed.url)]
        urls = settle_urls(
            seed.compare_url, seed.referral_url, primary, [*job.inherited.source_urls, *brought.source_urls],
            rooms.addresses.facts)
        job.inherited = replace(
            job.inherited.with_tags(brought.tags),
            request_headers=brought.request_headers,
            primary_urls=urls.primary, source_urls=urls.source,
            notes={**job.inherited.notes, **brought.notes},
            hashes=brought.hashes or job.inherited.hashes,
        )
        verdict = self._predict(job)
        if verdict.wants_file:
            self._download(job)
        else:
            self._end_known(job, verdict)

    def _make_children(self, job: Job, drafts: list[SeedDraft]) -> None:
        seed, state = job.seed, job.state
        kept = drafts[:CHILDREN_KEPT]
        now = self._rooms.clock.now()
        why = reason("children", f"{len(drafts)} files")
        ending = Ending(Outcome(Status.CHILDREN, why), source_time=job.source_time)

        def change(tx: Transaction) -> None:
            if state.is_removed:
                return
            held = file_seed.held_urls(tx, seed.query_id, [draft.compare_url for draft in kept])
            fresh = [draft for draft in kept if draft.compare_url not in held]
            added = file_seed.add(tx, seed.query_id, fresh, file_seed.places_after(tx, seed.id, len(fresh)), now,
                                  seed.gallery_seed_id)
            tx.after_commit(lambda: state.count_new_files(added))
            self._end(tx, seed, state, ending)

        self._rooms.writer.run(change)

    def _download(self, job: Job) -> None:
        assert job.file_url is not None
        fetched = self._fetch_file(job, job.file_url)
        now = self._rooms.clock.now()
        landed = self._other_post(job, fetched)
        if landed is not None:
            fetched.path.unlink(missing_ok=True)
            definitions = self._rooms.addresses.definitions
            self._make_children(job, [SeedDraft(
                definitions.for_server(landed), definitions.normalised(landed), job.seed.url, self._handed_down(job),
                job.source_time)])
            return
        job.passed += [job.file_url, fetched.url]
        job.source_time, job.cdn_time = offer_last_modified(
            job.source_time, fetched.last_modified, fetched.server, now)
        self._import(job, fetched.path, job.inherited.hashes)

    def _fetch_file(self, job: Job, url: str) -> FetchedFile:
        rooms, seed = self._rooms, job.seed
        resolved = rooms.addresses.definitions.resolve(url)
        job.side.say(f"Downloads from {host_of(url)}.")
        headers = resolved.url_class.headers if resolved.url_class else None
        request = Request(
            resolved.request_url,
            referral_url=rooms.addresses.definitions.referral_url(url, job.referral_url),
            headers={**(headers or {}), **job.inherited.request_headers},
            contexts=contexts_of(job.referral_url) if job.referral_url else (),
            is_page=False,
        )
        into = rooms.store.incoming / partial_name(seed.id, url)
        return rooms.network.fetch_file(
            request, into, stop=job.side.stop, on_wait=job.side.say, on_progress=self._follow(job))

    def _follow(self, job: Job) -> _Progress:
        return _Progress(job, self._rooms)

    def _other_post(self, job: Job, fetched: FetchedFile) -> str | None:
        """Return the post that a file's server sent us to in place of the file."""
        if not fetched.history:
            return None
        landed = self._rooms.addresses.definitions.resolve(fetched.url)
        if landed.type is not UrlType.POST or landed.parser is None:
            return None
        ours = self._rooms.addresses.facts(job.seed.url).url_class
        if landed.url_class is not None and landed.url_class.name == ours:
            raise SeedRefused(reason("redirects", "The file leads back to its own post."))
        return fetched.url

    def _import(self, job: Job, path: Path, said: Mapping[str, str]) -> None:
        job.side.say("Takes the file in.")

        def also(tx: Transaction, outcome: ImportOutcome) -> None:
            ending = self._ending(job, outcome, said)
            self._end(tx, job.seed, job.state, ending, outcome.sha256)

        self._rooms.library.import_file(ImportRequest(
            path, self._metadata(job, HAS_FILE), job.inherited.destinations or (MY_FILES,), also=also))

    # how it ended ---------------------------------------------------------------------------------------------------

    def _ending(self, job: Job, outcome: ImportOutcome, said: Mapping[str, str]) -> Ending:
        now = self._rooms.clock.now()
        if outcome.status is ImportStatus.SUCCESSFUL:
            told = Outcome(Status.SUCCESSFUL, differing_hash(said, outcome.hashes))
        elif outcome.status is ImportStatus.ALREADY_HERE:
            told = Outcome(Status.KNOWN, differing_hash(said, outcome.hashes) or reason("known_hash", outcome.note))
        elif outcome.status is ImportStatus.DELETED_BEFORE:
            told = Outcome(Status.DELETED, reason("deleted_before", outcome.note))
        else:
            told = outcome_of(outcome.reason or reason("internal"), attempts=job.seed.attempts, retry_after=None,
                              now=now)
        return Ending(told, outcome.file_id, source_time=job.source_time)

    def _end_known(self, job: Job, verdict: Verdict) -> None:
        """Write that the file is here already, or was deleted, and what this seed adds to its metadata."""
        standing = verdict.standing
        assert standing is not None
        assert standing.file_id is not None
        code = "deleted_before" if standing.status is Status.DELETED else (
            "known_hash" if verdict.is_by_hash else "known_url")
        ending = Ending(Outcome(standing.status, reason(code, standing.note)), standing.file_id, verdict.matched_url,
                        job.source_time)
        hashes = self._rooms.library.files.hashes_of([standing.file_id])

        def also(tx: Transaction, _: ImportOutcome) -> None:
            self._end(tx, job.seed, job.state, ending, hashes.get(ending.file_id or FileId(0)))

        self._rooms.library.add_metadata(standing.file_id, self._metadata(job, {standing.status}), also)

    def _metadata(self, job: Job, statuses: frozenset[Status] | set[Status]) -> FileMetadata:
        """Return what is written beside the file. A file that was deleted before gets no downloader tags."""
        seed, brought, addresses = job.seed, job.inherited, self._rooms.addresses
        passed = [seed.compare_url, *brought.primary_urls, *job.passed]
        primary = addresses.stored([*passed, *([seed.referral_url] if seed.referral_url else [])])
        source = [url for url in addresses.stored(brought.source_urls) if url not in primary]
        tags: dict[ServiceKey, list[str]] = {key: list(each) for key, each in brought.additional_tags.items()}
        if statuses & HAS_FILE:
            tags[DOWNLOADER_TAGS] = [*brought.tags, *brought.filterable_tags, *tags.get(DOWNLOADER_TAGS, ())]
        modified = {registrable_domain(host_of(job.page_url or seed.referral_url or seed.url)):
                    job.source_time or seed.created_at}
        if job.cdn_time is not None:
            modified[CDN_DOMAIN] = job.cdn_time
        return FileMetadata(tags, primary, source, brought.notes, modified)

    def _write(self, seed: FileSeed, state: QueryState, ending: Ending) -> None:
        self._rooms.writer.run(lambda tx: self._end(tx, seed, state, ending))

    def _end(
        self, tx: Transaction, seed: FileSeed, state: QueryState, ending: Ending, sha256: Sha256 | None = None
    ) -> None:
        """Write how a seed ended and tell of it. Of a query that was removed nothing is: its numbers, and those of
        its seeds, may be another query's by now."""
        if state.is_removed:
            return
        ended = file_seed.end(tx, seed, ending, self._rooms.clock.now())
        if ended is not None:
            tx.after_commit(lambda: self._rooms.board.file_ended(state, seed.id, ended, ending.file_id, sha256))


class _Progress:
    """Follows the bytes of one file: its query's speed, the page's bar, and the room on the disk."""

    def __init__(self, job: Job, rooms: Rooms) -> None:
        self._job = job
        self._rooms = rooms
        self._throttle = Throttle()
        self._received = 0

    def __call__(self, received: int, total: int | None) -> None:
        seconds = self._rooms.clock.monotonic()
        self._job.state.meter.note(seconds, max(0, received - self._received))
        self._received = received
        if not self._throttle.lets_through(seconds, is_last=received == total):
            return
        self._rooms.events.publish("progress", query_id=self._job.seed.query_id, seed_id=self._job.seed.id,
                                   received=received, total=total)
        self._rooms.board.look_at_disk()
        if self._rooms.board.house is not None:
            self._job.side.stop.set()  # the partial stays, and is gone on with when there is room


def differing_hash(said: Mapping[str, str], found: Mapping[str, str]) -> Reason | None:
    """Return the note for a file that is not the one its site described; the file is kept all the same."""
    for kind, value in said.items():
        if kind in found and found[kind] != value.lower():
            return reason("md5_differs", f"{kind}: {value} was told, {found[kind]} came.")
    return None
