"""The spellings under which a URL may have been stored, so that a file is recognised however its URL is written."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlunparse

from app.parsing.url import NotAUrl, parse_url


def spellings(urls: Iterable[str]) -> list[str]:
    """Return every spelling to look up: either scheme, www or not, one leading slash, trailing slash or not."""
    found: dict[str, None] = {}
    for url in urls:
        for scheme in _schemes(url):
            for host in _hosts(scheme):
                for path in _collapsed(host):
                    found[path] = None
                    found[path[:-1] if path.endswith("/") else path + "/"] = None
    return list(found)


def _schemes(url: str) -> list[str]:
    if url.startswith("https://"):
        return [url, "http" + url.removeprefix("https")]
    if url.startswith("http://"):
        return [url, "https" + url.removeprefix("http")]
    return [url]


def _hosts(url: str) -> list[str]:
    try:
        parts = parse_url(url)
    except NotAUrl:
        return [url]
    if not parts.netloc:
        return [url]
    first, dot, rest = parts.netloc.partition(".")
    if not first.startswith("www"):
        other = f"www.{parts.netloc}"
    elif dot and "." in rest:
        other = rest
    else:
        return [url]
    return [url, urlunparse(parts._replace(netloc=other))]


def _collapsed(url: str) -> list[str]:
    try:
        parts = parse_url(url)
    except NotAUrl:
        return [url]
    if not parts.path.startswith("//"):
        return [url]
    return [url, urlunparse(parts._replace(path="/" + parts.path.lstrip("/")))]
