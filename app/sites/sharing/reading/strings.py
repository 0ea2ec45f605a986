"""String processing: matches (51), converters (55), processors (84) and their steps (83, 99, 100, 112, 125, 44)."""

from __future__ import annotations

from app.parsing.string_processing.converter import (
    Add,
    AppendRandom,
    Attach,
    Converter,
    Cut,
    Digest,
    Hash,
    Operation,
    ReadAnyDate,
    ReadDate,
    Recode,
    Reverse,
    Substitute,
    WriteDate,
)
from app.parsing.string_processing.dates import Zone
from app.parsing.string_processing.encodings import Encoding
from app.parsing.string_processing.match import FLEXIBLE, MatchType, StringMatch
from app.parsing.string_processing.processor import (
    Joiner,
    MatchStep,
    Order,
    Slicer,
    Sorter,
    Splitter,
    Step,
    TagFilterStep,
)
from app.parsing.string_processing.tag_filter import TagFilter
from app.sites.sharing.errors import BadObject
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, members
from app.sites.sharing.reading.fields import Dropped, chosen, each
from app.sites.sharing.upgrades import current

MATCH_TYPES = (MatchType.FIXED, MatchType.FLEXIBLE, MatchType.REGEX, MatchType.ANY)
ENCODINGS = tuple(Encoding)
ZONES = tuple(Zone)
ORDERS = tuple(Order)


def read_match(raw: Json) -> StringMatch:
    """Return the match."""
    number, value, fewest, most, example = current(raw, Kind.STRING_MATCH).content
    kind = chosen(MATCH_TYPES, number, "type of match")
    if kind is MatchType.FLEXIBLE:
        value = chosen(tuple(FLEXIBLE), value, "flexible match")
    elif kind is MatchType.ANY:
        value = ""
    return StringMatch(kind, value, fewest, most, example or "")


def read_converter(raw: Json) -> Converter:
    """Return the converter."""
    conversions, example = current(raw, Kind.STRING_CONVERTER).content
    return Converter(tuple(_operation(op, data) for op, data in conversions), example or "")


def _operation(op: Json, data: Json) -> Operation:
    match op:
        case 0:
            return Cut("remove_start", data)
        case 1:
            return Cut("remove_end", data)
        case 2:
            return Attach("prepend", data)
        case 3:
            return Attach("append", data)
        case 4:
            return Recode("encode", chosen(ENCODINGS, data, "encoding"))
        case 5:
            return Recode("decode", chosen(ENCODINGS, data, "encoding"))
        case 6:
            return Cut("keep_start", data)
        case 7:
            return Cut("keep_end", data)
        case 8:
            return Reverse()
        case 9:
            pattern, replacement = data
            return Substitute(pattern, replacement)
        case 10:
            date_format, zone, offset = data
            return ReadDate(date_format, chosen(ZONES, zone, "time zone"), offset)
        case 11:
            return Add(data)
        case 12:
            date_format, zone = data
            return WriteDate(date_format, Zone.LOCAL if zone == 1 else Zone.UTC)
        case 13:
            return Hash(Digest(data))
        case 14:
            return ReadAnyDate()
        case 15:
            population, count = data
            return AppendRandom(population, count)
        case _:
            raise BadObject(f"there is no conversion {str(op)[:40]}")


def read_processor(raw: Json, dropped: Dropped) -> tuple[Step, ...]:
    """Return the steps; places that hold nothing are passed over."""
    content = current(raw, Kind.STRING_PROCESSOR).content
    return each((one for one in members(content) if one is not None), _step, dropped, "processing step")


def _step(raw: Json, dropped: Dropped) -> Step:
    given = current(raw, Kind.STRING_MATCH, Kind.STRING_CONVERTER, Kind.STRING_SPLITTER, Kind.STRING_JOINER,
                    Kind.STRING_SORTER, Kind.STRING_SLICER, Kind.TAG_FILTER_STEP)
    match given.kind:
        case Kind.STRING_MATCH:
            return MatchStep(read_match(raw))
        case Kind.STRING_CONVERTER:
            return read_converter(raw)
        case Kind.STRING_SPLITTER:
            separator, most = given.content
            return Splitter(separator, most)
        case Kind.STRING_JOINER:
            joiner, size = given.content
            return Joiner(joiner, size)
        case Kind.STRING_SORTER:
            order, ascending, pattern = given.content
            return Sorter(chosen(ORDERS, order, "order"), ascending, pattern)
        case Kind.STRING_SLICER:
            start, end = given.content
            return Slicer(start, end)
        case _:
            tag_filter, example = given.content
            return TagFilterStep(read_tag_filter(tag_filter), example or "")


def read_tag_filter(raw: Json) -> TagFilter:
    """Return the tag filter; rule 0 allows."""
    return TagFilter({part: rule == 0 for part, rule in current(raw, Kind.TAG_FILTER).content})
