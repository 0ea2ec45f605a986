"""The cookie jars, one a registrable domain: encrypted in the database, in clear only here in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app import runtime
from app.core.clock import Clock, from_milliseconds, to_milliseconds
from app.core.errors import BadInput
from app.network.context import registrable_domain
from app.network.cookie import Cookie, cookie_header, parse_set_cookie
from app.network.vault import Vault, readable
from app.storage.database import Database
from app.storage.models import Cookie as CookieRow
from app.storage.writer import Transaction, Writer

MOST_IN_A_JAR = 300


@dataclass(frozen=True, slots=True)
class CookieEntry:
    """What may be shown of a cookie: everything but its value."""

    name: str
    domain: str
    path: str
    expires: datetime | None


class Cookies:
    """All jars. Changes are written through."""

    def __init__(
        self, database: Database, writer: Writer, vault: Vault, clock: Clock, on_change: Callable[[str], None]
    ) -> None:
        """`on_change(registrable domain)` is called when somebody (not a site) sets cookies."""
        self._database = database
        self._writer = writer
        self._vault = vault
        self._clock = clock
        self._on_change = on_change
        self._lock = runtime.lock()
        self._jars: dict[str, dict[tuple[str, str, str], Cookie]] | None = None

    def set(self, cookies: Iterable[Cookie]) -> int:
        """Keep these cookies, in place of those of the same domain, path and name; return how many. Durable when it
        returns. Raises BadInput."""
        given = [_checked(cookie) for cookie in cookies]
        self._writer.run(lambda transaction: self._write(transaction, given))
        with self._lock:
            for cookie in given:
                self._jar(cookie.session_domain)[cookie.key] = cookie
        for domain in {cookie.session_domain for cookie in given}:
            self._on_change(domain)
        return len(given)

    def delete(self, domain: str, path: str, name: str) -> None:
        """Forget one cookie; one that is not there is fine."""
        domain = domain.lstrip(".").lower()
        self._writer.run(lambda transaction: _delete(transaction, [(domain, path, name)]))
        with self._lock:
            self._jar(registrable_domain(domain)).pop((domain, path, name), None)

    def clear(self, domain: str) -> int:
        """Empty the jar that this domain belongs to; return how many cookies were in it."""
        with self._lock:
            gone = list(self._jar(registrable_domain(domain)))
        self._writer.run(lambda transaction: _delete(transaction, gone))
        with self._lock:
            self._jar(registrable_domain(domain)).clear()
        return len(gone)

    def list(self, domain: str | None = None) -> Sequence[CookieEntry]:
        """Return names and expiry of the cookies in this domain's jar, or of all."""
        return [
            CookieEntry(cookie.name, cookie.domain, cookie.path, cookie.expires) for cookie in self._find(domain)
        ]

    def reveal(self, domain: str) -> Sequence[Cookie]:
        """Return the cookies of this domain's jar with their values. For whoever has the right to them alone."""
        return self._find(domain)

    def header_for(self, url: str, host: str) -> str:
        """Return the Cookie header for a request; empty when there is none."""
        with self._lock:
            jar = list(self._jar(registrable_domain(host)).values())
        return cookie_header(jar, url, self._clock.now())

    def absorb(self, url: str, lines: Iterable[str]) -> None:
        """Take what a response of this URL sets. What did not change is not written again."""
        now = self._clock.now()
        parsed = [cookie for line in lines if (cookie := parse_set_cookie(line, url, now))]
        kept, gone = [], []
        with self._lock:
            for cookie in parsed:
                jar = self._jar(cookie.session_domain)
                if cookie.is_expired(now):
                    if jar.pop(cookie.key, None):
                        gone.append(cookie.key)
                elif jar.get(cookie.key) != cookie:
                    jar[cookie.key] = cookie
                    kept.append(cookie)
                    gone += _overflow(jar)
        if kept or gone:
            self._writer.submit(lambda transaction: self._write(transaction, kept, gone))

    def _find(self, domain: str | None) -> Sequence[Cookie]:
        now = self._clock.now()
        with self._lock:
            jars = self._all().values() if domain is None else [self._jar(registrable_domain(domain.lstrip(".")))]
            found = [cookie for jar in jars for cookie in jar.values() if not cookie.is_expired(now)]
        return sorted(found, key=lambda cookie: cookie.key)

    def _jar(self, session_domain: str) -> dict[tuple[str, str, str], Cookie]:
        return self._all().setdefault(session_domain, {})

    def _all(self) -> dict[str, dict[tuple[str, str, str], Cookie]]:
        if self._jars is None:
            self._jars = {}
            for row in CookieRow.select().dicts().execute(self._database):
                value = readable(self._vault, row["value"], f"cookie of {row['domain']}")
                if value is None:
                    continue
                cookie = Cookie(
                    row["name"], value, row["domain"], row["path"],
                    None if row["expires_at"] is None else from_milliseconds(row["expires_at"]),
                    row["with_subdomains"], row["is_secure"], row["is_http_only"],
                )
                self._jars.setdefault(row["session_domain"], {})[cookie.key] = cookie
        return self._jars

    def _write(
        self, transaction: Transaction, cookies: Iterable[Cookie], gone: Iterable[tuple[str, str, str]] = ()
    ) -> None:
        _delete(transaction, gone)
        now = to_milliseconds(self._clock.now())
        transaction.execute_many(
            "INSERT INTO cookie (domain, path, name, value, session_domain, with_subdomains, is_secure, is_http_only,"
            " expires_at, created_at) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (domain, path, name) DO UPDATE SET"
            " value = excluded.value, with_subdomains = excluded.with_subdomains, is_secure = excluded.is_secure,"
            " is_http_only = excluded.is_http_only, expires_at = excluded.expires_at",
            [
                (
                    cookie.domain, cookie.path, cookie.name, self._vault.encrypt(cookie.value), cookie.session_domain,
                    cookie.with_subdomains, cookie.is_secure, cookie.is_http_only,
                    None if cookie.expires is None else to_milliseconds(cookie.expires), now,
                )
                for cookie in cookies
            ],
        )


def _delete(transaction: Transaction, keys: Iterable[tuple[str, str, str]]) -> None:
    transaction.execute_many("DELETE FROM cookie WHERE domain = ? AND path = ? AND name = ?", keys)


def _overflow(jar: dict[tuple[str, str, str], Cookie]) -> list[tuple[str, str, str]]:
    """Drop the oldest of a jar that a site overfills; return their keys."""
    gone = list(jar)[: max(0, len(jar) - MOST_IN_A_JAR)]
    for key in gone:
        del jar[key]
    return gone


def _checked(cookie: Cookie) -> Cookie:
    text = cookie.name + cookie.value + cookie.domain + cookie.path
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text) or ";" in cookie.name + cookie.value:
        raise BadInput(f"The cookie '{cookie.name[:60]}' holds a character that no cookie may hold.")
    domain = cookie.domain.lstrip(".").lower()
    if not domain:
        raise BadInput(f"The cookie '{cookie.name[:60]}' names no domain.")
    return Cookie(
        cookie.name, cookie.value, domain, cookie.path or "/", cookie.expires, cookie.with_subdomains,
        cookie.is_secure, cookie.is_http_only,
    )
