"""What the definitions say of one URL, and what a parser finds on one page, as plain data for people and scripts.

The words are those of the shared samples' index files: null for what does not apply or can't be made, and of a post
only what it has.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from app.core.errors import BadInput
from app.parsing.page_parser import PAGE_PARSER, PageParser
from app.parsing.post import Post
from app.parsing.schema import write
from app.parsing.url import encode_url, is_full_url
from app.sites.catalogue import Definitions, Resolved
from app.sites.url_class import UrlType
from app.workers.errors import WorkerTimeout

PARSE_LIMIT: Final = timedelta(seconds=30)


class ParsingPool(Protocol):
    """Where pages are parsed."""

    def run(self, task: str, payload: dict[str, Any], *, timeout: timedelta) -> dict[str, Any]:
        """Return the task's answer."""
        ...


class NoParser(BadInput):
    """Nothing reads that page."""

    code = "no_parser"


def told_url(definitions: Definitions, url: str) -> dict[str, Any]:
    """Return the URL's class and type, its forms, what is fetched for it, and what reads that."""
    resolved = definitions.resolve(url)
    return {
        "url": url,
        "class": resolved.url_class.name if resolved.url_class else None,
        "type": resolved.type.value if resolved.url_class else None,
        "normalised": definitions.normalised(url),
        "for_server": definitions.for_server(url),
        "fetch_url": _fetched(resolved),
        "parser": resolved.parser.name if resolved.parser else None,
    }


def _fetched(resolved: Resolved) -> str | None:
    is_broken = resolved.url_class is None or resolved.chain[-1].redirects
    return None if is_broken else resolved.request_url


def parse_page(
    definitions: Definitions, pool: ParsingPool, now: datetime, url: str, text: str, parser_name: str | None = None
) -> dict[str, Any]:
    """Return `{url_class, parser, outcome, posts}` for a page's text.

    With a parser's name that parser reads the text, and the URL is its context as it is; else the URL is matched and
    redirected first. The outcome is `posts`, `no posts`, `veto` or `error`; the last two have a `note`. Raises
    BadInput for text that is no URL, NoParser when nothing reads the page.
    """
    if not is_full_url(url):
        raise BadInput(f"'{url[:200]}' is not an address")
    if parser_name is not None:
        parser, url_class, context = _named(definitions, parser_name), None, {"url": encode_url(url)}
    else:
        parser, url_class, context = _linked(definitions, url)
    job = {"parser": write(PAGE_PARSER, parser), "context": context, "text": text}
    try:
        answer = pool.run("parsing.parse_page", job, timeout=PARSE_LIMIT)
    except WorkerTimeout as error:
        answer = {"error": error.sentence}
    return {"url_class": url_class, "parser": parser.name, **_outcome(answer, now)}


def _named(definitions: Definitions, name: str) -> PageParser:
    parser = definitions.parser_named(name)
    if parser is None:
        raise NoParser(f"there is no parser '{name[:100]}'")
    return parser


def _linked(definitions: Definitions, url: str) -> tuple[PageParser, str, dict[str, str]]:
    resolved = definitions.resolve(url)
    if resolved.parser is None:
        raise NoParser(f"nothing reads {url[:200]}: {resolved.reason or 'it is a file'}")
    is_post = resolved.type is UrlType.POST
    context = {"url": resolved.request_url, "post_url" if is_post else "gallery_url": definitions.for_server(url)}
    return resolved.parser, resolved.chain[-1].name, context


def _outcome(answer: dict[str, Any], now: datetime) -> dict[str, Any]:
    for outcome, key in (("veto", "veto"), ("error", "error")):
        if key in answer:
            return {"outcome": outcome, "posts": [], "note": answer[key]}
    posts = [Post.from_data(data) for data in answer["posts"]]
    return {"outcome": "posts" if posts else "no posts", "posts": [told_post(post, now) for post in posts]}


def told_post(post: Post, now: datetime) -> dict[str, Any]:
    """Return what the post has; of URLs to follow only those of the highest priority."""
    time = post.timestamp(now)
    told = {
        "file_or_post_urls": post.pursue_urls(),
        "source_urls": post.source_urls(),
        "next_urls": post.next_page_urls(),
        "sub_gallery_urls": post.sub_gallery_urls(),
        "tags": sorted(post.tags()),
        "hashes": post.hashes(),
        "source_time": int(time.timestamp()) if time else None,
        "notes": [[name, text] for name, text in post.notes().items()],
        "titles": [[priority, title] for priority, title in post.titles()],
        "headers": post.headers(),
    }
    return {name: value for name, value in told.items() if value}
