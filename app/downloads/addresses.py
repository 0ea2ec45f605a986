"""URLs as the downloads see them: what the site definitions say of one, in the few words that are needed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from app.downloads.url_facts import UrlFacts
from app.library.urls import domain_of
from app.network.context import host_of, registrable_domain
from app.parsing.url import is_full_url
from app.sites.catalogue import Definitions, Resolved

FACTS_REMEMBERED: Final = 4096


class Addresses:
    """Asks the snapshot of the definitions that is in force."""

    def __init__(self, definitions: Definitions) -> None:
        self.use(definitions)

    def use(self, definitions: Definitions) -> None:
        """Ask another snapshot from now on; whoever took hold of the old one finishes with it."""
        self.definitions = definitions
        self.sources = {source.name: source for source in definitions.sources()}
        self.facts = lru_cache(maxsize=FACTS_REMEMBERED)(self._facts)
        """What is known of a URL; the same few are asked for again and again while a page is read."""

    def _facts(self, url: str) -> UrlFacts:
        url_class = self.definitions.url_class_for(url)
        stored = self.definitions.normalised(url)
        if url_class is None:
            return UrlFacts(stored, domain=domain_of(stored))
        return UrlFacts(
            stored, url_class.type, url_class.name, domain_of(stored), url_class.refers_to_one_file,
            url_class.associate,
        )

    def landed_on(self, url: str) -> Resolved | None:
        """Return what a page is that a server sent us to; None when its text is not what a parser of ours reads
        there, because that site's posts are read through an API."""
        resolved = self.definitions.resolve(url)
        return None if len(resolved.chain) > 1 else resolved

    def stored(self, urls: Iterable[str]) -> list[str]:
        """Return the spellings under which these are kept beside a file; those that are not kept are left out."""
        facts = (self.facts(url) for url in urls if is_full_url(url))
        return list(dict.fromkeys(each.url for each in facts if each.is_associable))


def own_posts(sources: Sequence[str], page_url: str, addresses: Addresses) -> tuple[str, ...]:
    """Return the sources by which a site's list names its own post of the file; we came past that post.

    Only when there is one: two posts of the same site are alternates of each other, and neither is told from them.
    """
    site = registrable_domain(host_of(page_url))
    facts = {url: addresses.facts(url) for url in sources}
    own = tuple(url for url, each in facts.items()
                if each.is_single_file_post and registrable_domain(each.domain) == site)
    return own if len(own) == 1 else ()
