"""What an import would do, worked out before anything is done: pure, from what arrived and what is there.

Nothing is replaced silently: what is the same is skipped, a class that does the job of a new one is set aside under
another name, and a new thing whose name is taken gets a number behind its name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.downloads.definitions.claims import domains_of
from app.downloads.definitions.difference import difference
from app.downloads.definitions.stored import Stored
from app.downloads.unhurried import unhurried
from app.parsing.page_parser import PageParser
from app.parsing.url import encode_url, is_full_url, parse_url
from app.sites.domain_metadata import DomainMetadata
from app.sites.gug import Gug
from app.sites.host_index import HostIndex
from app.sites.login_script import LoginScript
from app.sites.sharing.package import TYPES, Definition, kind_of
from app.sites.url_class import UrlClass

SET_ASIDE: Final = "zzz - renamed due to auto-import - "
"""In front of the name of a class whose job a new one does; of two equal classes the first by name is asked."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A definition that was read, and the file it came in."""

    definition: Definition
    origin: str


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What becomes of one arrival."""

    kind: str
    name: str
    """Under which it will be kept, or is there already."""
    origin: str
    outcome: str
    """`new`, `same` (it is here already), `replaces` (a class is set aside for it), `renamed` (its name was taken)."""
    other: str
    """The definition that is the same, is set aside, or has the name."""
    domains: tuple[str, ...]
    changes: tuple[str, ...]
    """What differs from the other one, a line each."""


@dataclass(slots=True)
class _Entry:
    """A definition that is there, or will be: `id` is None for one that arrives."""

    id: int | None
    definition: Definition
    origin: str
    name_before: str


@dataclass(slots=True)
class Plan:
    """An import before it is done."""

    lines: list[PlannedLine] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    misc: int = 0
    additions: list[Arrival] = field(default_factory=list)
    """Under their final names."""
    renamed: dict[int, str] = field(default_factory=dict)
    """New names of stored classes that are set aside, by id."""
    extended: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """More example URLs for stored parsers, by name."""
    shadowed: dict[str, str] = field(default_factory=dict)
    """Domains that are claimed, and who holds each until now."""

    def as_data(self) -> dict[str, Any]:
        """Return the preview as plain data; `digest` changes with anything in it."""
        told: dict[str, Any] = {
            "definitions": [
                {"kind": line.kind, "name": line.name, "origin": line.origin, "outcome": line.outcome,
                 "other": line.other, "domains": list(line.domains), "changes": list(line.changes)}
                for line in self.lines
            ],
            "domains": self.shadowed,
            "metadata": [
                TYPES[kind_of(each.definition)].dump_python(each.definition, mode="json")
                for each in self.additions if isinstance(each.definition, DomainMetadata)
            ],
            "refused": self.refused,
            "misc": self.misc,
        }
        return {**told, "digest": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()}


def plan_import(
    arrivals: Sequence[Arrival], stored: Sequence[Stored], holders: Mapping[str, str]
) -> Plan:
    """Return what importing these would do. `holders` tells whose classes speak for a domain now."""
    planning = _Planning(stored)
    for arrival in unhurried(arrivals, every=4):
        planning.take(arrival)
    plan = planning.finished()
    domains = {domain for line in plan.lines if line.outcome != "same" for domain in line.domains}
    plan.shadowed = {domain: holders.get(domain, "") for domain in sorted(domains)}
    return plan


class _Planning:
    """The shelf as it will be, changed by one arrival after the other."""

    def __init__(self, stored: Iterable[Stored]) -> None:
        self._plan = Plan()
        self._entries: list[_Entry] = []
        self._by_likeness: dict[str, _Entry] = {}
        self._by_name: dict[tuple[type, str], _Entry] = {}
        for each in unhurried(stored):
            self._keep(_Entry(each.id, each.definition, each.origin, each.definition.name))
        self._classes = HostIndex(
            (each.definition.mask, each) for each in self._entries if isinstance(each.definition, UrlClass))

    def take(self, arrival: Arrival) -> None:
        """Find out what becomes of the arrival."""
        likeness = _likeness(arrival.definition)
        named = self._by_name.get((type(arrival.definition), arrival.definition.name))
        same = self._by_likeness.get(likeness)
        if same is None and named is not None and _likeness(named.definition) == likeness:
            same = named  # another file of this import brought it
        if same is not None:
            self._merge_examples(same, arrival.definition)
            self._tell(arrival, same.definition.name, "same", same.definition.name, ())
            return
        aside = list(self._doing_the_job_of(arrival.definition))
        other = next(iter(aside), named)
        changes = difference(other.definition, arrival.definition) if other else ()
        for entry in aside:
            self._set_aside(entry)
        definition = arrival.definition
        name = self._free_name(definition)
        outcome = "replaces" if aside else "new" if name == definition.name else "renamed"
        self._tell(arrival, name, outcome, other.name_before if other else "", changes)
        self._keep(_Entry(None, replace(definition, name=name), arrival.origin, name))

    def finished(self) -> Plan:
        """Return the plan."""
        for entry in self._entries:
            if entry.id is None:
                self._plan.additions.append(Arrival(entry.definition, entry.origin))
            elif entry.definition.name != entry.name_before:
                self._plan.renamed[entry.id] = entry.definition.name
        return self._plan

    def _keep(self, entry: _Entry) -> None:
        self._entries.append(entry)
        self._by_name[type(entry.definition), entry.definition.name] = entry
        if entry.id is None:
            return  # what arrives together belongs together: alike things in one file are there on purpose
        self._by_likeness.setdefault(_likeness(entry.definition), entry)

    def _doing_the_job_of(self, definition: Definition) -> Iterator[_Entry]:
        """Yield the classes that take the new one's example, and whose example the new one takes."""
        if not isinstance(definition, UrlClass):
            return
        example, netloc = _example(definition)
        for entry in self._classes.speaking_for(netloc):
            known = entry.definition
            assert isinstance(known, UrlClass)
            if known.name.startswith(SET_ASIDE):
                continue
            if known.matches(example) and definition.matches(encode_url(known.example_url)):
                yield entry

    def _set_aside(self, entry: _Entry) -> None:
        del self._by_name[type(entry.definition), entry.definition.name]
        renamed = replace(entry.definition, name=SET_ASIDE + entry.definition.name)
        entry.definition = replace(renamed, name=self._free_name(renamed))
        self._by_name[type(entry.definition), entry.definition.name] = entry

    def _free_name(self, definition: Definition) -> str:
        name, number = definition.name, 0
        while (type(definition), name) in self._by_name:
            number += 1
            name = f"{definition.name} ({number})"
        return name

    def _merge_examples(self, entry: _Entry, arrived: Definition) -> None:
        """Give a parser that is here already the example URLs that only the arrived one has."""
        known = entry.definition
        if not isinstance(known, PageParser) or not isinstance(arrived, PageParser):
            return
        more = tuple(url for url in arrived.example_urls if url not in known.example_urls)
        if not more:
            return
        entry.definition = replace(known, example_urls=known.example_urls + more)
        if entry.id is not None:
            self._plan.extended[known.name] = self._plan.extended.get(known.name, ()) + more

    def _tell(self, arrival: Arrival, name: str, outcome: str, other: str, changes: tuple[str, ...]) -> None:
        self._plan.lines.append(PlannedLine(
            kind_of(arrival.definition).words, name, arrival.origin, outcome, other, domains_of(arrival.definition),
            changes))


def _example(url_class: UrlClass) -> tuple[str, str]:
    """Return the class's example URL, encoded, and its host; a class without a good one does nobody's job."""
    url = encode_url(url_class.example_url)
    return (url, parse_url(url).netloc) if is_full_url(url) else ("", "")


def _likeness(definition: Definition) -> str:
    """Return a text that two definitions share when they do the same, whatever they are called."""
    match definition:
        case Gug() | LoginScript():
            definition = replace(definition, name="")
        case UrlClass():
            definition = replace(definition, name="", example_url="")
        case PageParser():
            definition = replace(definition, name="", example_urls=(), example_context={})
        case _:
            pass
    kind = kind_of(definition)
    return f"{int(kind)} {TYPES[kind].dump_json(definition).decode()}"
