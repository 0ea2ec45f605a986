"""What can go wrong while a page is parsed or a definition is read."""

from __future__ import annotations

from app.core.errors import BadInput, BowerbirdError


class ParseError(BowerbirdError):
    """The page is not in the shape that the parser knows."""

    code, http_status = "parse_failed", 422


class Veto(BowerbirdError):
    """The parser left the page out; `text` says why, in the definition's words."""

    code, http_status = "veto", 422

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class DefinitionError(BadInput):
    """A definition can't be read; the sentence names the file and the path inside it."""

    code = "bad_definition"
