"""Definitions of any kinds put together as one site, so that they can be looked at and linked together."""

from __future__ import annotations

from collections.abc import Iterable

from app.parsing.page_parser import PageParser
from app.sites.gug import Gug, Ngug
from app.sites.sharing.package import Definition
from app.sites.site_definition import SiteDefinition
from app.sites.url_class import UrlClass


def joined(site: str, definitions: Iterable[Definition]) -> SiteDefinition:
    """Return the site that has these sources, URL classes and parsers; other kinds are passed over."""
    given = list(definitions)
    return SiteDefinition(
        version=1, site=site, source=(),
        gugs=tuple(each for each in given if isinstance(each, Gug)),
        ngugs=tuple(each for each in given if isinstance(each, Ngug)),
        url_classes=tuple(each for each in given if isinstance(each, UrlClass)),
        parsers=tuple(each for each in given if isinstance(each, PageParser)))
