"""What a pasted line is, said before anything starts: a search, an address of some kind, or why it can't be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.core.errors import BadInput
from app.core.reasons import REASONS, reason
from app.downloads.addresses import Addresses
from app.downloads.errors import UnknownSource
from app.downloads.prediction import standing_of
from app.downloads.status import Status
from app.downloads.unhurried import unhurried
from app.downloads.url_prediction import TRUSTED_KINDS
from app.library.library import Library
from app.library.services import ALL_LOCAL_MEDIA
from app.network.context import host_of
from app.sites.url_class import UrlType

LOOKED_UP: Final = 500
"""Lines of one paste that are looked up in the library; the rest says nothing of what is here already."""

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:/", re.IGNORECASE)
_HOST = re.compile(r"^(www\.|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d+)?/)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """The file that an address is known to lead to."""

    sha256: str
    since: str
    """The day it came, in words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line and what it is. `problem` is the reason code of why it can't be added."""

    text: str
    kind: str
    """query, post, file, gallery, watchable, unknown or bad."""
    site: str | None
    sentence: str
    known: KnownFile | None = None
    problem: str | None = None
    action: str = ""


def as_url(text: str, addresses: Addresses) -> str | None:
    """Return the URL that a line stands for, or None when it is words to search for."""
    if _SCHEME.match(text):
        return text
    if _HOST.match(text) and " " not in text:
        url = f"https://{text}"
        if text.lower().startswith("www.") or addresses.definitions.url_class_for(url) is not None:
            return url
    return None


class Classifier:
    """Tells lines apart."""

    def __init__(self, addresses: Addresses, library: Library, check_url: Callable[[str], None]) -> None:
        """`check_url` raises for an address that will never be fetched."""
        self._addresses = addresses
        self._library = library
        self._check_url = check_url

    def check_source(self, source: str | None) -> str:
        """Return the source's name. Raises UnknownSource."""
        if source is None or source not in self._addresses.sources:
            raise UnknownSource(source)
        return source

    def lines(self, text: str, source: str | None) -> list[Line]:
        """Return every line that is not blank. Words without a source are told so; raises UnknownSource for words
        with one that does not exist."""
        texts = (raw.strip() for raw in text.splitlines())
        return self._with_known([self._line(each, source) for each in unhurried(texts) if each])

    def _line(self, text: str, source: str | None) -> Line:
        url = as_url(text, self._addresses)
        if url is None:
            if source is None:
                return Line(text, "query", None, UnknownSource(None).sentence, problem=UnknownSource.code,
                            action=UnknownSource(None).action)
            named = self._addresses.sources[self.check_source(source)]
            wants_key = " It wants a key of yours for the site." if named.needs_key else ""
            return Line(text, "query", named.name, f"A search with {named.name}.{wants_key}")
        return self.url_line(url, text)

    def url_line(self, url: str, text: str | None = None) -> Line:
        """Return what an address is."""
        text = text or url
        try:
            self._check_url(url)
        except BadInput as error:
            code = error.code if error.code in REASONS else "bad_url"
            return Line(text, "bad", None, error.sentence, problem=code, action=error.action or REASONS[code].action)
        resolved = self._addresses.definitions.resolve(url)
        name = host_of(url).removeprefix("www.")
        match resolved.type:
            case UrlType.WATCHABLE:
                why = reason("watchable")
                return Line(text, "watchable", name, why.sentence, problem=why.code, action=why.action)
            case UrlType.FILE:
                return Line(text, "file", name, f"A file of {name}.")
            case UrlType.UNKNOWN:
                return Line(text, "unknown", name, f"No downloader knows {name}; it is tried as a file.")
        kind, words = ("post", f"A post of {name}.") if resolved.type is UrlType.POST else (
            "gallery", f"One page of a list of {name}; search there to get them all.")
        if resolved.parser is None:
            why = reason("no_parser")
            return Line(text, kind, name, f"{words} {why.sentence}", problem=why.code, action=why.action)
        return Line(text, kind, name, words)

    def _with_known(self, lines: list[Line]) -> list[Line]:
        """Add what is here already, for the first lines."""
        urls = {index: as_url(line.text, self._addresses) or "" for index, line in enumerate(lines[:LOOKED_UP])
                if line.problem is None and line.kind in {"post", "file", "unknown"}}
        known = self._known(urls.values())
        for index, url in urls.items():
            file = known.get(url)
            if file is not None:
                lines[index] = replace(lines[index], known=file,
                                       sentence=f"{lines[index].sentence} You have it since {file.since}.")
        return lines

    def _known(self, urls: Iterable[str]) -> dict[str, KnownFile]:
        spellings = self._addresses.definitions.lookup_variants
        variants = {variant: url for url in unhurried(urls) for variant in spellings(url)}
        leads_to: dict[str, set[str]] = {}
        for match in self._library.urls.files_of(variants):
            if match.kind in TRUSTED_KINDS:
                leads_to.setdefault(variants[match.url], set()).add(match.sha256)
        single = {url: next(iter(hashes)) for url, hashes in leads_to.items() if len(hashes) == 1}
        return {url: known for url, sha256 in single.items() if (known := self._file(sha256)) is not None}

    def _file(self, sha256: str) -> KnownFile | None:
        status = standing_of(self._library.status_of_hash("sha256", sha256))
        if status.status is not Status.KNOWN or status.file_id is None:
            return None
        rows = self._library.files.rows([status.file_id])
        since = rows[0].domains.get(ALL_LOCAL_MEDIA) if rows else None
        return KnownFile(sha256, f"{since.day} {since:%B %Y}") if since else None


def refused(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that can't be added."""
    return [line for line in lines if line.problem is not None]
