"""Whether a file is here already, told by its URLs and hashes before anything is downloaded.

A URL is believed when exactly one file is known by it, we have *visited* it or were given it (a site's claim is not
enough), and that file is not also known by another post of the same site: then one of the two is wrong. The bytes
have the last word after the download.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.ids import FileId
from app.downloads.status import Status
from app.downloads.url_facts import UrlFacts

PRIMARY, SOURCE, GIVEN, MERGED = 0, 1, 2, 3
"""How a URL came to its file: the `kind` column of `url_map`."""
TRUSTED_KINDS: Final = frozenset({PRIMARY, GIVEN})


@dataclass(frozen=True, slots=True)
class HashStanding:
    """What is known of one file: to do (not here, or its bytes are missing), known, or deleted."""

    status: Status
    file_id: FileId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that a URL leads to."""

    kind: int
    standing: HashStanding
    post_urls: tuple[UrlFacts, ...] = ()
    """Its own single-file post URLs."""


@dataclass(frozen=True, slots=True)
class UrlMatch:
    """The file that a URL was believed to lead to."""

    url: str
    standing: HashStanding


@dataclass(frozen=True, slots=True)
class UrlJudgement:
    """A believed match, or none; and the first URL that was not believed, for the log."""

    match: UrlMatch | None = None
    distrusted: str = ""


def candidates(seed: UrlFacts, file: UrlFacts | None, primary: Sequence[UrlFacts], source: Sequence[UrlFacts]
               ) -> list[UrlFacts]:
    """Return the URLs by which the file may be recognised, most telling first."""
    single_sources = [facts for facts in source if facts.url_class is not None and facts.is_single_file]
    every = [seed, *([file] if file else []), *primary, *single_sources]
    return list({facts.url: facts for facts in every if facts.may_identify_a_file}.values())


def judge_urls(wanted: Sequence[UrlFacts], known: Mapping[str, Sequence[KnownFile]]) -> UrlJudgement:
    """Return what the candidates say. `known` holds, by stored URL, the files that it leads to."""
    posts = [facts for facts in wanted if facts.is_single_file_post]
    own = {facts.url for facts in wanted}
    bad_domains: set[str] = set()
    bad_files: set[FileId | None] = set()
    distrusted = ""
    for facts in wanted:
        files = [file for file in known.get(facts.url, ()) if file.kind in TRUSTED_KINDS]
        if facts.domain in bad_domains or len(files) != 1:
            continue
        file = files[0]
        if file.standing.file_id in bad_files:
            continue
        if _has_strange_neighbour(file, posts, own):
            bad_domains.add(facts.domain)
            bad_files.add(file.standing.file_id)
            distrusted = distrusted or facts.url
            continue
        return UrlJudgement(UrlMatch(facts.url, file.standing), distrusted)
    return UrlJudgement(None, distrusted)


def _has_strange_neighbour(file: KnownFile, posts: Sequence[UrlFacts], own: set[str]) -> bool:
    """Tell whether the file is known by another post of a site that we stand at a post of."""
    others = [other for other in file.post_urls if other.is_single_file_post and other.url not in own]
    return any(
        other.domain == post.domain and other.url_class == post.url_class for other in others for post in posts
    )


@dataclass(frozen=True, slots=True)
class Prefetch:
    """What may be decided before a download. These are the defaults; the options' screens come with import options."""

    checks_hash: bool = True
    hash_decides: bool = True
    checks_url: bool = True
    url_decides: bool = False
    fetches_page_of_known_url: bool = False
    fetches_page_of_known_hash: bool = False
    excludes_deleted: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is still to be fetched, and what the seed is when nothing is."""

    wants_file: bool
    wants_page: bool
    standing: HashStanding | None = None
    is_by_hash: bool = False
    matched_url: str | None = None


def decide(by_hash: HashStanding | None, by_url: UrlMatch | None, options: Prefetch) -> Verdict:
    """Weigh what the hashes say against what the URLs say."""
    by_hash = by_hash if options.checks_hash else None
    by_url = by_url if options.checks_url else None
    hash_wins = _hash_wins(by_hash, by_url, options)
    standing = by_hash if hash_wins else by_url.standing if by_url else None
    wants_file = standing is None or _would_import(standing, options)
    url_is_known = by_url is not None and by_url.standing.status is Status.KNOWN
    hash_is_known = by_hash is not None and by_hash.status is Status.KNOWN
    is_forced = (url_is_known and options.fetches_page_of_known_url) or (
        hash_is_known and options.fetches_page_of_known_hash)
    return Verdict(
        wants_file, wants_file or is_forced, standing, hash_wins and by_hash is not None,
        by_url.url if by_url is not None and not hash_wins else None,
    )


def _hash_wins(by_hash: HashStanding | None, by_url: UrlMatch | None, options: Prefetch) -> bool:
    if by_hash is not None and options.hash_decides:
        return True
    if by_url is not None and options.url_decides:
        return False
    # neither decides alone: whoever says that it is here, or deleted, is believed
    return by_hash is not None and not _would_import(by_hash, options)


def _would_import(standing: HashStanding, options: Prefetch) -> bool:
    return standing.status is Status.TODO or (
        standing.status is Status.DELETED and not options.excludes_deleted
    )
