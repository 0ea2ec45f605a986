"""Cookies as people bring them: a cookies.txt of a browser, an add-on's JSON, or a raw Cookie header. Pure.

Every row is judged by itself: what can be used is, and the rest is counted by line, so that a file with one odd row
still signs you in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from app.core.errors import BadInput, TooLarge
from app.network.cookie import LONGEST, Cookie

MOST_BYTES = 4 * 1024**2
_HTTP_ONLY = "#HttpOnly_"
_MILLISECONDS_FROM = 10**11
_MICROSECONDS_FROM = 10**14
_LATEST = 253_402_300_799
"""The last second of the year 9999."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class CookieImport:
    """What a text held. `cookies` can be used now; the counts are for the person who brought it."""

    cookies: tuple[Cookie, ...] = ()
    session_count: int = 0
    """How many of `cookies` have no expiry."""
    expired_count: int = 0
    """Rows that were fine and are over; they are left out."""
    bad_lines: tuple[int, ...] = ()
    """Lines (or entries of JSON) that make no cookie, from 1."""


@dataclass(slots=True)
class _Tally:
    now: datetime
    found: dict[tuple[str, str, str], Cookie] = field(default_factory=dict)
    expired: int = 0
    bad: list[int] = field(default_factory=list)

    def note(self, number: int, cookie: Cookie | None) -> None:
        if cookie is None or not _is_usable(cookie):
            self.bad.append(number)
        elif cookie.is_expired(self.now):
            self.expired += 1
        else:
            self.found[cookie.key] = cookie

    def result(self) -> CookieImport:
        cookies = tuple(self.found.values())
        sessions = sum(cookie.expires is None for cookie in cookies)
        return CookieImport(cookies, sessions, self.expired, tuple(self.bad))


def read_cookies(given: bytes | str, now: datetime, domain: str = "") -> CookieImport:
    """Return the cookies in a file or a pasted text, whichever of the three forms it has.

    `domain` is the site that a raw header is for; the other forms name their own. Raises TooLarge for more than 4 MiB,
    BadInput when it is in none of the forms.
    """
    if len(given) > MOST_BYTES:
        raise TooLarge("A file of cookies may have 4 MB.")
    text = _decode(given) if isinstance(given, bytes) else given.removeprefix("\ufeff")
    start = text.lstrip()
    if start.startswith(("[", "{")):
        return _read_json(start, now)
    if "\n" not in start.strip() and domain and "\t" not in start:
        return read_cookie_header(start, domain, now)
    found = read_cookies_txt(text, now)
    if not (found.cookies or found.expired_count):
        raise BadInput("No cookies were found in it.", action="Bring a cookies.txt, an add-on's JSON, or name the site")
    return found


def read_cookies_txt(text: str, now: datetime) -> CookieImport:
    """Return the cookies of a Netscape cookies.txt: seven fields a row, between tabs, or between blanks when that
    gives seven. The banner is not needed. Never raises."""
    tally = _Tally(now)
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        is_http_only = line.startswith(_HTTP_ONLY)
        if is_http_only:
            line = line[len(_HTTP_ONLY) :]
        if line.strip() and (is_http_only or not line.lstrip().startswith("#")):
            tally.note(number, _row(line, is_http_only))
    return tally.result()


def read_cookie_header(text: str, domain: str, now: datetime) -> CookieImport:
    """Return the cookies of a raw `Cookie:` header (the word may be missing), as session cookies of `domain`."""
    text = re.sub(r"(?i)^\s*cookie\s*:", "", text)
    tally = _Tally(now)
    host = domain.strip().lower().lstrip(".")
    for number, pair in enumerate(text.split(";"), 1):
        name, is_pair, value = pair.strip().partition("=")
        if pair.strip():
            tally.note(number, Cookie(name.strip(), value.strip(), host) if is_pair else None)
    return tally.result()


def _read_json(text: str, now: datetime) -> CookieImport:
    """Return the cookies of an add-on's export: a list of objects, or one under `cookies`."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput("This looks like JSON and can't be read as such.", action="Export it again") from error
    entries = held.get("cookies") if isinstance(held, dict) else held
    if not isinstance(entries, list):
        raise BadInput("This JSON holds no list of cookies.", action="Export it again")
    tally = _Tally(now)
    for number, entry in enumerate(entries, 1):
        tally.note(number, _entry(entry) if isinstance(entry, dict) else None)
    return tally.result()


def _row(line: str, is_http_only: bool) -> Cookie | None:
    fields = line.split("\t")
    if len(fields) < 6:
        fields = line.split()
        if len(fields) != 7:
            return None
    if len(fields) == 6:
        fields.append("")
    if len(fields) != 7:
        return None
    domain, subdomains, path, secure, expires, name, value = (part.strip() for part in fields)
    return Cookie(
        name=name,
        value=value,
        domain=domain.lstrip(".").lower(),
        path=path if path.startswith("/") else "/",
        expires=_instant(expires),
        with_subdomains=domain.startswith(".") or subdomains.upper() == "TRUE",
        is_secure=secure.upper() == "TRUE",
        is_http_only=is_http_only,
    )


def _entry(entry: Mapping[str, Any]) -> Cookie | None:
    name, value, domain = (entry.get(key) for key in ("name", "value", "domain"))
    if not isinstance(name, str) or not isinstance(value, str) or not isinstance(domain, str):
        return None
    path = entry.get("path")
    cookie = Cookie(
        name=name,
        value=value,
        domain=domain.strip().lstrip(".").lower(),
        path=path if isinstance(path, str) and path.startswith("/") else "/",
        with_subdomains=not entry.get("hostOnly", not domain.startswith(".")),
        is_secure=bool(entry.get("secure", False)),
        is_http_only=bool(entry.get("httpOnly", False)),
    )
    if entry.get("session") is True:
        return cookie
    expires = next((entry[key] for key in ("expirationDate", "expires", "expiry") if entry.get(key) is not None), "")
    return replace(cookie, expires=_instant(str(expires)))


def _instant(text: str) -> datetime | None:
    """Return the expiry; None for a session cookie: empty, 0, -1, or no number. Some tools write milli- or
    microseconds."""
    match = re.fullmatch(r"\+?([0-9]{1,20})(?:\.[0-9]*)?", text)
    if match is None or int(match[1]) == 0:
        return None
    seconds = int(match[1])
    if seconds > _MICROSECONDS_FROM:
        seconds //= 1_000_000
    elif seconds > _MILLISECONDS_FROM:
        seconds //= 1000
    return datetime.fromtimestamp(min(seconds, _LATEST), UTC)


def _is_usable(cookie: Cookie) -> bool:
    text = cookie.name + cookie.value + cookie.domain + cookie.path
    return (
        bool(cookie.name)
        and re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:]+", cookie.domain) is not None
        and len(cookie.name) + len(cookie.value) <= LONGEST
        and _CONTROL.search(text) is None
        and ";" not in cookie.name + cookie.value
    )


def _decode(given: bytes) -> str:
    given = given.removeprefix(b"\xef\xbb\xbf")
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError:
        return given.decode("latin-1")
