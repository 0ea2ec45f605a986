"""One page being parsed: the variables that formulae may ask for, and the documents read so far.

A page parser runs a dozen formulae over the same text, so the tree or JSON of a text is built once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from bs4 import BeautifulSoup

from app.parsing.documents import read_html, read_json

_DOCUMENTS_KEPT = 8
"""The page, the piece in hand, and a few inner documents of nested formulae."""


class Run:
    """What all levels of one parse share. `variables` changes as posts are found (`post_index`)."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = dict(variables)
        self._documents: OrderedDict[tuple[str, str], Any] = OrderedDict()

    def html(self, text: str) -> BeautifulSoup:
        """Return the text as an HTML tree. Raises ParseError."""
        document: BeautifulSoup = self._read("html", text, read_html)
        return document

    def json(self, text: str) -> Any:
        """Return the text as JSON data, which callers must not change. Raises ParseError."""
        return self._read("json", text, read_json)

    def _read(self, kind: str, text: str, reader: Callable[[str], Any]) -> Any:
        key = (kind, text)
        if key not in self._documents:
            self._documents[key] = reader(text)
            if len(self._documents) > _DOCUMENTS_KEPT:
                self._documents.popitem(last=False)
        self._documents.move_to_end(key)
        return self._documents[key]
