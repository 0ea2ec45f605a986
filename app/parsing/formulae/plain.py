"""Formulae that don't look at the text: a variable of the page's context, and fixed text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import ClassVar, Literal

from pydantic import ConfigDict

from app.parsing.formulae.base import FormulaBase
from app.parsing.limits import MAX_STRINGS
from app.parsing.run import Run
from app.parsing.schema import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextFormula(FormulaBase):
    """The value of a variable (`url`, `post_url`, `gallery_url`, `post_index`), or nothing. Shared number: 60."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Literal["context"] = "context"
    variable: str

    def search(self, run: Run, text: str, *, collapse: bool) -> Iterable[str]:
        """Yield the value, if there is one."""
        value = run.variables.get(self.variable)
        return [] if value is None else [value]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFormula(FormulaBase):
    """The same text so many times. Shared number: 136."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Literal["static"] = "static"
    text: str
    count: int = 1

    def search(self, run: Run, text: str, *, collapse: bool) -> Iterable[str]:
        """Yield the text."""
        return repeat(self.text, min(max(self.count, 0), MAX_STRINGS))
