"""The owner: one password, and an epoch that ends every session when it changes."""

from __future__ import annotations

from app import runtime
from app.access.password import check_new, hash_password, matches
from app.core.clock import Clock, to_milliseconds
from app.core.events import Events
from app.storage.database import Database
from app.storage.writer import Transaction, Writer


class Owner:
    """The one account of a folder. It does not exist until a password is set."""

    def __init__(self, database: Database, writer: Writer, clock: Clock, events: Events | None = None) -> None:
        """`events` hears `access.revoked` when all sessions end."""
        self._database = database
        self._writer = writer
        self._clock = clock
        self._events = events
        self._lock = runtime.lock()
        self._known: tuple[str, int] | None = None

    def exists(self) -> bool:
        """Return whether a password has been set."""
        return self._read() is not None

    @property
    def epoch(self) -> int:
        """The number that a session must carry to be valid; 0 without an owner."""
        known = self._read()
        return known[1] if known else 0

    def set_password(self, password: str) -> None:
        """Set the password and end every session, sockets included. Raises BadPassword."""
        check_new(password)
        stored = hash_password(password)
        now = to_milliseconds(self._clock.now())

        def change(transaction: Transaction) -> None:
            transaction.execute(
                "INSERT INTO owner (id, password_hash, epoch, created_at, changed_at) VALUES (1, ?, 1, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET password_hash = excluded.password_hash, epoch = epoch + 1,"
                " changed_at = excluded.changed_at",
                (stored, now, now),
            )
            transaction.execute("DELETE FROM browser_session")

        self._writer.run(change)
        with self._lock:
            self._known = None
        if self._events is not None:
            self._events.publish("access.revoked")

    def verify(self, password: str) -> bool:
        """Return whether this is the owner's password. Takes as long when there is no owner."""
        known = self._read()
        return matches(password, known[0] if known else None)

    def _read(self) -> tuple[str, int] | None:
        with self._lock:
            known = self._known
        if known is not None:
            return known
        row = self._database.row("SELECT password_hash, epoch FROM owner WHERE id = 1")
        if row is None:
            return None
        with self._lock:
            self._known = (str(row[0]), int(row[1]))
            return self._known
