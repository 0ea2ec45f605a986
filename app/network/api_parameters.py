"""What a site's API wants in the query string to know its user (`api_key`, `user_id`). Encrypted at rest; added to a
request at the last moment and taken out of every address that leaves this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, quote_plus, urlsplit, urlunsplit

from app import runtime
from app.core.clock import Clock, to_milliseconds
from app.core.errors import BadInput
from app.network.context import domain_levels
from app.network.vault import Vault, readable
from app.storage.database import Database
from app.storage.models import ApiParameter
from app.storage.writer import Transaction, Writer


class ApiParameters:
    """The parameters of each domain. Changes are written through."""

    def __init__(self, database: Database, writer: Writer, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._vault = vault
        self._clock = clock
        self._lock = runtime.lock()
        self._kept: dict[str, dict[str, str]] | None = None

    def set(self, domain: str, parameters: Mapping[str, str]) -> None:
        """Keep these parameters for the domain and its subdomains, in place of all that were kept for it.

        Raises BadInput.
        """
        domain = domain.lower().strip().lstrip(".")
        if not domain or not parameters:
            raise BadInput("A site's key needs the site and at least one value.")
        if not all(name and value and len(name) <= 200 and len(value) <= 2000 for name, value in parameters.items()):
            raise BadInput("Each value needs a name, and may have 2,000 characters.")
        now = to_milliseconds(self._clock.now())
        rows = [(domain, name, self._vault.encrypt(value), now) for name, value in parameters.items()]

        def change(transaction: Transaction) -> None:
            transaction.execute("DELETE FROM api_parameter WHERE domain = ?", (domain,))
            transaction.execute_many(
                "INSERT INTO api_parameter (domain, name, value, created_at) VALUES (?,?,?,?)", rows
            )

        self._writer.run(change)
        with self._lock:
            self._all()[domain] = dict(parameters)

    def delete(self, domain: str) -> None:
        """Forget the domain's parameters."""
        domain = domain.lower().strip().lstrip(".")
        self._writer.run(lambda transaction: transaction.execute(
            "DELETE FROM api_parameter WHERE domain = ?", (domain,)
        ))
        with self._lock:
            self._all().pop(domain, None)

    def list(self) -> Mapping[str, Sequence[str]]:
        """Return the names of the parameters by domain, no values."""
        with self._lock:
            return {domain: sorted(kept) for domain, kept in sorted(self._all().items())}

    def has(self, host: str) -> bool:
        """Return whether a request to the host would carry a key."""
        return bool(self._for(host))

    def added_to(self, url: str, host: str) -> str:
        """Return the URL with the host's parameters, those of the narrowest domain that has any. A parameter that the
        URL already has is left as it is."""
        wanted = self._for(host)
        if not wanted:
            return url
        parts = urlsplit(url)
        present = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        added = "&".join(
            f"{quote_plus(name)}={quote_plus(value)}" for name, value in wanted.items() if name not in present
        )
        return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, added)))))

    def removed_from(self, url: str) -> str:
        """Return the URL without any parameter that holds one of our values, whatever site it is of."""
        with self._lock:
            secret = {(name, value) for kept in self._all().values() for name, value in kept.items()}
        parts = urlsplit(url)
        if not secret or not parts.query:
            return url
        left = [pair for pair in parts.query.split("&") if not _is_secret(pair, secret)]
        return urlunsplit(parts._replace(query="&".join(left)))

    def _for(self, host: str) -> Mapping[str, str]:
        with self._lock:
            kept = self._all()
            return next((kept[level] for level in domain_levels(host) if level in kept), {})

    def _all(self) -> dict[str, dict[str, str]]:
        if self._kept is None:
            self._kept = {}
            for row in ApiParameter.select().dicts().execute(self._database):
                value = readable(self._vault, row["value"], f"key of {row['domain']}")
                if value is not None:
                    self._kept.setdefault(row["domain"], {})[row["name"]] = value
        return self._kept


def _is_secret(pair: str, secret: set[tuple[str, str]]) -> bool:
    return any(found in secret for found in parse_qsl(pair, keep_blank_values=True))
