"""Definitions of one origin, ours or the imported ones, looked at by themselves: every name of a kind is there once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from app.parsing.errors import DefinitionError
from app.parsing.page_parser import PageParser
from app.parsing.url import parse_url
from app.sites.domain_mask import DomainMask
from app.sites.gug import Gug, Ngug
from app.sites.host_index import HostIndex
from app.sites.linking import Linking, by_complexity
from app.sites.site_definition import SiteDefinition
from app.sites.url_class import UrlClass


class Layer:
    """URL classes with the parsers linked to them, and sources. Of the sites the first one's parsers come first."""

    def __init__(self, sites: Sequence[SiteDefinition]) -> None:
        """Raise DefinitionError for two things of one kind that share a name."""
        self.sites = tuple(sites)
        self.classes = _by_name("url class", (each for site in sites for each in site.url_classes))
        self.parsers = _by_name("parser", (each for site in sites for each in site.parsers))
        self.gugs: dict[str, Gug] = _by_name("source", (each for site in sites for each in site.gugs))
        self.ngugs: dict[str, Ngug] = _by_name("source", (each for site in sites for each in site.ngugs))
        self.links: dict[str, PageParser] = {}
        self._in_order = by_complexity(self.classes.values())
        self._groups = HostIndex(_grouped(self._in_order))

    def link(self, batches: Iterable[Iterable[PageParser]]) -> None:
        """Link parsers to the classes that have none; those of an earlier batch come first."""
        linking = Linking(self._in_order)
        for parsers in batches:
            self.links = linking.links(parsers) | self.links

    def class_for(self, url: str) -> UrlClass | None:
        """Return the most closely described class that the full, encoded URL belongs to, or None."""
        groups = self._groups.speaking_for(parse_url(url).netloc)
        return next((each for classes in groups for each in classes if each.matches(url)), None)

    def has(self, url_class: UrlClass) -> bool:
        """Tell whether this very class is one of the layer's."""
        return self.classes.get(url_class.name) is url_class


def outranks(own: UrlClass, imported: UrlClass) -> bool:
    """Tell whether our class is asked before an imported one that takes the same URL: only when it demands more of it.

    Someone imported the other one to have it used; but a class for just any page of a site must not hide its posts.
    """
    return _demands(own) > _demands(imported)


def _demands(url_class: UrlClass) -> int:
    components = sum(component.default is None for component in url_class.path)
    return components + sum(parameter.default is None for parameter in url_class.parameters)


_Named = TypeVar("_Named", UrlClass, PageParser, Gug, Ngug)


def _by_name(kind: str, things: Iterable[_Named]) -> dict[str, _Named]:
    named: dict[str, _Named] = {}
    for thing in things:
        if thing.name in named:
            raise DefinitionError(f"there are two definitions of the {kind} '{thing.name}'")
        named[thing.name] = thing
    return named


def _grouped(in_order: Iterable[UrlClass]) -> list[tuple[DomainMask, list[UrlClass]]]:
    """Return the classes by the hosts they speak for, the most specific hosts first."""
    groups: dict[object, list[UrlClass]] = {}
    for url_class in in_order:
        groups.setdefault(url_class.mask.group, []).append(url_class)
    return sorted(
        ((members[0].mask, members) for members in groups.values()), key=lambda pair: pair[0].specificity, reverse=True
    )
