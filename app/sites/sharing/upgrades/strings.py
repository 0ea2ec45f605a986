"""Upgrades of string processing: converters (55), splitters (83), joiners (125); and what others need of them."""

from __future__ import annotations

from typing import Final

from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, a_list, an_object, shared_object

_ANY = 3
ANY_MATCH: Final = [int(Kind.STRING_MATCH), 1, [_ANY, "", None, None, "test string"]]
"""The match that everything passes."""

NO_CONVERTER: Final = [int(Kind.STRING_CONVERTER), 2, [[], "example string"]]
NO_PROCESSOR: Final = [int(Kind.STRING_PROCESSOR), 1, [int(Kind.LIST), 3, []]]

_ENCODE, _DECODE = 4, 5
_ENCODINGS = {
    "url percent encoding": 0, "unicode escape characters": 1, "html entities": 2, "hex": 3, "base64": 4,
}
_UNDECODED = {"hex", "base64"}
"""Decoding these did nothing in version 1."""


def fixed_match(text: str) -> Json:
    """Return the match that only the text passes."""
    return [int(Kind.STRING_MATCH), 1, [0, text, None, None, text]]


def converter_1(content: Json) -> Json:
    """Number the encodings. A conversion that can't be understood goes, and all behind it."""
    conversions, example = content
    kept: list[Json] = []
    for conversion in conversions:
        try:
            op, data = conversion
            if op in {_ENCODE, _DECODE}:
                if op == _DECODE and data in _UNDECODED:
                    continue
                data = _ENCODINGS[data]
        except (TypeError, ValueError, KeyError):
            break
        kept.append([op, data])
    return [kept, example]


def has_operations(converter: Json) -> bool:
    """Tell whether a converter of any version still does something in the current one."""
    given = shared_object(converter)
    content = converter_1(given.content) if given.version == 1 else given.content
    return bool(content[0])


def _does_something(match: Json) -> bool:
    kind, _, fewest, most, _ = shared_object(match).content
    return kind != _ANY or fewest is not None or most is not None


def processor_of(match: Json, converter: Json) -> Json:
    """Return the processor of a match and then a converter, each only when it does something."""
    steps = []
    if _does_something(match):
        steps.append(match)
    if has_operations(converter):
        steps.append(converter)
    return an_object(Kind.STRING_PROCESSOR, a_list(steps))


def _with_escapes(content: Json) -> Json:
    """Backslashes are escapes from version 2 on."""
    text, number = content
    return [text.replace("\\", "\\\\"), number]


STEPS = {
    (Kind.STRING_CONVERTER, 1): converter_1,
    (Kind.STRING_SPLITTER, 1): _with_escapes,
    (Kind.STRING_JOINER, 1): _with_escapes,
}
