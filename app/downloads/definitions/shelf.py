"""The shelf of definitions: imports are looked at, done and undone here, and what is in force follows at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from app import runtime
from app.core.clock import Clock, to_milliseconds
from app.core.errors import Conflict, NotFound
from app.core.events import Events
from app.downloads.definitions.claims import domains_of
from app.downloads.definitions.plan import Arrival, Plan, plan_import
from app.downloads.definitions.stored import MORE_EXAMPLES, OWN_SITE, load, snapshot, switched_off
from app.parsing.schema import read
from app.sites.catalogue import Definitions
from app.sites.sharing.kinds import Kind
from app.sites.sharing.package import TYPES, Definition, kind_of
from app.sites.site_definition import SiteDefinition
from app.storage.database import Database
from app.storage.writer import Transaction, Writer
from app.workers.errors import JobFailed, WorkerLost, WorkerTimeout

READ_LIMIT: Final = timedelta(seconds=30)
"""What reading one shared file may cost."""

_INSERT: Final = (
    "INSERT INTO definition (kind, name, origin, domains, payload, created_at, batch) VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class WorkingPool(Protocol):
    """Where shared files are read."""

    def run(self, task: str, payload: dict[str, Any], *, timeout: timedelta) -> dict[str, Any]:
        """Return the task's answer."""
        ...


class PreviewIsOld(Conflict):
    """Something changed since the preview was made; nothing was imported."""

    code = "preview_is_old"


