"""Content parsers: one formula and one meaning. The URL, note, title and veto rules of their strings live here."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from app.parsing.errors import Veto
from app.parsing.formulae import Formula
from app.parsing.post import Finding, Meaning, Note, Title, Urls, VetoWhen, clean_note
from app.parsing.run import Run
from app.parsing.schema import STRICT
from app.parsing.url import encode_url, is_full_url, resolve

_TEXT_BEFORE_URL = re.compile(r"^.*\s(https?://)", re.DOTALL)
_REPEATED_SCHEME = re.compile(r"^(?:https?://)+(https?://)")


@dataclass(frozen=True, slots=True)
class ContentParser:
    """What to find (`formula`) and what it is (`meaning`). A veto's name is the sentence the user reads."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    meaning: Meaning
    formula: Formula

    def parse(self, run: Run, text: str) -> Finding | None:
        """Return what was found in the text, None for nothing. Raises ParseError and Veto."""
        meaning = self.meaning
        strings = self.formula.parse(run, text, collapse=not isinstance(meaning, Note))
        if isinstance(meaning, VetoWhen):
            if any(map(meaning.match.accepts, strings)) == meaning.found:
                raise Veto(f"veto: {self.name}")
            return None
        match meaning:
            case Urls():
                page_url = run.variables.get("url")
                if page_url:
                    strings = [complete_url(string, page_url) for string in strings]
            case Note():
                strings = [clean_note(string) for string in strings]
            case Title():
                strings = [html.unescape(string) for string in strings]
            case _:
                pass
        return Finding(self.name, meaning, tuple(strings)) if strings else None


def complete_url(text: str, page_url: str) -> str:
    """Return the full, encoded URL that the text on that page means, also when words stand before it."""
    if not is_full_url(text) and ("http://" in text or "https://" in text):
        text = _REPEATED_SCHEME.sub(r"\1", _TEXT_BEFORE_URL.sub(r"\1", text))
    if not is_full_url(text):
        text = resolve(page_url, text)
    return encode_url(text)
