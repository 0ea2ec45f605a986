"""Upgrades of content parsers (30), page parsers (58) and subsidiary parsers (135)."""

from __future__ import annotations

import json

from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, a_list, an_object, members, shared_object
from app.sites.sharing.upgrades.strings import ANY_MATCH

_TAGS, _URLS, _VETO, _HASH = 0, 7, 8, 15
_REGEX = 2
_FILE, _POST, _NEXT_PAGE, _PURSUE, _SOURCE = 2, 0, 6, 7, 8


def _content_1(content: Json) -> Json:
    """A veto's text becomes a match."""
    name, kind, formula, extra = content
    if kind == _VETO:
        veto_if_found, text = extra
        match = [int(Kind.STRING_MATCH), 1, [_REGEX, text, None, None, text]] if text else ANY_MATCH
        extra = [veto_if_found, match]
    return [name, kind, formula, extra]


def _content_2(content: Json) -> Json:
    """A URL tells what it is for, no longer what is behind it."""
    name, kind, formula, extra = content
    if kind == _URLS:
        url_type, priority = extra
        extra = [{_FILE: _PURSUE, _POST: _SOURCE}.get(url_type, _NEXT_PAGE), priority]
    return [name, kind, formula, extra]


def _content_3(content: Json) -> Json:
    name, kind, formula, extra = content
    return [name, kind, formula, 0, False, extra]


def _content_4(content: Json) -> Json:
    """A hash tells its encoding, guessed from what its formula does."""
    name, kind, formula, sort, ascending, extra = content
    if kind == _HASH and not isinstance(extra, list):
        extra = [extra, "base64" if '"base64"' in json.dumps(formula) else "hex"]
    return [name, kind, formula, sort, ascending, extra]


def _content_5(content: Json) -> Json:
    """Sorting becomes the last step of the formula's processor."""
    name, kind, formula, sort, ascending, extra = content
    if sort:
        formula = _with_step(formula, an_object(Kind.STRING_SORTER, [sort, ascending, None]))
    return [name, kind, formula, extra]


def _with_step(formula: Json, last: Json) -> Json:
    from app.sites.sharing.upgrades import current  # the table of steps is made of this module's

    given = current(formula)
    *front, processor = given.content
    steps = [*members(shared_object(processor).content), last]
    return an_object(given.kind, [*front, an_object(Kind.STRING_PROCESSOR, a_list(steps))])


def _content_6(content: Json) -> Json:
    """An empty namespace left the strings as they are; that is null now."""
    name, kind, formula, extra = content
    return [name, kind, formula, None if kind == _TAGS and extra == "" else extra]


def _page_1(content: Json) -> Json:
    return [*content, {"url": "https://example.com/posts/index.php?id=123456"}]


def _page_2(content: Json) -> Json:
    """Subsidiary parsers become objects."""
    name, key, converter, subsidiaries, *rest = content
    made = [an_object(Kind.SUBSIDIARY_PARSER, [formula, False, parser]) for formula, parser in subsidiaries]
    return [name, key, converter, a_list(made), *rest]


def _subsidiary_1(content: Json) -> Json:
    formula, parser = content
    return [formula, False, parser]


STEPS = {
    (Kind.CONTENT_PARSER, 1): _content_1,
    (Kind.CONTENT_PARSER, 2): _content_2,
    (Kind.CONTENT_PARSER, 3): _content_3,
    (Kind.CONTENT_PARSER, 4): _content_4,
    (Kind.CONTENT_PARSER, 5): _content_5,
    (Kind.CONTENT_PARSER, 6): _content_6,
    (Kind.PAGE_PARSER, 1): _page_1,
    (Kind.PAGE_PARSER, 2): _page_2,
    (Kind.SUBSIDIARY_PARSER, 1): _subsidiary_1,
}
