"""One cookie: what it is, where it may go, and how a site sets it (RFC 6265). Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from app.network.context import host_of, registrable_domain

LONGEST = 8192
"""Characters of name and value together; longer ones are dropped."""
_FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie, its value in clear."""

    name: str
    value: str
    domain: str
    """Without a leading dot."""
    path: str = "/"
    expires: datetime | None = None
    """None: a session cookie, which we keep across restarts."""
    with_subdomains: bool = True
    is_secure: bool = False
    is_http_only: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two cookies the same one."""
        return self.domain, self.path, self.name

    @property
    def session_domain(self) -> str:
        """The jar it lies in: its registrable domain."""
        return registrable_domain(self.domain)

    def is_expired(self, now: datetime) -> bool:
        """Return whether its time is over."""
        return self.expires is not None and self.expires <= now

    def goes_to(self, url: str) -> bool:
        """Return whether it is sent to that URL."""
        parts = urlsplit(url)
        if self.is_secure and parts.scheme != "https":
            return False
        host = host_of(url)
        is_inside = host == self.domain or (self.with_subdomains and _is_below(host, self.domain))
        return is_inside and _path_matches(parts.path or "/", self.path)


def cookie_header(cookies: Iterable[Cookie], url: str, now: datetime) -> str:
    """Return the Cookie header for the URL, longest path first; empty when nothing fits."""
    fitting = [cookie for cookie in cookies if not cookie.is_expired(now) and cookie.goes_to(url)]
    fitting.sort(key=lambda cookie: -len(cookie.path))
    return "; ".join(f"{cookie.name}={cookie.value}" if cookie.name else cookie.value for cookie in fitting)


def parse_set_cookie(line: str, url: str, now: datetime) -> Cookie | None:
    """Return the cookie that a Set-Cookie line of this URL makes; None when it is malformed or not the site's to set.

    A cookie to be removed comes back already expired.
    """
    pair, *attributes = line.split(";")
    name, is_pair, value = pair.partition("=")
    name, value = name.strip(), value.strip()
    if not is_pair or not name or len(name) + len(value) > LONGEST or re.search(r"[\x00-\x1f\x7f]", name + value):
        return None
    given = {}
    for attribute in attributes:
        key, _, text = attribute.partition("=")
        given[key.strip().lower()] = text.strip()
    host = host_of(url)
    domain = given.get("domain", "").lstrip(".").lower()
    if domain and not _may_set(host, domain):
        return None
    if "secure" in given and urlsplit(url).scheme != "https":
        return None
    path = given.get("path", "")
    return Cookie(
        name=name,
        value=value,
        domain=domain or host,
        path=path if path.startswith("/") else _default_path(url),
        expires=_expiry(given, now),
        with_subdomains=bool(domain) and not _is_ip(host),
        is_secure="secure" in given,
        is_http_only="httponly" in given,
    )


def _may_set(host: str, domain: str) -> bool:
    """A site sets cookies for itself and its parents down to the registrable domain, never for a public suffix."""
    if host == domain:
        return True
    return _is_below(host, domain) and _is_below_or_same(domain, registrable_domain(host))


def _is_below(host: str, domain: str) -> bool:
    return host.endswith("." + domain) and not _is_ip(host)


def _is_below_or_same(host: str, domain: str) -> bool:
    return host == domain or _is_below(host, domain)


def _path_matches(path: str, cookie_path: str) -> bool:
    if path == cookie_path:
        return True
    return path.startswith(cookie_path) and (cookie_path.endswith("/") or path[len(cookie_path)] == "/")


def _default_path(url: str) -> str:
    path = urlsplit(url).path
    return path[: path.rfind("/")] or "/" if path.startswith("/") else "/"


def _expiry(given: dict[str, str], now: datetime) -> datetime | None:
    age = given.get("max-age", "")
    if re.fullmatch(r"-?[0-9]{1,12}", age):
        return min(now + timedelta(seconds=min(int(age), 10**9)), _FAR) if int(age) > 0 else now
    if "expires" not in given:
        return None
    try:
        at = parsedate_to_datetime(given["expires"])
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
