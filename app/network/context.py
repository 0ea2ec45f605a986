"""Network contexts: on whose account a request runs (everything, a site, a page of downloads, a subscription).

Every rule about traffic hangs on a context. Here they set the pace and choose headers; nothing here does I/O.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


class ContextKind(IntEnum):
    """Kinds by the number that the Client API gives them."""

    GLOBAL = 0
    DOMAIN = 2
    DOWNLOADER = 3
    PAGE = 4
    SUBSCRIPTION = 5
    WATCHER = 6


@dataclass(frozen=True, slots=True)
class NetworkContext:
    """One account. `data` is empty for global, a host for a domain, else the key of what asks."""

    kind: ContextKind
    data: str = ""


GLOBAL = NetworkContext(ContextKind.GLOBAL)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(4096)
def registrable_domain(host: str) -> str:
    """Return the domain that someone registered: `site.co.uk` for `a.site.co.uk`. IPs, dotless hosts and public
    suffixes stand for themselves."""
    host = host.lower().rstrip(".")
    if "." not in host or _is_ip(host):
        return host
    found = _suffixes().privatesuffix(host)
    return str(found) if found else host


def domain_levels(host: str) -> tuple[str, ...]:
    """Return the host and each parent down to the registrable domain, narrowest first; a leading `www.` is dropped."""
    host = host.lower().rstrip(".")
    top = registrable_domain(host)
    if host.startswith("www.") and host != top:
        host = host[4:]
    levels = [host]
    while levels[-1] != top and "." in levels[-1]:
        levels.append(levels[-1].split(".", 1)[1])
    return tuple(levels)


def host_of(url: str) -> str:
    """Return the URL's host in lower case, without port or brackets; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def contexts_of(url: str, page_contexts: Iterable[NetworkContext] = ()) -> tuple[NetworkContext, ...]:
    """Return the contexts of a request: global, each level of its host, then those of the page that it was found on
    (so that a CDN's bytes count for the site)."""
    own = [NetworkContext(ContextKind.DOMAIN, level) for level in domain_levels(host_of(url))]
    return tuple(dict.fromkeys((GLOBAL, *own, *page_contexts)))


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
