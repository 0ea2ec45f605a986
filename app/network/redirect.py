"""Redirects: where an answer sends us, and what may go along. Pure."""

from __future__ import annotations

import contextlib
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from app.network.context import host_of, registrable_domain

STATUSES = frozenset({301, 302, 303, 307, 308})


def target_of(status: int, location: str | None, url: str) -> str | None:
    """Return the address that the answer sends to, whole; None when it is no redirect. A fragment is handed on."""
    if status not in STATUSES or not location:
        return None
    # headers arrive as latin-1; servers mean UTF-8
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    location = quote(location.strip(), safe="%/:=&?~#+!$,;'@()*[]|\\")
    target = urljoin(url, location)
    if not urlsplit(target).fragment and urlsplit(url).fragment:
        target = f"{target}#{urlsplit(url).fragment}"
    return target


def referer_for(url: str, referral_url: str | None, first_url: str) -> str | None:
    """Return the Referer of a hop to `url`.

    The host that the request was made for sees the whole referral URL, since sites' file servers ask for it; a hop that
    a redirect leads to on another site sees its origin alone; plain http never sees an https one.
    """
    if not referral_url:
        return None
    parts = urlsplit(referral_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    if parts.scheme == "https" and urlsplit(url).scheme != "https":
        return None
    netloc = parts.netloc.rpartition("@")[2]
    if registrable_domain(host_of(url)) != registrable_domain(host_of(first_url)):
        return urlunsplit((parts.scheme, netloc, "/", "", ""))
    return quote(urlunsplit((parts.scheme, netloc, parts.path, parts.query, "")), safe="%/:=&?~#+!$,;'@()*[]|")


def may_carry_parsed_headers(url: str, first_url: str) -> bool:
    """Return whether headers that a parser made for `first_url` may go to `url`: same host, and no less secure."""
    here, there = urlsplit(first_url), urlsplit(url)
    return here.netloc.lower() == there.netloc.lower() and here.scheme in {"http", there.scheme}
