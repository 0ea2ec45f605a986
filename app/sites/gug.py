"""GUGs (gallery URL generators) turn a query into the URL of a search's first page; NGUGs are named lists of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from app.core.errors import BadInput
from app.parsing.schema import STRICT
from app.parsing.url import PATH_SAFE, TERM_SAFE, encode, encode_url


class BadQuery(BadInput):
    """No search address can be made of this query."""

    code = "bad_query"


@dataclass(frozen=True, slots=True)
class Gug:
    """A template with a phrase that the query's terms take the place of. Shared number: 69."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    template: str
    phrase: str = "%tags%"
    separator: str = "+"
    """Stands between the terms, as it is."""
    hint: str = ""
    example: str = ""
    needs_key: bool = False
    """The site answers only with an account's API key, which the network adds to the request."""

    def url(self, query: str) -> str:
        """Return the first page's URL; consecutive blanks are empty terms. Raises BadQuery."""
        if not self.phrase or self.phrase not in self.template:
            raise BadQuery(f"the source '{self.name}' has no place for a query")
        question_mark = self.template.find("?")
        in_query = question_mark >= 0 and self.template.find(self.phrase, question_mark) >= 0
        safe = TERM_SAFE if in_query else PATH_SAFE
        try:
            terms = self.separator.join(encode(term, safe) for term in query.split(" "))
        except UnicodeEncodeError as error:
            raise BadQuery("the query holds a broken character") from error
        return encode_url(self.template.replace(self.phrase, terms))


@dataclass(frozen=True, slots=True)
class Ngug:
    """Several GUGs under one name; one query starts a search on each. Shared number: 70."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    gugs: tuple[str, ...]
    """Names; those that are missing are skipped."""
    hint: str = ""
