"""Browsers that are signed in. The cookie's token is kept as a hash alone; a session ends by time, by hand, or when
the password changes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app import runtime
from app.access.owner import Owner
from app.core.clock import Clock, from_milliseconds, to_milliseconds
from app.core.events import Events
from app.storage.database import Database
from app.storage.writer import Writer

SEEN_EVERY = timedelta(minutes=10)
"""How often the time of last use is written."""


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser."""

    id: int
    epoch: int
    user_agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class BrowserSessions:
    """All of them. Checks are answered from memory."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        clock: Clock,
        owner: Owner,
        *,
        lifetime: timedelta = timedelta(days=30),
        events: Events | None = None,
    ) -> None:
        """`events` hears `access.revoked {session_id}` when one ends by hand, without an id when all do."""
        self._database = database
        self._writer = writer
        self._clock = clock
        self._owner = owner
        self._lifetime = lifetime
        self._events = events
        self._lock = runtime.lock()
        self._known: dict[bytes, Session] = {}

    def create(self, user_agent: str = "") -> str:
        """Sign a browser in and return its token: 256 bits, shown this once. Durable when it returns."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        made = Session(0, self._owner.epoch, user_agent[:300], now, now, now + self._lifetime)
        made = replace(made, id=self._writer.run(lambda transaction: transaction.execute(
            "INSERT INTO browser_session (token_hash, epoch, user_agent, created_at, seen_at, expires_at)"
            " VALUES (?,?,?,?,?,?)",
            (_hash(token), made.epoch, made.user_agent, to_milliseconds(now), to_milliseconds(now),
             to_milliseconds(made.expires_at)),
        ).lastrowid or 0))
        with self._lock:
            self._known[_hash(token)] = made
        return token

    def check(self, token: str) -> Session | None:
        """Return the session of a token, or None when it is none, has ended, or was made under another password."""
        hashed = _hash(token)
        session = self._known.get(hashed) or self._load(hashed)
        if session is None:
            return None
        now = self._clock.now()
        if session.epoch != self._owner.epoch or session.expires_at <= now:
            with self._lock:
                self._known.pop(hashed, None)
            return None
        if now - session.seen_at >= SEEN_EVERY:
            session = replace(session, seen_at=now)
            with self._lock:
                self._known[hashed] = session
            self._writer.submit(lambda transaction: transaction.execute(
                "UPDATE browser_session SET seen_at = ? WHERE id = ?", (to_milliseconds(now), session.id)
            ))
        return session

    def revoke(self, token: str) -> None:
        """Sign one browser out; a token that is none is fine."""
        hashed = _hash(token)
        session = self._known.get(hashed) or self._load(hashed)
        self._writer.run(lambda transaction: transaction.execute(
            "DELETE FROM browser_session WHERE token_hash = ?", (hashed,)
        ))
        with self._lock:
            self._known.pop(hashed, None)
        if session is not None and self._events is not None:
            self._events.publish("access.revoked", session_id=session.id)

    def revoke_all(self) -> None:
        """Sign every browser out."""
        self._writer.run(lambda transaction: transaction.execute("DELETE FROM browser_session"))
        with self._lock:
            self._known.clear()
        if self._events is not None:
            self._events.publish("access.revoked")

    def list(self) -> Sequence[Session]:
        """Return the sessions that have not ended, the last used first; at most 500."""
        rows = self._database.rows(
            "SELECT id, epoch, user_agent, created_at, seen_at, expires_at FROM browser_session"
            " WHERE epoch = ? AND expires_at > ? ORDER BY seen_at DESC LIMIT 500",
            (self._owner.epoch, to_milliseconds(self._clock.now())),
        )
        return [_session(row) for row in rows]

    def forget_expired(self) -> int:
        """Delete the rows of sessions that have ended; return how many."""
        now = to_milliseconds(self._clock.now())
        return self._writer.run(lambda transaction: transaction.execute(
            "DELETE FROM browser_session WHERE expires_at <= ? OR epoch <> ?", (now, self._owner.epoch)
        ).rowcount)

    def _load(self, hashed: bytes) -> Session | None:
        row = self._database.row(
            "SELECT id, epoch, user_agent, created_at, seen_at, expires_at FROM browser_session WHERE token_hash = ?",
            (hashed,),
        )
        if row is None:
            return None
        session = _session(row)
        with self._lock:
            self._known[hashed] = session
        return session


def _session(row: tuple[int, int, str, int, int, int]) -> Session:
    number, epoch, user_agent, created, seen, expires = row
    return Session(
        number, epoch, user_agent, from_milliseconds(created), from_milliseconds(seen), from_milliseconds(expires)
    )


def _hash(token: str) -> bytes:
    """A token is 256 random bits, so a plain hash can't be guessed back, and looking it up leaks nothing of it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
