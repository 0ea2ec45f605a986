"""Which parser reads the pages of which URL class: found by the example URLs that parsers carry."""

from __future__ import annotations

from collections.abc import Iterable

from app.parsing.page_parser import PageParser
from app.parsing.url import NotAUrl, encode_url, parse_url
from app.sites.host_index import HostIndex
from app.sites.url_class import UrlClass


def by_complexity(classes: Iterable[UrlClass]) -> list[UrlClass]:
    """Return the classes with the most closely described first; equals stay in order of name."""
    return sorted(sorted(classes, key=lambda each: each.name), key=lambda each: each.complexity, reverse=True)


class Linking:
    """Finds the class that a parser is for. A class that redirects has no parser: its API's class has."""

    def __init__(self, in_order: Iterable[UrlClass]) -> None:
        """The classes come with the most closely described first."""
        self._candidates = HostIndex((each.mask, each) for each in in_order if not each.redirects)

    def links(self, parsers: Iterable[PageParser]) -> dict[str, PageParser]:
        """Return the parser of each class by the class's name; of several parsers the first by name gets it."""
        links: dict[str, PageParser] = {}
        for parser in sorted(parsers, key=lambda each: each.name):
            for url in parser.example_urls:
                owner = self._owner(encode_url(url))
                if owner is not None and owner.is_parsable:
                    links.setdefault(owner.name, parser)
        return links

    def _owner(self, url: str) -> UrlClass | None:
        try:
            netloc = parse_url(url).netloc
        except NotAUrl:
            return None
        return next((each for each in self._candidates.speaking_for(netloc) if each.matches(url)), None)
