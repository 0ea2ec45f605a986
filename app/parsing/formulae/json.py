"""JSON formulae: rules that walk data from its root, then the value, the JSON or the keys of what they reach.

Shared number of the kind: 31. The values of an object are visited in the order of their keys, not as they stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from app.core.tags import human_sort_key
from app.parsing.errors import ParseError
from app.parsing.formulae.base import FormulaBase
from app.parsing.limits import MAX_JSON_DEPTH, MAX_STRINGS
from app.parsing.run import Run
from app.parsing.schema import STRICT
from app.parsing.string_processing.match import StringMatch

Place = tuple[Any, tuple[Any, ...]]
"""A node and its ancestors, the nearest last."""


def _is_scalar(node: Any) -> bool:
    return node is not None and not isinstance(node, list | dict)


@dataclass(frozen=True, slots=True)
class Key:
    """The values of an object whose key passes (rule 0)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    match: StringMatch
    rule: Literal["key"] = "key"

    def step(self, node: Any, above: tuple[Any, ...]) -> Iterator[Place]:
        """Yield where the rule leads."""
        if isinstance(node, dict):
            for key in sorted(node):
                if self.match.accepts(key):
                    yield node[key], (*above, node)


@dataclass(frozen=True, slots=True)
class AllItems:
    """Every item of a list, every value of an object (rule 1)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    rule: Literal["all"] = "all"

    def step(self, node: Any, above: tuple[Any, ...]) -> Iterator[Place]:
        """Yield where the rule leads."""
        if isinstance(node, dict):
            node_values = [node[key] for key in sorted(node)]
        else:
            node_values = node if isinstance(node, list) else []
        for value in node_values:
            yield value, (*above, node)


@dataclass(frozen=True, slots=True)
class Nth:
    """One item of a list, or the value of an object's n-th key in human order (rule 2)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    index: int
    rule: Literal["nth"] = "nth"

    def step(self, node: Any, above: tuple[Any, ...]) -> Iterator[Place]:
        """Yield where the rule leads."""
        if not isinstance(node, list | dict) or not -len(node) <= self.index < len(node):
            return
        place = self.index if isinstance(node, list) else sorted(node, key=human_sort_key)[self.index]
        yield node[place], (*above, node)


@dataclass(frozen=True, slots=True)
class Unflatten:
    """An item of a list with every number in it replaced by the list's item of that number (rule 3)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    index: int
    rule: Literal["unflatten"] = "unflatten"

    def step(self, node: Any, above: tuple[Any, ...]) -> Iterator[Place]:
        """Yield where the rule leads. Raises ParseError for data that refers to itself."""
        if isinstance(node, list) and -len(node) <= self.index < len(node):
            yield _Unflattening(node).value(node[self.index], 0), (*above, node)


class _Unflattening:
    """One list being unfolded, with a budget of nodes: references can multiply without end."""

    def __init__(self, items: list[Any]) -> None:
        self._items = items
        self._left = MAX_STRINGS * 10

    def value(self, node: Any, depth: int) -> Any:
        self._left -= 1
        if depth > MAX_JSON_DEPTH or self._left < 0:
            raise ParseError("the flattened JSON unfolds without end")
        if isinstance(node, dict):
            return {key: self.value(child, depth + 1) for key, child in node.items()}
        if isinstance(node, list):
            return [self.value(child, depth + 1) for child in node]
        if not isinstance(node, int) or not -len(self._items) <= node < len(self._items):
            return node
        target = self._items[node]  # true and false count as 1 and 0, as in the original
        return target if isinstance(target, int) else self.value(target, depth + 1)


@dataclass(frozen=True, slots=True)
class Up:
    """The n-th ancestor (rule 4)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    levels: int
    rule: Literal["up"] = "up"

    def step(self, node: Any, above: tuple[Any, ...]) -> Iterator[Place]:
        """Yield where the rule leads."""
        if 1 <= self.levels <= len(above):
            yield above[-self.levels], above[: -self.levels]


@dataclass(frozen=True, slots=True)
class ValueTest:
    """Stay where the value, as text, passes (rule 5)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    match: StringMatch
    rule: Literal["test"] = "test"

    def step(self, node: Any, above: tuple[Any, ...]) -> Iterator[Place]:
        """Yield the place itself, or nothing."""
        if _is_scalar(node) and self.match.accepts(str(node)):
            yield node, above


JsonRule = Annotated[Key | AllItems | Nth | Unflatten | Up | ValueTest, Field(discriminator="rule")]


class JsonContent(StrEnum):
    """What is taken from the nodes, in the order of the shared format's numbers (0 to 2)."""

    STRING = "string"
    JSON = "json"
    KEYS = "keys"


def _contents_of(node: Any, content: JsonContent) -> Iterator[str]:
    if content is JsonContent.JSON:
        yield json.dumps(node, ensure_ascii=False)
    elif content is JsonContent.KEYS:
        if isinstance(node, dict):
            yield from sorted(node)
    elif _is_scalar(node):
        yield str(node)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFormula(FormulaBase):
    """Walk the data by rules and take one thing from every node reached."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Literal["json"] = "json"
    rules: tuple[JsonRule, ...] = ()
    content: JsonContent = JsonContent.STRING

    def search(self, run: Run, text: str, *, collapse: bool) -> Iterable[str]:
        """Yield the content of the nodes. Raises ParseError for text that is not JSON."""
        places: list[Place] = [(run.json(text), ())]
        for rule in self.rules:
            reached = (place for node, above in places for place in rule.step(node, above))
            places = list(islice(reached, MAX_STRINGS))
        return (found for node, _ in places for found in _contents_of(node, self.content))
