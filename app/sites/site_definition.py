"""A site's definition as it lies in one file: GUGs, URL classes and parsers, and where its facts come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from app.parsing.page_parser import PageParser
from app.parsing.schema import STRICT, read
from app.sites.gug import Gug, Ngug
from app.sites.url_class import UrlClass


@dataclass(frozen=True, slots=True)
class SiteDefinition:
    """Everything about one site, or one family of sites. `version` is that of this layout."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    version: Literal[1]
    site: str
    source: tuple[str, ...]
    """Where its facts are published: documentation pages, or repository, file and commit."""
    shape_date: str = ""
    """The day of the newest of those sources (YYYY-MM-DD): the shape of page that the definition was written for."""
    needs: str = ""
    """What the user has to bring, as a sentence: cookies of a signed-in browser, a key. Empty for nothing."""
    gugs: tuple[Gug, ...] = ()
    ngugs: tuple[Ngug, ...] = ()
    url_classes: tuple[UrlClass, ...] = ()
    parsers: tuple[PageParser, ...] = ()


_SITE = TypeAdapter(SiteDefinition)


def read_site(text: str, name: str) -> SiteDefinition:
    """Return the definition that the JSON text holds. Raises DefinitionError naming `name` and the path inside."""
    return read(_SITE, text, name)
