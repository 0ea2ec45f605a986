"""What one shared payload holds: definitions, and a sentence for everything that could not be taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from app.parsing.page_parser import PageParser
from app.parsing.schema import read
from app.sites.domain_metadata import DomainMetadata
from app.sites.gug import Gug, Ngug
from app.sites.login_script import LoginScript
from app.sites.sharing.errors import BadObject, step
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, load_json, members, shared_object
from app.sites.sharing.reading.fields import Dropped
from app.sites.sharing.reading.logins import read_login_script
from app.sites.sharing.reading.parsers import read_page_parser, read_simple_formula
from app.sites.sharing.reading.sites import read_domain_metadata, read_gug, read_ngug, read_url_class
from app.sites.simple_formula import SimpleFormula
from app.sites.url_class import UrlClass

Definition = Gug | Ngug | UrlClass | PageParser | LoginScript | DomainMetadata | SimpleFormula
"""Whatever can be shared on its own; each has a `name`."""

READERS: dict[Kind, Callable[[Json, Dropped], Definition]] = {
    Kind.GUG: read_gug,
    Kind.NGUG: read_ngug,
    Kind.URL_CLASS: read_url_class,
    Kind.PAGE_PARSER: read_page_parser,
    Kind.LOGIN_SCRIPT: read_login_script,
    Kind.DOMAIN_METADATA: read_domain_metadata,
    Kind.SIMPLE_FORMULA: read_simple_formula,
}

TYPES: dict[Kind, TypeAdapter[Any]] = {
    Kind.GUG: TypeAdapter(Gug),
    Kind.NGUG: TypeAdapter(Ngug),
    Kind.URL_CLASS: TypeAdapter(UrlClass),
    Kind.PAGE_PARSER: TypeAdapter(PageParser),
    Kind.LOGIN_SCRIPT: TypeAdapter(LoginScript),
    Kind.DOMAIN_METADATA: TypeAdapter(DomainMetadata),
    Kind.SIMPLE_FORMULA: TypeAdapter(SimpleFormula),
}
"""Read and write each kind as JSON of our own (`schema.read`, `schema.write`)."""

_CLASSES: dict[type, Kind] = {
    Gug: Kind.GUG, Ngug: Kind.NGUG, UrlClass: Kind.URL_CLASS, PageParser: Kind.PAGE_PARSER,
    LoginScript: Kind.LOGIN_SCRIPT, DomainMetadata: Kind.DOMAIN_METADATA, SimpleFormula: Kind.SIMPLE_FORMULA,
}

MAX_OBJECTS = 20_000
"""The most objects taken from one payload."""


def kind_of(definition: Definition) -> Kind:
    """Return the kind of a definition."""
    return _CLASSES[type(definition)]


@dataclass(slots=True)
class Package:
    """The definitions of one payload, in its order, each name of a kind once."""

    definitions: list[Definition] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """A sentence for each object that was not taken, and for each part of one that was left out."""
    misc: int = 0
    """Objects that are whole but no definitions of their own."""


def read_package(text: str) -> Package:
    """Return what the JSON text of a payload holds. Raises NotADownloader for text that is no such payload."""
    package = Package()
    for raw in _objects(load_json(text), package):
        _take(raw, package)
    return package


def _objects(data: Json, package: Package) -> list[Json]:
    try:
        is_list = shared_object(data).kind is Kind.LIST
        with step("the list of objects"):
            found = members(data) if is_list else [data]
    except BadObject as error:
        package.refused.append(error.sentence)
        return []
    if len(found) > MAX_OBJECTS:
        package.refused.append(f"the payload holds {len(found):,} objects; the first {MAX_OBJECTS:,} are looked at")
    return found[:MAX_OBJECTS]


def _take(raw: Json, package: Package) -> None:
    try:
        given = shared_object(raw)
        if given.kind not in READERS:
            package.misc += 1
            return
        dropped: Dropped = []
        words = f"{given.kind.words} '{given.name[:100]}'"
        with step(words):
            definition = _checked(given.kind, READERS[given.kind](raw, dropped))
    except BadObject as error:
        package.refused.append(error.sentence)
        return
    package.refused += [f"{words}: {sentence}" for sentence in dropped]
    known = {(type(each), each.name) for each in package.definitions}
    if (type(definition), definition.name) in known:
        package.refused.append(f"{words}: there is another of that name in the file; only the first was taken")
        return
    package.definitions.append(definition)


def _checked(kind: Kind, definition: Definition) -> Definition:
    """Return the definition as our own reader takes it: wrong types, unknown words and long patterns end here."""
    try:
        text = TYPES[kind].dump_json(definition, warnings="none")
    except ValueError as error:
        raise BadObject("a value in it has a type that can't be kept") from error
    checked: Definition = read(TYPES[kind], text, "its content")
    return checked
