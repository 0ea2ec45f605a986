"""Objects of the shared format as they lie in JSON: `[kind, version, content]`, or with a name behind the kind.

Lists (26) and dictionaries (21) wrap what they hold in pairs: `[0, plain JSON]`, `[1, hex bytes]`, `[2, object]`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.sites.sharing.errors import BadObject, NewerObject, NotADownloader
from app.sites.sharing.kinds import CURRENT, NAMED, Kind

MAX_DEPTH = 256
"""Levels of JSON arrays; the deepest known definition has about 60."""

Json = Any
"""Plain JSON data from outside, of any shape."""

_PLAIN, _BYTES, _OBJECT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class SharedObject:
    """One object, its content not looked at yet."""

    kind: Kind
    name: str
    version: int
    content: Json

    def as_json(self) -> Json:
        """Return the object as it lies in JSON."""
        named = [self.name] if self.kind in NAMED else []
        return [int(self.kind), *named, self.version, self.content]


def load_json(text: str) -> Json:
    """Return the data of a payload. Raises NotADownloader for text that is no JSON, or is nested too deeply."""
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise NotADownloader(f"the payload is nested more than {MAX_DEPTH} levels deep") from error
    except ValueError as error:
        raise NotADownloader("the payload is not JSON; this is an ordinary file") from error
    level: list[Json] = [data]
    for _ in range(MAX_DEPTH):
        level = [child for node in level if isinstance(node, list | dict)
                 for child in (node.values() if isinstance(node, dict) else node)]
        if not level:
            return data
    raise NotADownloader(f"the payload is nested more than {MAX_DEPTH} levels deep")


def shared_object(raw: Json) -> SharedObject:
    """Return the object that the data is. Raises BadObject for another shape and for kinds that are not known."""
    if not isinstance(raw, list) or len(raw) not in {3, 4}:
        raise BadObject("this is not an object of the shared format")
    number, version, content = raw[0], raw[-2], raw[-1]
    name = raw[1] if len(raw) == 4 else ""
    if type(number) is not int or type(version) is not int or not isinstance(name, str):
        raise BadObject("this is not an object of the shared format")
    if number not in CURRENT:
        label = f" '{name[:100]}'" if name else ""
        raise BadObject(f"the object{label} of kind {number} is not a downloader object")
    kind = Kind(number)
    if (kind in NAMED) != (len(raw) == 4) and kind is not Kind.PAGE_PARSER:
        raise BadObject(f"a {kind.words} has {'no name' if kind in NAMED else 'a name'}")
    if version > CURRENT[kind]:
        label = f" '{name[:100]}'" if name else ""
        raise NewerObject(
            f"the {kind.words}{label} has version {version}; this program knows up to {CURRENT[kind]}: "
            "it needs a newer version")
    if version < 1:
        raise BadObject(f"a {kind.words} has version {version}")
    return SharedObject(kind, name, version, content)


def _unwrapped(pair: Json) -> Json:
    mark, value = pair
    if mark not in {_PLAIN, _BYTES, _OBJECT}:
        raise BadObject(f"a list has a member of unknown kind {mark}")
    return value


def members(raw: Json) -> list[Json]:
    """Return what a list (26) of any version holds: objects as they lie, plain data as it is. Raises BadObject."""
    given = shared_object(raw)
    if given.kind is not Kind.LIST:
        raise BadObject(f"there is a {given.kind.words} where a list should be")
    if not isinstance(given.content, list):
        raise BadObject("a list has no members")
    if given.version == 1:
        return list(given.content)
    if given.version == 2:
        return [value for _, value in given.content]
    return [_unwrapped(pair) for pair in given.content]


def pairs(raw: Json) -> list[tuple[Json, Json]]:
    """Return the keys and values of a dictionary (21) of any version. Raises BadObject."""
    given = shared_object(raw)
    if given.kind is not Kind.DICTIONARY:
        raise BadObject(f"there is a {given.kind.words} where a dictionary should be")
    if given.version == 1:
        plain_plain, plain_object, object_plain, object_object = given.content
        return [(key, value) for group in (plain_plain, plain_object, object_plain, object_object)
                for key, value in group]
    return [(_unwrapped(key), _unwrapped(value)) for key, value in given.content]


def a_list(items: Iterable[Json]) -> Json:
    """Return the list object (26) of these; objects are told from plain data by their shape."""
    return [int(Kind.LIST), CURRENT[Kind.LIST], [[_OBJECT if _is_object(item) else _PLAIN, item] for item in items]]


def a_dictionary(items: Iterable[tuple[Json, Json]]) -> Json:
    """Return the dictionary object (21) of these pairs."""
    content = [[[_OBJECT if _is_object(part) else _PLAIN, part] for part in pair] for pair in items]
    return [int(Kind.DICTIONARY), CURRENT[Kind.DICTIONARY], content]


def _is_object(item: Json) -> bool:
    return isinstance(item, list) and len(item) in {3, 4} and type(item[0]) is int and item[0] in CURRENT


def an_object(kind: Kind, content: Json, name: str | None = None) -> Json:
    """Return an object of the kind's current version."""
    return [int(kind), *([] if name is None else [name]), CURRENT[kind], content]
