"""Formulae of the six kinds (27, 31, 59, 60, 133, 136) and HTML rules (62)."""

from __future__ import annotations

from app.parsing.formulae import Formula, NestedFormula, ZipperFormula
from app.parsing.formulae.html import Direction, HtmlContent, HtmlFormula, HtmlRule
from app.parsing.formulae.json import (
    AllItems,
    JsonContent,
    JsonFormula,
    JsonRule,
    Key,
    Nth,
    Unflatten,
    Up,
    ValueTest,
)
from app.parsing.formulae.plain import ContextFormula, StaticFormula
from app.sites.sharing.errors import BadObject
from app.sites.sharing.kinds import FORMULAE, Kind
from app.sites.sharing.objects import Json, members, shared_object
from app.sites.sharing.reading.fields import Dropped, chosen, each, texts
from app.sites.sharing.reading.strings import read_match, read_processor
from app.sites.sharing.upgrades import current

DIRECTIONS = tuple(Direction)
HTML_CONTENTS = tuple(HtmlContent)
JSON_CONTENTS = tuple(JsonContent)


def read_formula(raw: Json, dropped: Dropped) -> Formula:
    """Return the formula, of whichever kind it is."""
    kind = shared_object(raw).kind
    if kind not in FORMULAE:
        raise BadObject(f"there is a {kind.words} where a formula should be")
    given = current(raw)
    *content, name, processor = given.content
    process = read_processor(processor, dropped)
    match given.kind:
        case Kind.HTML_FORMULA:
            rules, what, attribute = content
            return HtmlFormula(
                name=name, process=process, rules=each(members(rules), _html_rule, dropped, "rule"),
                content=chosen(HTML_CONTENTS, what, "content"), attribute=attribute or "")
        case Kind.JSON_FORMULA:
            rules, what = content
            return JsonFormula(
                name=name, process=process, rules=tuple(_json_rule(kind, data) for kind, data in rules),
                content=chosen(JSON_CONTENTS, what, "content"))
        case Kind.ZIPPER_FORMULA:
            formulae, substitution = content
            return ZipperFormula(
                name=name, process=process, formulae=each(members(formulae), read_formula, dropped, "formula"),
                substitution=substitution)
        case Kind.CONTEXT_FORMULA:
            (variable,) = content
            return ContextFormula(name=name, process=process, variable=variable)
        case Kind.NESTED_FORMULA:
            main, sub = content
            return NestedFormula(
                name=name, process=process, main=read_formula(main, dropped), sub=read_formula(sub, dropped))
        case _:
            text, count = content
            return StaticFormula(name=name, process=process, text=text, count=count)


def _html_rule(raw: Json, dropped: Dropped) -> HtmlRule:
    direction, tag, attributes, index, depth, has_test, match = current(raw, Kind.HTML_RULE).content
    return HtmlRule(
        rule=chosen(DIRECTIONS, direction, "direction"), tag=tag, attributes=texts(attributes or {}), index=index,
        depth=depth, test=read_match(match) if has_test else None)


def _json_rule(kind: Json, data: Json) -> JsonRule:
    match kind:
        case 0:
            return Key(read_match(data))
        case 1:
            return AllItems()
        case 2:
            return Nth(data)
        case 3:
            return Unflatten(data)
        case 4:
            return Up(data)
        case 5:
            return ValueTest(read_match(data))
        case _:
            raise BadObject(f"there is no JSON rule {str(kind)[:40]}")
