"""Asks the library what it knows of a seed's URLs and hashes, and lets `url_prediction` judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from app.core.ids import FileId
from app.downloads.addresses import Addresses
from app.downloads.status import Status
from app.downloads.url_facts import UrlFacts
from app.downloads.url_prediction import (
    HashStanding,
    KnownFile,
    Prefetch,
    Verdict,
    candidates,
    decide,
    judge_urls,
)
from app.library.hash_status import BadHash
from app.library.library import Library
from app.library.metadata import HashStatus
from app.library.urls import UrlMatch

HASH_ORDER: Final = ("sha256", "md5", "sha1", "sha512")


class Prediction:
    """Tells what is known before a download."""

    def __init__(self, library: Library, addresses: Addresses, options: Prefetch | None = None) -> None:
        self._library = library
        self._addresses = addresses
        self._options = options or Prefetch()

    def of(
        self, seed_url: str, file_url: str | None, primary: Iterable[str], source: Iterable[str],
        hashes: Mapping[str, str],
    ) -> Verdict:
        """Return what is still to be fetched for a seed."""
        facts = self._addresses.facts
        wanted = candidates(
            facts(seed_url), facts(file_url) if file_url else None, [facts(url) for url in primary],
            [facts(url) for url in source],
        )
        judged = judge_urls(wanted, self.known_files(wanted))
        return decide(self._by_hash(hashes), judged.match, self._options)

    def known_files(self, wanted: Iterable[UrlFacts]) -> dict[str, list[KnownFile]]:
        """Return the files that each URL leads to, whichever way it was spelled when it was stored."""
        spelled = {variant: facts.url for facts in wanted
                   for variant in self._addresses.definitions.lookup_variants(facts.url)}
        found: dict[str, dict[FileId, UrlMatch]] = {}
        for match in self._library.urls.files_of(spelled):
            kept = found.setdefault(spelled[match.url], {}).setdefault(match.file_id, match)
            if match.kind < kept.kind:
                found[spelled[match.url]][match.file_id] = match
        return {url: [self._known_file(match) for match in files.values()] for url, files in found.items()}

    def _known_file(self, match: UrlMatch) -> KnownFile:
        posts = (self._addresses.facts(known.url) for known in self._library.urls.of_file(match.file_id))
        return KnownFile(
            int(match.kind), standing_of(self._library.status_of_hash("sha256", match.sha256)),
            tuple(facts for facts in posts if facts.is_single_file_post),
        )

    def _by_hash(self, hashes: Mapping[str, str]) -> HashStanding | None:
        for kind in HASH_ORDER:
            if kind not in hashes:
                continue
            try:
                status = self._library.status_of_hash(kind, hashes[kind])
            except BadHash:  # a site may write anything
                continue
            if status.file_id is not None:
                return standing_of(status)
        return None


def standing_of(status: HashStatus) -> HashStanding:
    """Return the library's answer in the words of the decision."""
    return HashStanding(Status(int(status.status)), status.file_id, status.note)
