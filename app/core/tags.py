"""What a tag is: how text becomes one, its two halves, and the order people expect.

A tag is `subtag` or `namespace:subtag`; an unnamespaced tag whose text holds a colon is written with a leading colon
(`::d`). Cleaning follows the rules that the tools of this field share, quirks included: tabs and line breaks vanish
instead of becoming blanks, and a leading blank keeps `:)` from being read as a smiley.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_LENGTH = 1024
"""Characters; longer text is cut."""

_UNWANTED = re.compile(
    "[\\u0000-\\u001f\\u007f-\\u009f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
    "\\ud800-\\udfff\\ue000-\\uf8ff\\U000f0000-\\U0010ffff]"
)
"""Control, bidi, zero-width, surrogate and private-use characters. The two joiners are dealt with apart."""

_BLANKS = re.compile(r"\s+")
_LEADING_OPERATORS = re.compile(r"^(?:-|system:)+")
_HANGUL = re.compile("[\\u1100-\\u11ff\\u3130-\\u3163\\u3165-\\u318f\\ua960-\\ua97f\\uac00-\\ud7ff\\uffa1-\\uffdc]")
_HANGUL_FILLER = "\u3164"
_LATIN_AND_JOINERS = re.compile("^[\\u0000-\\u024f\\u1e00-\\u1eff\\u200c\\u200d]*$")
_JOINERS = re.compile("[\\u200c\\u200d]")
_DIGITS = re.compile("([0-9]+)")
_LONGEST_NUMBER = 4000
"""Digits; Python refuses to read much longer ones, and no two tags differ only there."""


def _scrub(text: str) -> str:
    """Return the text without what can't be seen, and without leading minus signs and `system:`."""
    text = _BLANKS.sub(" ", _UNWANTED.sub("", text)).strip()
    text = _LEADING_OPERATORS.sub("", text).strip()
    if _HANGUL_FILLER in text and not _HANGUL.search(text):
        text = text.replace(_HANGUL_FILLER, "")
    if _LATIN_AND_JOINERS.match(text):
        text = _JOINERS.sub("", text)
    return _BLANKS.sub(" ", text).strip()


def join_tag(namespace: str, subtag: str) -> str:
    """Return the one spelling of the two halves; an unnamespaced subtag with a colon gets a leading one."""
    return f"{namespace}:{subtag}" if namespace or ":" in subtag else subtag


def split_tag(tag: str) -> tuple[str, str]:
    """Return (namespace, subtag) of a clean tag; the namespace is empty for an unnamespaced one."""
    namespace, colon, subtag = tag.partition(":")
    return (namespace, subtag) if colon else ("", tag)


def clean_tag(text: str) -> str:
    """Return the tag that the text means, or `""` when nothing is left of it."""
    text = text[:MAX_LENGTH].lower()
    if text.startswith(":") and text.count(":") == 1 and text != ":":
        text = ":" + text
    if ":" not in text:
        return _scrub(text)
    text = _scrub(text)
    if ":" not in text:
        return text
    namespace, subtag = text.split(":", 1)
    subtag = _scrub(subtag)
    return join_tag(_scrub(namespace), subtag) if subtag else ""


def clean_tags(texts: Iterable[str]) -> set[str]:
    """Return the set of tags that the texts mean; those that mean nothing are left out."""
    return {tag for tag in map(clean_tag, texts) if tag}


def human_sort_key(text: str) -> tuple[tuple[str, int], ...]:
    """Return a key that sorts `page 9` before `page 10` and numbers before letters, whatever the case."""
    return tuple(
        ("", int(run) if len(run) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER)
        if run[0] in "0123456789"
        else (run, 0)
        for run in _DIGITS.split(text.casefold())
        if run
    )
