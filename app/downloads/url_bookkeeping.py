"""Which URLs go with a file, and when it was posted.

*Primary* URLs are those we passed through; *source* URLs are what a site claims. A source that is of the same URL
class as a primary one is another post of the same site (a parent, a variant) and no source of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from app.downloads.url_facts import UrlFacts

FactsOf = Callable[[str], UrlFacts]

EARLIEST: Final = datetime(1970, 1, 8, tzinfo=UTC)
"""Earlier times are placeholders of a site, not times of a post."""
LATEST_BEFORE_NOW: Final = timedelta(seconds=30)
CDN_DIFFERENCE: Final = timedelta(days=2)
CDN_DOMAIN: Final = "cloudflare.com"


@dataclass(frozen=True, slots=True)
class UrlSets:
    """The URLs beside a seed's own."""

    primary: tuple[str, ...]
    source: tuple[str, ...]


def settle_urls(
    own: str, referral: str | None, primary: Iterable[str], source: Iterable[str], facts_of: FactsOf
) -> UrlSets:
    """Return the two sets: each URL once, a primary one never a source, the seed's own and its referral in neither."""
    apart = {facts_of(url).url for url in (own, referral) if url}
    kept_primary = _once(primary, apart, facts_of)
    primaries = apart | {facts_of(url).url for url in kept_primary}
    classes = {facts_of(url).url_class for url in (own, *kept_primary)} - {None}
    return UrlSets(kept_primary, tuple(
        url for url in _once(source, primaries, facts_of) if facts_of(url).url_class not in classes
    ))


def _once(urls: Iterable[str], apart: Collection[str], facts_of: FactsOf) -> tuple[str, ...]:
    """Return the URLs in order, those of one stored spelling once, those in `apart` not at all."""
    kept: dict[str, str] = {}
    for url in urls:
        stored = facts_of(url).url
        if stored not in apart:
            kept.setdefault(stored, url)
    return tuple(kept.values())


def merge_source_time(known: datetime | None, offered: datetime | None, now: datetime) -> datetime | None:
    """Return the earlier of the two; an offered time that can't be a post's is not counted."""
    if offered is None or offered <= EARLIEST:
        return known
    offered = min(offered, now - LATEST_BEFORE_NOW)
    return offered if known is None else min(known, offered)


def offer_last_modified(
    source_time: datetime | None, last_modified: datetime | None, server: str, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Return (source time, a cache's own time to keep apart under `CDN_DOMAIN`, or None)."""
    if last_modified is None:
        return source_time, None
    is_far_off = source_time is not None and abs(last_modified - source_time) > CDN_DIFFERENCE
    if server.lower() == "cloudflare" and is_far_off:
        return source_time, merge_source_time(None, last_modified, now)
    return merge_source_time(source_time, last_modified, now), None
