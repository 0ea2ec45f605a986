"""Upgrades of formulae: HTML (27) and its rules (62), JSON (31), zipper (59), context (60), nested (133)."""

from __future__ import annotations

from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, a_list, an_object
from app.sites.sharing.upgrades.strings import ANY_MATCH, fixed_match, processor_of

_REMOVE_START, _REMOVE_END, _PREPEND, _APPEND, _KEEP_START, _KEEP_END = 0, 1, 2, 3, 6, 7
_ATTRIBUTE, _STRING = 0, 1


def _rule_1(content: Json) -> Json:
    return [*content, False, ANY_MATCH]


def _rule_2(content: Json) -> Json:
    return content


def _html_1(content: Json) -> Json:
    rules, attribute = content
    return [rules, attribute, [0, 0, "", ""]]


def _html_2(content: Json) -> Json:
    """What was cut off and put around becomes a converter; a negative count counts from the other end, as it stands."""
    rules, attribute, (front, back, prepended, appended) = content
    conversions: list[Json] = []
    if front > 0:
        conversions.append([_KEEP_START, front])
    elif front < 0:
        conversions.append([_REMOVE_END, front])
    if back > 0:
        conversions.append([_KEEP_END, back])
    elif back < 0:
        conversions.append([_REMOVE_START, back])
    if prepended:
        conversions.append([_PREPEND, prepended])
    if appended:
        conversions.append([_APPEND, appended])
    return [rules, attribute, an_object(Kind.STRING_CONVERTER, [conversions, "parsed information"])]


def _html_3(content: Json) -> Json:
    rules, attribute, converter = content
    return [rules, attribute, ANY_MATCH, converter]


def _html_4(content: Json) -> Json:
    rules, attribute, match, converter = content
    what, attribute = (_STRING, "") if attribute is None else (_ATTRIBUTE, attribute)
    return [rules, what, attribute, match, converter]


def _html_5(content: Json) -> Json:
    rules, *rest = content
    made = [[int(Kind.HTML_RULE), 1, [0, tag, attributes, index, None]] for tag, attributes, index in rules]
    return [a_list(made), *rest]


def _with_processor(content: Json) -> Json:
    """The last two, a match and a converter, become one processor."""
    *front, match, converter = content
    return [*front, processor_of(match, converter)]


def _with_name(content: Json) -> Json:
    """A name, empty at first, comes before the processor."""
    *front, processor = content
    return [*front, "", processor]


def _json_1(content: Json) -> Json:
    rules, *rest = content
    return [[_json_rule(rule) for rule in rules], *rest]


def _json_rule(rule: Json) -> Json:
    if rule is None:
        return [1, None]
    return [2, rule] if isinstance(rule, int) else [0, fixed_match(rule)]


STEPS = {
    (Kind.HTML_RULE, 1): _rule_1,
    (Kind.HTML_RULE, 2): _rule_2,
    (Kind.HTML_FORMULA, 1): _html_1,
    (Kind.HTML_FORMULA, 2): _html_2,
    (Kind.HTML_FORMULA, 3): _html_3,
    (Kind.HTML_FORMULA, 4): _html_4,
    (Kind.HTML_FORMULA, 5): _html_5,
    (Kind.HTML_FORMULA, 6): _with_processor,
    (Kind.HTML_FORMULA, 7): _with_name,
    (Kind.JSON_FORMULA, 1): _json_1,
    (Kind.JSON_FORMULA, 2): _with_processor,
    (Kind.JSON_FORMULA, 3): _with_name,
    (Kind.ZIPPER_FORMULA, 1): _with_processor,
    (Kind.ZIPPER_FORMULA, 2): _with_name,
    (Kind.CONTEXT_FORMULA, 1): _with_processor,
    (Kind.CONTEXT_FORMULA, 2): _with_name,
    (Kind.NESTED_FORMULA, 1): _with_name,
}
