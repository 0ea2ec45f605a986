"""Custom headers of everything and of single sites; the narrowest wins. Values are encrypted at rest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import runtime
from app.core.clock import Clock, to_milliseconds
from app.core.errors import BadInput
from app.network.context import GLOBAL, ContextKind, NetworkContext, domain_levels
from app.network.vault import Vault, readable
from app.storage.database import Database
from app.storage.models import Header as HeaderRow
from app.storage.writer import Writer

USER_AGENT = "Mozilla/5.0 (compatible; Bowerbird)"
DEFAULTS: Mapping[str, str] = {
    "User-Agent": USER_AGENT,
    "Accept": "image/jpeg,image/png,image/*;q=0.9,*/*;q=0.8",
    "Cache-Control": "no-transform",
}
"""What everything carries unless the owner set another value."""
OURS = frozenset({
    "host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "trailer", "keep-alive",
    "proxy-authorization", "proxy-connection", "expect", "accept-encoding", "range", "if-range",
})
"""Headers that only the network itself sets."""
APPROVALS = ("approved", "denied", "unknown")


@dataclass(frozen=True, slots=True)
class Header:
    """One custom header, its value in clear."""

    name: str
    value: str
    approval: str = "approved"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HeaderEntry:
    """What may be shown of a header: everything but its value."""

    name: str
    approval: str
    reason: str


class Headers:
    """The headers of each context. Changes are written through."""

    def __init__(self, database: Database, writer: Writer, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._vault = vault
        self._clock = clock
        self._lock = runtime.lock()
        self._kept: dict[NetworkContext, dict[str, Header]] | None = None

    def set(self, context: NetworkContext, header: Header) -> None:
        """Keep the header for this context (global, or a domain). Raises BadInput."""
        if header.approval not in APPROVALS:
            raise BadInput(f"A header is {', '.join(APPROVALS[:-1])} or {APPROVALS[-1]}, not '{header.approval}'.")
        if not is_sendable(header.name, header.value):
            raise BadInput(f"The header '{header.name[:60]}' can't be sent.")
        key = (int(context.kind), context.data, header.name)
        values = (self._vault.encrypt(header.value), header.approval, header.reason)
        self._writer.run(lambda transaction: transaction.execute(
            "INSERT INTO header (context_kind, context_data, name, value, approval, reason, created_at)"
            " VALUES (?,?,?,?,?,?,?) ON CONFLICT (context_kind, context_data, name) DO UPDATE SET"
            " value = excluded.value, approval = excluded.approval, reason = excluded.reason",
            (*key, *values, to_milliseconds(self._clock.now())),
        ))
        with self._lock:
            self._of(context)[header.name] = header

    def delete(self, context: NetworkContext, name: str) -> None:
        """Forget one header; a default comes back with its own value."""
        self._writer.run(lambda transaction: transaction.execute(
            "DELETE FROM header WHERE context_kind = ? AND context_data = ? AND name = ?",
            (int(context.kind), context.data, name),
        ))
        with self._lock:
            self._of(context).pop(name, None)

    def list(self, context: NetworkContext) -> Sequence[HeaderEntry]:
        """Return the names of a context's headers, the defaults among the global ones."""
        return [HeaderEntry(header.name, header.approval, header.reason) for header in self.reveal(context)]

    def reveal(self, context: NetworkContext) -> Sequence[Header]:
        """Return a context's headers with their values. For whoever has the right to them alone."""
        found = {name.lower(): Header(name, value) for name, value in DEFAULTS.items()} if context == GLOBAL else {}
        with self._lock:
            found |= {name.lower(): header for name, header in self._of(context).items()}
        return sorted(found.values(), key=lambda header: header.name.lower())

    def for_host(self, host: str) -> dict[str, str]:
        """Return the approved headers of a request to the host: global, then each domain level, the narrowest last."""
        merged: dict[str, tuple[str, str]] = {}
        levels = [NetworkContext(ContextKind.DOMAIN, level) for level in reversed(domain_levels(host))]
        for context in (GLOBAL, *levels):
            for header in self.reveal(context):
                if header.approval == "approved":
                    merged[header.name.lower()] = header.name, header.value
        return dict(merged.values())

    def _of(self, context: NetworkContext) -> dict[str, Header]:
        if self._kept is None:
            self._kept = {}
            for row in HeaderRow.select().dicts().execute(self._database):
                owner = NetworkContext(ContextKind(row["context_kind"]), row["context_data"])
                value = readable(self._vault, row["value"], f"header {row['name']}")
                if value is None:
                    continue
                header = Header(row["name"], value, row["approval"], row["reason"])
                self._kept.setdefault(owner, {})[header.name] = header
        return self._kept.setdefault(context, {})


def is_sendable(name: str, value: str) -> bool:
    """Return whether the header is well-formed and not one that the network sets itself."""
    return (
        re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) is not None
        and re.fullmatch(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x08\x0a-\x1f\x7f]*[^\s\x00-\x1f\x7f])?|", value) is not None
        and all(ord(letter) < 256 for letter in value)
        and name.lower() not in OURS
    )
