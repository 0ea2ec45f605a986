"""The kinds of object in the shared format: their numbers, their names, and the version that is read and written."""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """Numbers of the shared format."""

    DICTIONARY = 21
    LIST = 26
    HTML_FORMULA = 27
    CONTENT_LINK = 29
    CONTENT_PARSER = 30
    JSON_FORMULA = 31
    LOOKUP_SCRIPT = 32
    BYTES_DICTIONARY = 33
    BANDWIDTH_RULES = 38
    TAG_FILTER = 44
    NETWORK_CONTEXT = 47
    URL_CLASS = 50
    STRING_MATCH = 51
    STRING_CONVERTER = 55
    PAGE_PARSER = 58
    ZIPPER_FORMULA = 59
    CONTEXT_FORMULA = 60
    HTML_RULE = 62
    SIMPLE_FORMULA = 63
    GUG = 69
    NGUG = 70
    DOMAIN_METADATA = 71
    LOGIN_CREDENTIAL = 72
    LOGIN_SCRIPT = 73
    LOGIN_STEP = 74
    STRING_SPLITTER = 83
    STRING_PROCESSOR = 84
    STRING_SORTER = 99
    STRING_SLICER = 100
    TAG_FILTER_STEP = 112
    STRING_JOINER = 125
    URL_PARAMETER = 127
    NESTED_FORMULA = 133
    SUBSIDIARY_PARSER = 135
    STATIC_FORMULA = 136
    DOMAIN_MASK = 139

    @property
    def words(self) -> str:
        """The kind as a person calls it."""
        return _WORDS.get(self, self.name.lower().replace("_", " "))


_WORDS = {
    Kind.HTML_FORMULA: "HTML formula",
    Kind.JSON_FORMULA: "JSON formula",
    Kind.LOOKUP_SCRIPT: "file lookup script",
    Kind.URL_CLASS: "URL class",
    Kind.HTML_RULE: "HTML rule",
    Kind.SIMPLE_FORMULA: "simple downloader formula",
    Kind.GUG: "GUG",
    Kind.NGUG: "NGUG",
    Kind.LOGIN_CREDENTIAL: "login credential definition",
    Kind.URL_PARAMETER: "URL class parameter",
    Kind.DOMAIN_MASK: "URL domain mask",
}

CURRENT: dict[Kind, int] = dict.fromkeys(Kind, 1) | {
    Kind.DICTIONARY: 2,
    Kind.LIST: 3,
    Kind.HTML_FORMULA: 8,
    Kind.CONTENT_PARSER: 7,
    Kind.JSON_FORMULA: 4,
    Kind.LOOKUP_SCRIPT: 2,
    Kind.NETWORK_CONTEXT: 2,
    Kind.URL_CLASS: 15,
    Kind.STRING_CONVERTER: 2,
    Kind.PAGE_PARSER: 3,
    Kind.ZIPPER_FORMULA: 3,
    Kind.CONTEXT_FORMULA: 3,
    Kind.HTML_RULE: 3,
    Kind.LOGIN_SCRIPT: 2,
    Kind.LOGIN_STEP: 2,
    Kind.STRING_SPLITTER: 2,
    Kind.STRING_JOINER: 2,
    Kind.URL_PARAMETER: 2,
    Kind.NESTED_FORMULA: 2,
    Kind.SUBSIDIARY_PARSER: 2,
}
"""The version of each kind that is read and written; older ones are brought up to it, newer ones refused."""

NAMED = {
    Kind.LOOKUP_SCRIPT, Kind.URL_CLASS, Kind.PAGE_PARSER, Kind.SIMPLE_FORMULA, Kind.GUG, Kind.NGUG,
    Kind.LOGIN_CREDENTIAL, Kind.LOGIN_SCRIPT, Kind.LOGIN_STEP,
}
"""Kinds whose objects carry a name: `[kind, name, version, content]`."""

FORMULAE = {
    Kind.HTML_FORMULA, Kind.JSON_FORMULA, Kind.ZIPPER_FORMULA, Kind.CONTEXT_FORMULA, Kind.NESTED_FORMULA,
    Kind.STATIC_FORMULA,
}
