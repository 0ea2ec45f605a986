"""Which domains a definition claims to speak for."""

from __future__ import annotations

from collections.abc import Iterable

from app.network.context import host_of
from app.parsing.page_parser import PageParser
from app.sites.domain_metadata import DomainMetadata
from app.sites.gug import Gug
from app.sites.login_script import LoginScript
from app.sites.sharing.package import Definition
from app.sites.url_class import UrlClass


def domains_of(definition: Definition) -> tuple[str, ...]:
    """Return the domains, each once: hosts and patterns of a class, the hosts that others name."""
    match definition:
        case UrlClass():
            found: Iterable[str] = (*definition.mask.domains, *definition.mask.patterns)
        case Gug():
            found = [host_of(definition.template)]
        case PageParser():
            found = map(host_of, definition.example_urls)
        case LoginScript():
            found = (each.domain for each in definition.domains)
        case DomainMetadata():
            found = [definition.name]
        case _:
            found = ()
    return tuple(dict.fromkeys(domain for domain in found if domain))
