"""Which parser reads the pages of which URL class: found by the example URLs that parsers carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.parsing.page_parser import PageParser
from app.sites.url_class import UrlClass


def by_complexity(classes: Iterable[UrlClass]) -> list[UrlClass]:
    """Return the classes with the most closely described first; equals stay in order of name."""
    return sorted(sorted(classes, key=lambda each: each.name), key=lambda each: each.complexity, reverse=True)


def link_parsers(classes: Iterable[UrlClass], parsers: Iterable[PageParser]) -> dict[str, PageParser]:
    """Return the parser of each class by the class's name. A class that redirects has none: its API's class has."""
    candidates = [each for each in by_complexity(classes) if not each.redirects]
    links: dict[str, PageParser] = {}
    for parser in sorted(parsers, key=lambda each: each.name):
        for url in parser.example_urls:
            owner = _first_match(candidates, url)
            if owner is not None and owner.is_parsable:
                links.setdefault(owner.name, parser)
    return links


def _first_match(classes: Sequence[UrlClass], url: str) -> UrlClass | None:
    return next((each for each in classes if each.matches(url)), None)
