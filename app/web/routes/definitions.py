"""The sites that are known, and what a query can be typed into."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.web.desk import Desk
from app.web.operations import Answer, Operations

api = Operations("definitions")


class Source(Answer):
    """Something a query can be typed into."""

    name: str
    site: str
    example: str
    hint: str
    needs_key: bool
    has_key: bool


class Site(Answer):
    """One site's definition."""

    name: str
    domains: list[str]
    sources: list[str]
    url_classes: list[str]
    parsers: list[str]
    source_of_facts: str
    needs: str
    """What the site wants of the user, in a sentence; empty when nothing."""
    enabled: bool


@api.get("/sources", answers=list[Source])
def sources(desk: Desk) -> list[Source]:
    """List what a query can be typed into."""
    definitions, keys = desk.given.definitions, desk.given.network.api_parameters
    return [
        Source(
            name=source.name, site=source.site, example=source.example, hint=source.hint, needs_key=source.needs_key,
            has_key=any(keys.has(host) for host in _hosts(desk, source.name)),
        )
        for source in definitions.sources()
    ]


@api.get("/definitions", answers=list[Site])
def sites(desk: Desk) -> list[Site]:
    """List the sites that are known, with where the facts about each are published."""
    return [
        Site(
            name=site.site, domains=_domains(desk, site.site),
            sources=[*(gug.name for gug in site.gugs), *(ngug.name for ngug in site.ngugs)],
            url_classes=[url_class.name for url_class in site.url_classes],
            parsers=[parser.name for parser in site.parsers], source_of_facts="; ".join(site.source),
            needs=site.needs, enabled=True,
        )
        for site in desk.given.definitions.sites
    ]


def _hosts(desk: Desk, source: str) -> list[str]:
    """Return the hosts that a search of this source begins at."""
    return [urlsplit(url).hostname or "" for url in desk.given.definitions.start_urls(source, "a")]


def _domains(desk: Desk, name: str) -> list[str]:
    """Return the hosts that a site's URL classes speak for."""
    domains = (
        domain
        for site in desk.given.definitions.sites if site.site == name
        for url_class in site.url_classes
        for domain in url_class.mask.domains
    )
    return list(dict.fromkeys(domains))
