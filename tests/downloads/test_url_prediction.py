"""Whether a file is known before it is downloaded: the table of automation's prediction, and the neighbour test."""

from __future__ import annotations

import pytest

from app.core.ids import FileId
from app.downloads.status import Status
from app.downloads.url_facts import UrlFacts
from app.downloads.url_prediction import (
    GIVEN,
    MERGED,
    PRIMARY,
    SOURCE,
    HashStanding,
    KnownFile,
    Prefetch,
    UrlMatch,
    candidates,
    decide,
    judge_urls,
)
from app.sites.url_class import UrlType

HERE = HashStanding(Status.KNOWN, FileId(1))
ALSO_HERE = HashStanding(Status.KNOWN, FileId(2))
GONE = HashStanding(Status.DELETED, FileId(1))
LOST_BYTES = HashStanding(Status.TODO, FileId(1))


def post(number: int, site: str = "a.org", *, single: bool = True) -> UrlFacts:
    return UrlFacts(f"https://{site}/post/{number}", UrlType.POST, f"{site} post", site, single)


def file(number: int, site: str = "cdn.a.org") -> UrlFacts:
    return UrlFacts(f"https://{site}/file/{number}", UrlType.FILE, f"{site} file", site, True)


LIST = UrlFacts("https://a.org/list", UrlType.GALLERY, "a.org list", "a.org")


def known_by(facts: UrlFacts, *files: KnownFile) -> dict[str, list[KnownFile]]:
    return {facts.url: list(files)}


def test_lists_and_posts_of_several_files_recognise_nothing() -> None:
    assert candidates(post(1, single=False), file(1), [LIST], []) == [file(1)]


def test_a_source_counts_only_when_its_class_means_one_file() -> None:
    strange = UrlFacts("https://x.org/1", domain="x.org")
    assert candidates(post(1), None, [], [post(7, "b.org"), strange]) == [post(1), post(7, "b.org")]


def test_one_file_behind_a_visited_url_is_a_match() -> None:
    judged = judge_urls([post(1)], known_by(post(1), KnownFile(PRIMARY, HERE)))
    assert judged.match == UrlMatch(post(1).url, HERE)


@pytest.mark.parametrize(("kind", "believed"), [(PRIMARY, True), (SOURCE, False), (GIVEN, True), (MERGED, False)])
def test_a_claim_or_a_merge_is_not_believed(kind: int, believed: bool) -> None:
    assert (judge_urls([post(1)], known_by(post(1), KnownFile(kind, HERE))).match is not None) is believed


def test_a_url_of_two_files_tells_nothing() -> None:
    known = known_by(post(1), KnownFile(PRIMARY, HERE), KnownFile(PRIMARY, ALSO_HERE))
    assert judge_urls([post(1)], known).match is None


def test_a_file_that_is_also_another_post_of_the_same_site_is_not_believed() -> None:
    known = known_by(post(1), KnownFile(PRIMARY, HERE, (post(1), post(2))))
    judged = judge_urls([post(1)], known)
    assert (judged.match, judged.distrusted) == (None, post(1).url)


def test_a_post_of_another_site_is_no_strange_neighbour() -> None:
    known = known_by(post(1), KnownFile(PRIMARY, HERE, (post(1), post(5, "b.org"))))
    assert judge_urls([post(1)], known).match is not None


def test_after_a_strange_neighbour_the_whole_domain_and_the_file_are_out() -> None:
    wanted = [post(1), file(1)]
    bad = KnownFile(PRIMARY, HERE, (post(1), post(2)))
    known = {**known_by(post(1), bad), **known_by(file(1), KnownFile(PRIMARY, HERE))}
    assert judge_urls(wanted, known).match is None


def test_another_file_behind_another_domain_may_still_match() -> None:
    bad = KnownFile(PRIMARY, HERE, (post(1), post(2)))
    known = {**known_by(post(1), bad), **known_by(file(1), KnownFile(PRIMARY, ALSO_HERE))}
    assert judge_urls([post(1), file(1)], known).match == UrlMatch(file(1).url, ALSO_HERE)


def test_without_a_post_among_the_candidates_the_neighbours_cannot_judge() -> None:
    known = known_by(file(1), KnownFile(PRIMARY, HERE, (post(1), post(2))))
    assert judge_urls([file(1)], known).match is not None


URL_HERE, URL_GONE = UrlMatch("https://a.org/post/1", HERE), UrlMatch("https://a.org/post/1", GONE)


@pytest.mark.parametrize(
    ("by_hash", "by_url", "excludes_deleted", "wants_file", "wants_page"),
    [
        (HERE, None, True, False, False),
        (None, URL_HERE, True, False, False),
        (None, None, True, True, True),
        (None, URL_GONE, True, False, False),
        (None, URL_GONE, False, True, True),
        (GONE, URL_HERE, True, False, False),
        (LOST_BYTES, None, True, True, True),
        (LOST_BYTES, URL_HERE, True, True, True),
    ],
)
def test_the_table_of_predictions(
    by_hash: HashStanding | None, by_url: UrlMatch | None, excludes_deleted: bool, wants_file: bool, wants_page: bool
) -> None:
    verdict = decide(by_hash, by_url, Prefetch(excludes_deleted=excludes_deleted))
    assert (verdict.wants_file, verdict.wants_page) == (wants_file, wants_page)


def test_the_hash_decides_when_both_speak() -> None:
    verdict = decide(GONE, URL_HERE, Prefetch())
    assert (verdict.standing, verdict.is_by_hash, verdict.matched_url) == (GONE, True, None)


def test_when_no_one_decides_whoever_has_it_is_believed() -> None:
    options = Prefetch(hash_decides=False)
    assert decide(LOST_BYTES, URL_HERE, options).standing == HERE
    assert decide(GONE, URL_HERE, options).standing == GONE


def test_a_page_can_be_asked_for_although_the_file_is_here() -> None:
    assert decide(None, URL_HERE, Prefetch(fetches_page_of_known_url=True)).wants_page
    assert decide(HERE, None, Prefetch(fetches_page_of_known_hash=True)).wants_page
    assert not decide(GONE, None, Prefetch(fetches_page_of_known_hash=True)).wants_page


def test_checks_that_are_off_say_nothing() -> None:
    assert decide(HERE, URL_HERE, Prefetch(checks_hash=False, checks_url=False)).wants_file