class Shelf:
    """Imported definitions, and the switches of ours."""

    def __init__(
        self, database: Database, writer: Writer, pool: WorkingPool, clock: Clock, events: Events,
        own: Sequence[SiteDefinition],
    ) -> None:
        """`own` are the sites that come with the program; none when they are switched off as a whole."""
        self._database, self._writer, self._pool = database, writer, pool
        self._clock, self._events = clock, events
        self._own = tuple(own)
        self._users: list[Callable[[Definitions], None]] = []
        self._changing = runtime.lock()
        self._take_stock()

    def _take_stock(self) -> None:
        self.stored = load(self._database)
        self.off = switched_off(self._database)
        self.in_force = runtime.run_native(snapshot, self._own, self.off, self.stored)  # a second for thousands

    def tell(self, use: Callable[[Definitions], None]) -> None:
        """Have `use` called with each new snapshot."""
        self._users.append(use)

    def without_own(self) -> Definitions:
        """Return the imported definitions seen alone."""
        return runtime.run_native(snapshot, (), self.off, self.stored)

    @property
    def own(self) -> tuple[SiteDefinition, ...]:
        """Our own sites, those that are switched off too."""
        return self._own

    # importing ------------------------------------------------------------------------------------------------------

    def preview(self, paths: Sequence[Path]) -> Plan:
        """Return what importing the files would do; nothing is changed. A file that can't be read is told in it."""
        arrivals, refused, misc = self._read(paths)
        plan = plan_import(arrivals, self.stored, self._holders())
        plan.refused, plan.misc = refused, misc
        return plan

    def _read(self, paths: Sequence[Path]) -> tuple[list[Arrival], list[str], int]:
        arrivals: list[Arrival] = []
        refused: list[str] = []
        misc = 0
        for path in paths:
            try:
                answer = self._pool.run("definitions.read_file", {"path": str(path)}, timeout=READ_LIMIT)
            except (WorkerTimeout, WorkerLost, JobFailed) as error:
                answer = {"error": f"reading it failed: {error.sentence}"}
            if "error" in answer:
                refused.append(f"{path.name}: {answer['error']}")
                continue
            refused += [f"{path.name}: {sentence}" for sentence in answer["refused"]]
            misc += answer["misc"]
            arrivals += [Arrival(_definition(each), path.stem) for each in answer["definitions"]]
        return arrivals, refused, misc

    def _holders(self) -> dict[str, str]:
        """Return the sites and files whose classes speak for each domain until now, in words."""
        holders: dict[str, dict[str, None]] = {}
        for site in self.in_force.sites:
            for url_class in site.url_classes:
                for domain in (*url_class.mask.domains, *url_class.mask.patterns):
                    holders.setdefault(domain, {})[site.site] = None
        return {domain: ", ".join(names) for domain, names in holders.items()}

    def import_files(self, paths: Sequence[Path], agreed: str | None = None) -> tuple[Plan, int | None]:
        """Import the files in one transaction; return what was done, and the batch's number, None when nothing was.

        `agreed` is the digest of the preview that was agreed to; raises PreviewIsOld when it would not be the same.
        """
        with self._changing:
            plan = self.preview(paths)
            if agreed is not None and plan.as_data()["digest"] != agreed:
                raise PreviewIsOld(action="Look at the new preview, and import again")
            if not plan.additions and not plan.extended:
                return plan, None
            batch = self._writer.run(lambda tx: self._keep(tx, plan))
            self._changed()
            return plan, batch

    def _keep(self, tx: Transaction, plan: Plan) -> int:
        now = to_milliseconds(self._clock.now())
        latest = tx.scalar("SELECT max(batch) FROM definition") or 0
        batch = max(now, latest + 1)
        for number, name in plan.renamed.items():
            tx.execute("UPDATE definition SET name_before = name, name = ?, renamed_by = ? WHERE id = ?",
                       (name, batch, number))
        rows = [_row(each, now, batch) for each in plan.additions]
        rows += [
            (MORE_EXAMPLES, f"{batch} {parser}", "", "[]", json.dumps({"parser": parser, "example_urls": urls}), now,
             batch)
            for parser, urls in plan.extended.items()
        ]
        tx.execute_many(_INSERT, rows)
        return batch

    def undo(self, batch: int) -> int:
        """Take an import back: what it brought goes, what it set aside has its name again. Return how many went.

        Raises NotFound.
        """
        with self._changing:
            gone = self._writer.run(lambda tx: _take_back(tx, batch))
            self._changed()
            return gone

    def batches(self) -> list[tuple[int, int]]:
        """Return the imports, newest first, with how many definitions of each are here."""
        counts: dict[int, int] = {}
        for each in self.stored:
            counts[each.batch] = counts.get(each.batch, 0) + 1
        return sorted(counts.items(), reverse=True)

    # switching and sharing ------------------------------------------------------------------------------------------

    def switch_own(self, site: str, *, on: bool) -> None:
        """Switch one of our own sites on or off. Raises NotFound."""
        if all(each.site != site for each in self._own):
            raise NotFound(f"there is no site '{site[:100]}' among ours")
        now = to_milliseconds(self._clock.now())
        with self._changing:
            self._writer.run(lambda tx: tx.execute(
                "INSERT INTO definition (kind, name, origin, is_enabled, created_at, batch) VALUES (?, ?, '', ?, ?, 0) "
                "ON CONFLICT (kind, name) DO UPDATE SET is_enabled = excluded.is_enabled",
                (OWN_SITE, site, on, now)))
            self._changed()

    def named(self, names: Iterable[str]) -> list[Definition]:
        """Return all definitions of these names, imported ones and ours. Raises NotFound for a name of none."""
        everything = [each.definition for each in self.stored]
        for site in self._own:
            everything += [*site.gugs, *site.ngugs, *site.url_classes, *site.parsers]
        found: dict[tuple[Kind, str], Definition] = {}
        for name in names:
            fitting = [each for each in everything if each.name == name]
            if not fitting:
                raise NotFound(f"there is no definition '{name[:100]}'")
            for each in fitting:
                found.setdefault((kind_of(each), name), each)
        return list(found.values())

    def _changed(self) -> None:
        self._take_stock()
        for use in self._users:
            use(self.in_force)
        self._events.publish("definitions.changed")


def _definition(answer: dict[str, Any]) -> Definition:
    definition: Definition = read(TYPES[Kind(answer["kind"])], answer["payload"], "a definition that was read")
    return definition


def _row(arrival: Arrival, now: int, batch: int) -> tuple[Any, ...]:
    definition = arrival.definition
    kind = kind_of(definition)
    return (kind.words, definition.name, arrival.origin, json.dumps(domains_of(definition)),
            TYPES[kind].dump_json(definition).decode(), now, batch)


def _take_back(tx: Transaction, batch: int) -> int:
    if not tx.scalar("SELECT count(*) FROM definition WHERE batch = ? AND batch > 0", (batch,)):
        raise NotFound("there is no such import")
    gone = tx.execute("DELETE FROM definition WHERE batch = ?", (batch,)).rowcount
    # a name that something else has taken since stays taken: then the class keeps the name it has
    tx.execute(
        "UPDATE OR IGNORE definition SET name = name_before WHERE renamed_by = ? AND name_before IS NOT NULL", (batch,))
    tx.execute("UPDATE definition SET renamed_by = NULL, name_before = NULL WHERE renamed_by = ?", (batch,))
    return int(gone)
