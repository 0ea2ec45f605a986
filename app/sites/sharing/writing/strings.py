"""String processing in the shared format (51, 55, 84, 83, 99, 100, 112, 125, 44)."""

from __future__ import annotations

from collections.abc import Iterable

from app.parsing.string_processing.converter import (
    Add,
    AppendRandom,
    Attach,
    Converter,
    Cut,
    Hash,
    Operation,
    ReadAnyDate,
    ReadDate,
    Recode,
    Reverse,
    Substitute,
    WriteDate,
)
from app.parsing.string_processing.match import FLEXIBLE, MatchType, StringMatch
from app.parsing.string_processing.processor import (
    Joiner,
    MatchStep,
    Slicer,
    Sorter,
    Splitter,
    Step,
)
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, a_list, an_object
from app.sites.sharing.reading.strings import ENCODINGS, MATCH_TYPES, ORDERS, ZONES

_CUTS = {"remove_start": 0, "remove_end": 1, "keep_start": 6, "keep_end": 7}
_ATTACHMENTS = {"prepend": 2, "append": 3}
_RECODINGS = {"encode": 4, "decode": 5}
_ALLOW, _FORBID = 0, 1


def written_match(match: StringMatch) -> Json:
    """Return the match as an object."""
    value: Json = match.value
    if match.type is MatchType.FLEXIBLE:
        value = list(FLEXIBLE).index(match.value)
    return an_object(Kind.STRING_MATCH, [MATCH_TYPES.index(match.type), value, match.min, match.max, match.example])


def written_converter(converter: Converter) -> Json:
    """Return the converter as an object."""
    return an_object(Kind.STRING_CONVERTER, [[_conversion(each) for each in converter.operations], converter.example])


def _conversion(operation: Operation) -> Json:
    match operation:
        case Cut(op=op, count=count):
            return [_CUTS[op], count]
        case Attach(op=op, text=text):
            return [_ATTACHMENTS[op], text]
        case Recode(op=op, encoding=encoding):
            return [_RECODINGS[op], ENCODINGS.index(encoding)]
        case Reverse():
            return [8, None]
        case Substitute(pattern=pattern, replacement=replacement):
            return [9, [pattern, replacement]]
        case ReadDate(format=date_format, zone=zone, offset_seconds=offset):
            return [10, [date_format, ZONES.index(zone), offset]]
        case Add(number=number):
            return [11, number]
        case WriteDate(format=date_format, zone=zone):
            return [12, [date_format, ZONES.index(zone)]]
        case Hash(digest=digest):
            return [13, digest.value]
        case ReadAnyDate():
            return [14, None]
        case AppendRandom(population=population, count=count):
            return [15, [population, count]]


def written_processor(steps: Iterable[Step]) -> Json:
    """Return the steps as one processor object."""
    return an_object(Kind.STRING_PROCESSOR, a_list(map(_step, steps)))


def _step(step: Step) -> Json:
    match step:
        case Converter():
            return written_converter(step)
        case MatchStep(match=match):
            return written_match(match)
        case Splitter(separator=separator, max_splits=most):
            return an_object(Kind.STRING_SPLITTER, [separator, most])
        case Joiner(joiner=joiner, group_size=size):
            return an_object(Kind.STRING_JOINER, [joiner, size])
        case Slicer(start=start, end=end):
            return an_object(Kind.STRING_SLICER, [start, end])
        case Sorter(order=order, ascending=ascending, pattern=pattern):
            return an_object(Kind.STRING_SORTER, [ORDERS.index(order), ascending, pattern])
        case _:
            rules = [[part, _ALLOW if allows else _FORBID] for part, allows in step.filter.rules.items()]
            return an_object(Kind.TAG_FILTER_STEP, [an_object(Kind.TAG_FILTER, rules), step.example])
