"""Content parsers (30), page parsers (58) and subsidiary parsers (135), and named formulae (63)."""

from __future__ import annotations

from app.parsing.content_parser import ContentParser
from app.parsing.page_parser import PageParser, SubsidiaryParser
from app.parsing.post import (
    FileHash,
    HashType,
    Header,
    Meaning,
    Note,
    Tags,
    Timestamp,
    Title,
    Urls,
    UrlUse,
    Variable,
    VetoWhen,
)
from app.sites.sharing.errors import BadObject, step
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, members
from app.sites.sharing.reading.fields import Dropped, each, texts
from app.sites.sharing.reading.formulae import read_formula
from app.sites.sharing.reading.strings import read_converter, read_match
from app.sites.sharing.upgrades import current
from app.sites.simple_formula import SimpleFormula

URL_USES = {6: UrlUse.NEXT_PAGE, 7: UrlUse.PURSUE, 8: UrlUse.SOURCE, 9: UrlUse.SUB_GALLERY}


def read_content_parser(raw: Json, dropped: Dropped) -> ContentParser:
    """Return the content parser."""
    name, kind, formula, extra = current(raw, Kind.CONTENT_PARSER).content
    with step(f"content parser '{str(name)[:100]}'"):
        return ContentParser(name, _meaning(kind, extra), read_formula(formula, dropped))


def _meaning(kind: Json, extra: Json) -> Meaning:
    match kind:
        case 0:
            return Tags(extra)
        case 7:
            use, priority = extra
            if use not in URL_USES:
                raise BadObject(f"there is no use {str(use)[:40]} of a URL")
            return Urls(URL_USES[use], priority)
        case 8:
            found, match = extra
            return VetoWhen(found, read_match(match))
        case 14:
            return Variable(extra)
        case 15:
            hash_type, encoding = extra[0] if isinstance(extra[0], list) else extra  # some were wrapped twice
            return FileHash(HashType(hash_type), encoding)
        case 16:
            return Timestamp()
        case 17:
            return Title(extra)
        case 18:
            return Note(extra)
        case 22:
            return Header(extra)
        case _:
            raise BadObject(f"there is no content of type {str(kind)[:40]}")


def read_page_parser(raw: Json, dropped: Dropped) -> PageParser:
    """Return the page parser; the name inside counts, not the one outside."""
    name, _, converter, subsidiaries, contents, urls, context = current(raw, Kind.PAGE_PARSER).content
    with step(f"page parser '{str(name)[:100]}'"):
        return PageParser(
            name=name, content_parsers=each(members(contents), read_content_parser, dropped, "content parser"),
            subsidiaries=each(members(subsidiaries), _subsidiary, dropped, "subsidiary parser"),
            converter=read_converter(converter), example_urls=tuple(urls), example_context=texts(context))


def _subsidiary(raw: Json, dropped: Dropped) -> SubsidiaryParser:
    formula, sorts, parser = current(raw, Kind.SUBSIDIARY_PARSER).content
    return SubsidiaryParser(read_formula(formula, dropped), read_page_parser(parser, dropped), bool(sorts))


def read_simple_formula(raw: Json, dropped: Dropped) -> SimpleFormula:
    """Return the formula of the simple downloader."""
    given = current(raw, Kind.SIMPLE_FORMULA)
    return SimpleFormula(given.name, read_formula(given.content, dropped))
