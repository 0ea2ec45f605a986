"""From a page's text to posts, and from posts to seeds: what a parser found, put into the words of the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from app.core.reasons import Reason, reason
from app.downloads.addresses import Addresses, own_posts
from app.downloads.file_seed import SeedDraft
from app.downloads.inherited import Inherited
from app.downloads.unhurried import unhurried
from app.downloads.url_bookkeeping import merge_source_time, settle_urls
from app.network.request import Page
from app.parsing.page_parser import PAGE_PARSER, PageParser
from app.parsing.post import Post
from app.parsing.schema import write
from app.workers.errors import JobFailed, WorkerLost, WorkerTimeout

PARSE_LIMIT: Final = timedelta(seconds=30)
"""What one page may cost, a pattern that explodes included."""


class SeedRefused(Exception):
    """The seed ends here, without a file; `reason` says why."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


class ParsingPool(Protocol):
    """Where pages are parsed."""

    def run(self, task: str, payload: dict[str, Any], *, timeout: timedelta) -> dict[str, Any]:
        """Return the task's answer."""
        ...


class Reader:
    """Reads pages in the parsing workers."""

    def __init__(self, pool: ParsingPool) -> None:
        self._pool = pool
        self._written: dict[str, tuple[PageParser, Any]] = {}

    def posts(self, parser: PageParser, context: dict[str, str], text: str) -> list[Post]:
        """Return what the parser finds. Raises SeedRefused: a veto, a page in another shape, a lost worker."""
        job = {"parser": self._serialised(parser), "context": context, "text": text}
        try:
            answer = self._pool.run("parsing.parse_page", job, timeout=PARSE_LIMIT)
        except WorkerTimeout as error:
            raise SeedRefused(reason("parse_failed", "Reading it took too long.")) from error
        except WorkerLost as error:
            raise SeedRefused(reason("worker_lost")) from error
        except JobFailed as error:
            raise SeedRefused(reason("parse_failed", error.detail)) from error
        if "veto" in answer:
            raise SeedRefused(reason("veto", answer["veto"]))
        if "error" in answer:
            raise SeedRefused(reason("parse_failed", answer["error"]))
        return [Post.from_data(post) for post in answer["posts"]]

    def _serialised(self, parser: PageParser) -> Any:
        kept = self._written.get(parser.name)
        if kept is None or kept[0] is not parser:  # a parser that was changed keeps its name
            kept = self._written[parser.name] = (parser, write(PAGE_PARSER, parser))
        return kept[1]


def nothing_found(page: Page, request_url: str) -> Reason:
    """Return why a page without posts has none: it is empty, or it is no answer of the API that was asked."""
    if "json" in request_url and page.first_bytes.lstrip()[:1] == b"<":
        return reason("parse_failed", "A web page came where data was expected.")
    return reason("nothing_parsed")


@dataclass(frozen=True, slots=True)
class FoundOn:
    """The page that posts were found on."""

    url: str
    """As it was finally fetched."""
    passed: tuple[str, ...]
    """What was passed through up to it, in the words of primary URLs."""
    inherited: Inherited
    """What the page's own seed hands down."""
    is_post: bool = False
    """Whether it is a post: then its tags, notes and sources are its children's as well."""


def drafts_of(posts: Sequence[Post], page: FoundOn, addresses: Addresses, now: datetime) -> list[SeedDraft]:
    """Return a seed for each address to pursue, each once, in order."""
    drafts: dict[str, SeedDraft] = {}
    for post in unhurried(posts, every=1):
        urls = post.pursue_urls()
        for url in urls:
            draft = _draft(post, url, page, addresses, now, is_alone=len(urls) == 1)
            drafts.setdefault(draft.compare_url, draft)
    return list(drafts.values())


def _draft(
    post: Post, url: str, page: FoundOn, addresses: Addresses, now: datetime, *, is_alone: bool
) -> SeedDraft:
    definitions = addresses.definitions
    sources = post.source_urls()
    own = own_posts(sources, page.url, addresses) if is_alone else ()
    primary = (*own, *page.passed, *(page.inherited.primary_urls if page.is_post else ()))
    handed_down = page.inherited.source_urls if page.is_post else ()
    urls = settle_urls(url, page.url, primary, (*sources, *handed_down), addresses.facts)
    tags = set(post.tags()) | set(page.inherited.tags if page.is_post else ())
    inherited = Inherited(
        request_headers={**page.inherited.request_headers, **post.headers()},
        primary_urls=urls.primary,
        source_urls=urls.source,
        tags=tuple(sorted(tags)),
        filterable_tags=page.inherited.filterable_tags,
        additional_tags=page.inherited.additional_tags,
        notes={**(page.inherited.notes if page.is_post else {}), **post.notes()},
        hashes=post.hashes() if is_alone else {},
        destinations=page.inherited.destinations,
    )
    return SeedDraft(
        definitions.for_server(url), definitions.normalised(url), page.url, inherited,
        merge_source_time(None, post.timestamp(now), now),
    )


def list_headers(page: FoundOn, post: Post) -> Inherited:
    """Return what a next page has from this one: headers and what was given from outside, but no tags."""
    return Inherited(
        request_headers={**page.inherited.request_headers, **post.headers()},
        filterable_tags=page.inherited.filterable_tags, additional_tags=page.inherited.additional_tags,
        destinations=page.inherited.destinations,
    )


def sub_gallery_inherits(page: FoundOn, post: Post) -> Inherited:
    """Return what a sub-gallery has from the post that named it: its tags too."""
    return replace(list_headers(page, post), filterable_tags=tuple(dict.fromkeys(
        (*page.inherited.filterable_tags, *sorted(post.tags())))))
