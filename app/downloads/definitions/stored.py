"""The imported definitions as they are kept, and which of our own are switched off."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from app.downloads.unhurried import unhurried
from app.parsing.errors import DefinitionError
from app.parsing.page_parser import PageParser
from app.parsing.schema import read
from app.sites.catalogue import Definitions
from app.sites.sharing.joined import joined
from app.sites.sharing.package import TYPES, Definition
from app.sites.site_definition import SiteDefinition
from app.storage.database import Database
from app.storage.models import StoredDefinition

log = logging.getLogger("bowerbird.definitions")

OWN_SITE: Final = "own site"
"""The kind of a row that switches one of our own sites off; its name is the site's."""

MORE_EXAMPLES: Final = "more examples"
"""The kind of a row that gives an older parser more example URLs: `{"parser": name, "example_urls": [...]}`."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One imported definition, under the name it has here."""

    id: int
    definition: Definition
    origin: str
    """The file it came in."""
    is_enabled: bool
    batch: int
    """Those of one import share it; a later import has a higher one."""


def load(database: Database) -> list[Stored]:
    """Return what was imported, in the order in which it came. What can't be read any more is left out and logged."""
    query = StoredDefinition.select(
        StoredDefinition.id, StoredDefinition.kind, StoredDefinition.name, StoredDefinition.payload,
        StoredDefinition.origin, StoredDefinition.is_enabled, StoredDefinition.batch,
    ).where(StoredDefinition.kind != OWN_SITE).order_by(StoredDefinition.id)
    kinds = {kind.words: kind for kind in TYPES}
    found: list[Stored] = []
    more: dict[str, tuple[str, ...]] = {}
    for number, word, name, payload, origin, is_enabled, batch in unhurried(database.rows(query)):
        if word == MORE_EXAMPLES:
            told = json.loads(payload)
            more[told["parser"]] = more.get(told["parser"], ()) + tuple(told["example_urls"])
            continue
        try:
            definition: Definition = read(TYPES[kinds[word]], payload, name)
        except (DefinitionError, KeyError) as error:
            log.warning("event=definition_unreadable id=%s kind=%r why=%r", number, word, str(error)[:200])
            continue
        found.append(Stored(number, replace(definition, name=name), origin, bool(is_enabled), batch))
    return [_with_more(each, more) for each in found]


def _with_more(stored: Stored, more: Mapping[str, tuple[str, ...]]) -> Stored:
    parser = stored.definition
    if not isinstance(parser, PageParser) or parser.name not in more:
        return stored
    urls = tuple(dict.fromkeys((*parser.example_urls, *more[parser.name])))
    return replace(stored, definition=replace(parser, example_urls=urls))


def switched_off(database: Database) -> frozenset[str]:
    """Return the names of our own sites that are switched off."""
    query = StoredDefinition.select(StoredDefinition.name).where(
        StoredDefinition.kind == OWN_SITE, StoredDefinition.is_enabled == False)  # noqa: E712 - SQL, no comparison
    return frozenset(name for (name,) in database.rows(query))


def snapshot(own: Iterable[SiteDefinition], off: frozenset[str], stored: Sequence[Stored]) -> Definitions:
    """Return the definitions in force: ours but those switched off, and the imported ones that are on."""
    return Definitions([site for site in own if site.site not in off], imported_sites(stored))


def imported_sites(stored: Iterable[Stored]) -> list[SiteDefinition]:
    """Return what is on, the newest import first, the files of one import as a site each."""
    in_force = sorted((each for each in stored if each.is_enabled), key=lambda each: (-each.batch, each.id))
    return [joined(origin, [each.definition for each in group])
            for (_, origin), group in groupby(in_force, key=lambda each: (each.batch, each.origin))]
