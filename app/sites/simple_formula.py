"""Named formulae of the simple downloader: one page in, the addresses on it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from app.parsing.formulae import Formula
from app.parsing.schema import STRICT


@dataclass(frozen=True, slots=True)
class SimpleFormula:
    """A formula under a name. Shared number: 63."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    formula: Formula
