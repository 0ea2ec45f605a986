"""Formulae, content parsers and page parsers in the shared format (27, 31, 59, 60, 133, 136, 30, 58, 135, 63)."""

from __future__ import annotations

import secrets
from typing import assert_never

from app.parsing.content_parser import ContentParser
from app.parsing.formulae import Formula, NestedFormula, ZipperFormula
from app.parsing.formulae.html import Direction, HtmlFormula, HtmlRule
from app.parsing.formulae.json import AllItems, JsonFormula, JsonRule, Key, Nth, Unflatten, Up, ValueTest
from app.parsing.formulae.plain import ContextFormula, StaticFormula
from app.parsing.page_parser import PageParser, SubsidiaryParser
from app.parsing.post import FileHash, Header, Meaning, Note, Tags, Timestamp, Title, Urls, Variable, VetoWhen
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, a_list, an_object
from app.sites.sharing.reading.formulae import DIRECTIONS, HTML_CONTENTS, JSON_CONTENTS
from app.sites.sharing.reading.parsers import URL_USES
from app.sites.sharing.upgrades.strings import ANY_MATCH
from app.sites.sharing.writing.strings import written_converter, written_match, written_processor
from app.sites.simple_formula import SimpleFormula

_NUMBERS_OF_USES = {use: number for number, use in URL_USES.items()}


def written_formula(formula: Formula) -> Json:
    """Return the formula as an object."""
    kind, content = _formula(formula)
    return an_object(kind, [*content, formula.name, written_processor(formula.process)])


def _formula(formula: Formula) -> tuple[Kind, list[Json]]:
    match formula:
        case HtmlFormula():
            rules = a_list(map(_html_rule, formula.rules))
            return Kind.HTML_FORMULA, [rules, HTML_CONTENTS.index(formula.content), formula.attribute]
        case JsonFormula():
            return Kind.JSON_FORMULA, [list(map(_json_rule, formula.rules)), JSON_CONTENTS.index(formula.content)]
        case ZipperFormula():
            return Kind.ZIPPER_FORMULA, [a_list(map(written_formula, formula.formulae)), formula.substitution]
        case ContextFormula():
            return Kind.CONTEXT_FORMULA, [formula.variable]
        case NestedFormula():
            return Kind.NESTED_FORMULA, [written_formula(formula.main), written_formula(formula.sub)]
        case StaticFormula():
            return Kind.STATIC_FORMULA, [formula.text, formula.count]
        case _ as never:
            assert_never(never)


def _html_rule(rule: HtmlRule) -> Json:
    test = ANY_MATCH if rule.test is None else written_match(rule.test)
    attributes = rule.attributes or (None if rule.rule is Direction.ANCESTORS else {})
    return an_object(Kind.HTML_RULE, [
        DIRECTIONS.index(rule.rule), rule.tag, attributes, rule.index, rule.depth, rule.test is not None, test])


def _json_rule(rule: JsonRule) -> Json:
    match rule:
        case Key(match=match):
            return [0, written_match(match)]
        case AllItems():
            return [1, None]
        case Nth(index=index):
            return [2, index]
        case Unflatten(index=index):
            return [3, index]
        case Up(levels=levels):
            return [4, levels]
        case ValueTest(match=match):
            return [5, written_match(match)]


def written_content_parser(parser: ContentParser) -> Json:
    """Return the content parser as an object."""
    kind, extra = _meaning(parser.meaning)
    return an_object(Kind.CONTENT_PARSER, [parser.name, kind, written_formula(parser.formula), extra])


def _meaning(meaning: Meaning) -> tuple[int, Json]:
    match meaning:
        case Tags(namespace=namespace):
            return 0, namespace
        case Urls(use=use, priority=priority):
            return 7, [_NUMBERS_OF_USES[use], priority]
        case VetoWhen(found=found, match=match):
            return 8, [found, written_match(match)]
        case Variable(name=name):
            return 14, name
        case FileHash(hash_type=hash_type, encoding=encoding):
            return 15, [hash_type.value, encoding]
        case Timestamp():
            return 16, 0
        case Title(priority=priority):
            return 17, priority
        case Note(name=name):
            return 18, name
        case Header(name=name):
            return 22, name


def written_page_parser(parser: PageParser) -> Json:
    """Return the page parser as an object, its parts in the order of their names."""
    contents = sorted(parser.content_parsers, key=lambda each: each.name.casefold())
    subsidiaries = sorted(parser.subsidiaries, key=lambda each: each.parser.name.casefold())
    return an_object(Kind.PAGE_PARSER, [
        parser.name, secrets.token_hex(32), written_converter(parser.converter),
        a_list(map(_subsidiary, subsidiaries)), a_list(map(written_content_parser, contents)),
        list(parser.example_urls), parser.example_context,
    ], parser.name)


def _subsidiary(subsidiary: SubsidiaryParser) -> Json:
    return an_object(Kind.SUBSIDIARY_PARSER, [
        written_formula(subsidiary.formula), subsidiary.sort_by_time, written_page_parser(subsidiary.parser)])


def written_simple_formula(formula: SimpleFormula) -> Json:
    """Return the formula of the simple downloader as an object."""
    return an_object(Kind.SIMPLE_FORMULA, written_formula(formula.formula), formula.name)
