"""Which URLs go with a file, and when it was posted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.downloads.url_bookkeeping import merge_source_time, offer_last_modified, settle_urls
from app.downloads.url_facts import UrlFacts
from app.sites.url_class import UrlType

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def facts_of(url: str) -> UrlFacts:
    """A made site: the class is the first part of the path, `?…` is not stored."""
    stored = url.partition("?")[0]
    name = stored.split("/")[3]
    return UrlFacts(stored, UrlType.POST, f"site {name}" if name != "other" else None, stored.split("/")[2], True)


OWN, LIST, FILE = "https://a.org/post/1", "https://a.org/list/1", "https://cdn.a.org/file/1"


def test_the_seeds_own_url_and_its_referral_are_not_kept_twice() -> None:
    sets = settle_urls(OWN, LIST, [OWN, LIST, FILE, OWN + "?token=1"], [LIST, OWN], facts_of)
    assert (sets.primary, sets.source) == ((FILE,), ())


def test_a_url_that_we_passed_through_is_no_source_any_more() -> None:
    sets = settle_urls(OWN, None, [FILE], [FILE + "?x=1", "https://b.org/art/9"], facts_of)
    assert (sets.primary, sets.source) == ((FILE,), ("https://b.org/art/9",))


def test_another_post_of_the_same_class_is_no_source() -> None:
    assert settle_urls(OWN, None, [], ["https://a.org/post/2", "https://b.org/art/9"], facts_of).source == (
        "https://b.org/art/9",)


def test_sources_that_no_class_knows_are_all_kept() -> None:
    sources = ["https://b.org/other/1", "https://b.org/other/2"]
    assert settle_urls("https://c.org/other/3", None, [], sources, facts_of).source == tuple(sources)


def test_a_source_time_only_ever_moves_earlier() -> None:
    early, late = NOW - 9 * DAY, NOW - 2 * DAY
    assert merge_source_time(None, late, NOW) == late
    assert merge_source_time(late, early, NOW) == early
    assert merge_source_time(early, late, NOW) == early
    assert merge_source_time(early, None, NOW) == early


def test_a_time_in_the_first_week_of_the_epoch_is_a_placeholder() -> None:
    assert merge_source_time(None, datetime(1970, 1, 3, tzinfo=UTC), NOW) is None


def test_a_time_in_the_future_is_taken_as_just_now() -> None:
    assert merge_source_time(None, NOW + DAY, NOW) == NOW - timedelta(seconds=30)


def test_the_files_last_change_is_offered_as_its_time() -> None:
    assert offer_last_modified(NOW - DAY, NOW - 9 * DAY, "nginx", NOW) == (NOW - 9 * DAY, None)


def test_a_cache_that_differs_by_days_is_kept_apart() -> None:
    assert offer_last_modified(NOW - DAY, NOW - 9 * DAY, "cloudflare", NOW) == (NOW - DAY, NOW - 9 * DAY)
    assert offer_last_modified(NOW - DAY, NOW - 2 * DAY, "cloudflare", NOW) == (NOW - 2 * DAY, None)
    assert offer_last_modified(None, NOW - 9 * DAY, "cloudflare", NOW) == (NOW - 9 * DAY, None)
