"""Formulae: a text in, strings out. `Formula` is any of the six kinds, told apart by its `kind`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from app.parsing.formulae.base import FormulaBase
from app.parsing.formulae.html import HtmlFormula
from app.parsing.formulae.json import JsonFormula
from app.parsing.formulae.plain import ContextFormula, StaticFormula
from app.parsing.limits import MAX_INPUT_CHARACTERS
from app.parsing.run import Run
from app.parsing.schema import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipperFormula(FormulaBase):
    r"""Several formulae side by side: `\1`, `\2`… of the phrase become their results. Shared number: 59."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Literal["zipper"] = "zipper"
    formulae: tuple[Formula, ...]
    substitution: str

    def search(self, run: Run, text: str, *, collapse: bool) -> Iterable[str]:
        """Yield one string for each place of the longest stream; shorter streams repeat their last string."""
        streams = [formula.parse(run, text, collapse=collapse) for formula in self.formulae]
        if not streams or not all(streams):
            return iter(())
        return self._zipped(streams)

    def _zipped(self, streams: list[list[str]]) -> Iterator[str]:
        for place in range(max(map(len, streams))):
            phrase = self.substitution
            for number, stream in enumerate(streams, start=1):
                value = stream[min(place, len(stream) - 1)]
                # one after the other and as plain text: `\1` also hits the start of `\10`
                mark = f"\\{number}"
                if len(phrase) + phrase.count(mark) * len(value) > MAX_INPUT_CHARACTERS:
                    return
                phrase = phrase.replace(mark, value)
            yield phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedFormula(FormulaBase):
    """A formula run on each result of another, such as JSON inside an HTML attribute. Shared number: 133."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Literal["nested"] = "nested"
    main: Formula
    sub: Formula

    def search(self, run: Run, text: str, *, collapse: bool) -> Iterable[str]:
        """Yield all results of the inner formula. Raises ParseError."""
        for piece in self.main.parse(run, text, collapse=collapse):
            yield from self.sub.parse(run, piece, collapse=collapse)


Formula = Annotated[
    HtmlFormula | JsonFormula | ZipperFormula | ContextFormula | NestedFormula | StaticFormula,
    Field(discriminator="kind"),
]
