"""What all readers need: members one by one, and numbers that stand for words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from app.sites.sharing.errors import BadObject, step
from app.sites.sharing.objects import Json

T = TypeVar("T")
Choice = TypeVar("Choice")
Dropped = list[str]
"""Sentences about members that were left out."""


def each(raw: Iterable[Json], read: Callable[[Json, Dropped], T], dropped: Dropped, words: str) -> tuple[T, ...]:
    """Return what the members are; one that can't be read is left out."""
    found = []
    for number, member in enumerate(raw, start=1):
        inside: Dropped = []
        try:
            with step(f"{words} {number}"):
                found.append(read(member, inside))
            dropped += [f"{words} {number}: {sentence}" for sentence in inside]
        except BadObject as error:
            dropped.append(f"{error.sentence}; it was left out")
    return tuple(found)


def chosen(choices: Sequence[Choice], number: Any, words: str) -> Choice:
    """Return the choice of that number. Raises BadObject for a number of none."""
    if type(number) is not int or not 0 <= number < len(choices):
        raise BadObject(f"there is no {words} {str(number)[:40]}")
    return choices[number]


def texts(raw: Json) -> dict[str, str]:
    """Return a plain object of texts; null reads as empty. Raises BadObject."""
    if not isinstance(raw, dict):
        raise BadObject("there is something else where names and values should be")
    return {name: "" if value is None else _text(value) for name, value in raw.items()}


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise BadObject("there is something else where text should be")
    return value
