"""HTML formulae: rules that walk a tree from its root, then an attribute, the text or the markup of what they reach.

Shared number of the kind: 27. Rules map a list of nodes to a list of nodes; nothing is de-duplicated, so a page whose
markup nests can yield one node several times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import ClassVar, Literal

from bs4.element import NavigableString, PageElement, Tag
from pydantic import ConfigDict

from app.parsing.formulae.base import FormulaBase
from app.parsing.limits import MAX_STRINGS
from app.parsing.run import Run
from app.parsing.schema import STRICT
from app.parsing.string_processing.match import StringMatch


class Direction(StrEnum):
    """Where a rule looks, in the order of the shared format's numbers (0 to 3)."""

    DESCENDANTS = "descendants"
    ANCESTORS = "ancestors"
    NEXT_SIBLINGS = "next_siblings"
    PREVIOUS_SIBLINGS = "previous_siblings"


class HtmlContent(StrEnum):
    """What is taken from the nodes, in the order of the shared format's numbers (0 to 2)."""

    ATTRIBUTE = "attribute"
    STRING = "string"
    HTML = "html"


def attribute_text(node: Tag, name: str) -> str | None:
    """Return the attribute's value, tokens joined by one space, or None when it is missing."""
    value = node.attrs.get(name)
    if value is None:
        return None
    return value if isinstance(value, str) else " ".join(value)


def _has_attribute(node: Tag, name: str, wanted: str) -> bool:
    value = node.attrs.get(name)
    if value is None:
        return False
    if isinstance(value, str):
        return value == wanted
    return wanted in value or wanted == " ".join(value)


def node_text(node: Tag) -> str:
    """Return all text inside the node as it stands, comments too, with a line break for every `br` and `p`."""
    parts = []
    for child in node.descendants:
        if isinstance(child, NavigableString):
            parts.append(str(child))
        elif isinstance(child, Tag) and child.name in {"br", "p"}:
            parts.append("\n")
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class HtmlRule:
    """One step through the tree. A missing tag name means any; a missing index means every."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    rule: Direction = Direction.DESCENDANTS
    tag: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    index: int | None = None
    depth: int | None = None
    """For ancestors: how many of them up."""
    test: StringMatch | None = None
    """Keeps the nodes whose text passes."""

    def select(self, nodes: Iterable[Tag]) -> list[Tag]:
        """Return what the rule reaches from the nodes, in order."""
        reached = (found for node in nodes for found in self._from(node))
        if self.test is not None:
            test = self.test
            reached = (node for node in reached if test.accepts(node_text(node)))
        return list(islice(reached, MAX_STRINGS))

    def _from(self, node: Tag) -> Iterable[Tag]:
        if self.rule is Direction.ANCESTORS:
            return self._ancestor(node)
        fitting = (found for found in self._candidates(node) if isinstance(found, Tag) and self._fits(found))
        if self.index is None:
            return fitting
        if self.index >= 0:
            return islice(fitting, self.index, self.index + 1)
        found = list(fitting)
        return found[self.index : self.index + 1 or None] if -self.index <= len(found) else []

    def _candidates(self, node: Tag) -> Iterator[PageElement]:
        match self.rule:
            case Direction.NEXT_SIBLINGS:
                return iter(node.next_siblings)
            case Direction.PREVIOUS_SIBLINGS:
                return iter(node.previous_siblings)
            case _:
                return iter(node.descendants)

    def _fits(self, node: Tag) -> bool:
        if self.tag is not None and node.name != self.tag:
            return False
        return all(_has_attribute(node, name, wanted) for name, wanted in self.attributes.items())

    def _ancestor(self, node: Tag) -> Iterable[Tag]:
        depth = 1 if self.depth is None else self.depth
        if depth < 1:
            return []
        named = (parent for parent in node.parents if self.tag is None or parent.name == self.tag)
        return islice(named, depth - 1, depth)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlFormula(FormulaBase):
    """Walk the tree by rules and take one thing from every node reached; empty things are dropped."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Literal["html"] = "html"
    rules: tuple[HtmlRule, ...] = ()
    content: HtmlContent = HtmlContent.STRING
    attribute: str = ""

    def search(self, run: Run, text: str, *, collapse: bool) -> Iterable[str]:
        """Yield the content of the nodes. Raises ParseError."""
        nodes: list[Tag] = [run.html(text)]
        for rule in self.rules:
            nodes = rule.select(nodes)
        return filter(None, map(self._content_of, nodes))

    def _content_of(self, node: Tag) -> str | None:
        match self.content:
            case HtmlContent.ATTRIBUTE:
                return attribute_text(node, self.attribute)
            case HtmlContent.HTML:
                return node.decode()
            case _:
                return node_text(node)
