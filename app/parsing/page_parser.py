"""Page parsers: a whole page in, its posts out.

Content parsers look at the whole text; subsidiary parsers cut it into pieces, each read by a page parser of its own.
With subsidiaries the page's own findings are appended to every piece's posts and never make a post alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

from app.parsing.content_parser import ContentParser
from app.parsing.errors import ParseError, Veto
from app.parsing.formulae import Formula
from app.parsing.limits import MAX_STRINGS, MAX_SUBSIDIARY_DEPTH
from app.parsing.post import Post
from app.parsing.run import Run
from app.parsing.schema import STRICT
from app.parsing.string_processing.converter import NOTHING, ConversionFailed, Converter


@dataclass(frozen=True, slots=True)
class SubsidiaryParser:
    """How to cut a page into pieces, and what parses a piece. Shared number: 135."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    formula: Formula
    parser: PageParser
    sort_by_time: bool = False
    """Newest post first, those without a time last."""


@dataclass(frozen=True, slots=True)
class PageParser:
    """Everything needed to read one kind of page. Shared number: 58."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    content_parsers: tuple[ContentParser, ...] = ()
    subsidiaries: tuple[SubsidiaryParser, ...] = ()
    converter: Converter = NOTHING
    """Applied to the whole text first."""
    example_urls: tuple[str, ...] = ()
    """URLs of pages it reads; they decide which URL class it is linked to."""
    example_context: dict[str, str] = field(default_factory=dict)

    def parse(self, run: Run, text: str) -> list[Post]:
        """Return the posts of the page. Raises ParseError, and Veto when the page itself is left out."""
        run.variables.setdefault("post_index", "0")
        return list(self._posts(run, text, depth=0))

    def _posts(self, run: Run, text: str, *, depth: int) -> list[Post]:
        if depth > MAX_SUBSIDIARY_DEPTH:
            raise ParseError(f"page parsers are nested more than {MAX_SUBSIDIARY_DEPTH} deep")
        try:
            text = self.converter.convert(text)
        except ConversionFailed as error:
            raise ParseError(f"the page can't be converted first: {error}") from error
        found = (parser.parse(run, text) for parser in self.content_parsers)
        own = Post(tuple(finding for finding in found if finding is not None))
        if own.pursue_urls():
            run.variables["post_index"] = str(int(run.variables["post_index"]) + 1)
        if not self.subsidiaries:
            return [own] if own.findings else []
        posts: list[Post] = []
        for subsidiary in sorted(self.subsidiaries, key=lambda each: each.parser.name.casefold()):
            pieces_posts = [post.with_findings(own.findings) for post in _posts_of(subsidiary, run, text, depth)]
            if subsidiary.sort_by_time:
                pieces_posts.sort(key=_newest_first)
            posts += pieces_posts
            if len(posts) > MAX_STRINGS:
                raise ParseError(f"the page has more than {MAX_STRINGS:,} posts")
        return posts


def _posts_of(subsidiary: SubsidiaryParser, run: Run, text: str, depth: int) -> Iterator[Post]:
    try:
        pieces = subsidiary.formula.parse(run, text, collapse=False)
    except ParseError:
        return  # such a page simply has no pieces of this kind
    for piece in filter(None, pieces):
        try:
            posts = subsidiary.parser._posts(run, piece, depth=depth + 1)
        except Veto:
            continue
        yield from posts


def _newest_first(post: Post) -> float:
    seconds = post.seconds()
    return float("inf") if seconds is None else -seconds


PAGE_PARSER = TypeAdapter(PageParser)
"""Reads and writes page parsers as JSON (`schema.read`, `schema.write`)."""
