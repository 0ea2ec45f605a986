"""Posts: what a page parser found, in order, and what later stages ask of it.

A post is a list of findings (which content parser, what its strings mean, the strings). Every question is a filter on
that list, and a post travels between processes as plain data (`to_data`, `from_data`).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter

from app.core.tags import clean_tags
from app.parsing.schema import STRICT
from app.parsing.string_processing.match import ANY, StringMatch


class UrlUse(StrEnum):
    """What a found URL is for. Shared numbers: next page 6, pursue 7, source 8, sub-gallery 9."""

    NEXT_PAGE = "next_page"
    PURSUE = "pursue"
    """A file or post to work on."""
    SOURCE = "source"
    """Only to be stored beside the file."""
    SUB_GALLERY = "sub_gallery"


@dataclass(frozen=True, slots=True)
class Tags:
    """Tags (0). Namespace null leaves the strings as they are, `""` forces them to be unnamespaced."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    namespace: str | None = None
    type: Literal["tags"] = "tags"


@dataclass(frozen=True, slots=True)
class Urls:
    """URLs (7); only the highest priority that a post has is followed."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    use: UrlUse
    priority: int = 50
    type: Literal["urls"] = "urls"


@dataclass(frozen=True, slots=True)
class VetoWhen:
    """A reason to leave the page or piece out (8): some string passes (`found` true), or none does (false)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    found: bool
    match: StringMatch = ANY
    type: Literal["veto"] = "veto"


@dataclass(frozen=True, slots=True)
class Variable:
    """A value for a later login step (14)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    type: Literal["variable"] = "variable"


class HashType(StrEnum):
    """The hashes that sites tell."""

    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA512 = "sha512"


@dataclass(frozen=True, slots=True)
class FileHash:
    """A hash of the file (15)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    hash_type: HashType
    encoding: Literal["hex", "base64"] = "hex"
    type: Literal["hash"] = "hash"


@dataclass(frozen=True, slots=True)
class Timestamp:
    """When it was posted (16), in seconds since the epoch."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    type: Literal["timestamp"] = "timestamp"


@dataclass(frozen=True, slots=True)
class Title:
    """A title for the page or watcher (17)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    priority: int = 50
    type: Literal["title"] = "title"


@dataclass(frozen=True, slots=True)
class Note:
    """A note to keep with the file (18)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    type: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Header:
    """A header for the requests of this post's URLs (22)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    type: Literal["header"] = "header"


Meaning = Annotated[
    Tags | Urls | VetoWhen | Variable | FileHash | Timestamp | Title | Note | Header, Field(discriminator="type")
]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one content parser found."""

    name: str
    meaning: Meaning
    strings: tuple[str, ...]


_NOT_LATER_THAN_BEFORE_NOW = timedelta(seconds=5)
_FIRST_SECOND = int(datetime.min.replace(tzinfo=UTC).timestamp())
_LONG_GAP = re.compile(r"\n{3,}")
_Kind = TypeVar("_Kind", Tags, Urls, Variable, FileHash, Timestamp, Title, Note, Header)


@dataclass(frozen=True, slots=True)
class Post:
    """Everything found about one file, post or page."""

    findings: tuple[Finding, ...] = ()

    def _of(self, kind: type[_Kind]) -> Iterator[tuple[_Kind, str]]:
        for finding in self.findings:
            if isinstance(finding.meaning, kind):
                for text in finding.strings:
                    yield finding.meaning, text

    def _urls(self, use: UrlUse) -> list[str]:
        found = [(meaning.priority, url) for meaning, url in self._of(Urls) if meaning.use is use]
        highest = max((priority for priority, _ in found), default=0)
        return list(dict.fromkeys(url for priority, url in found if priority == highest))

    def pursue_urls(self) -> list[str]:
        """Return the URLs to work on: those of the highest priority, each once, in order."""
        return self._urls(UrlUse.PURSUE)

    def next_page_urls(self) -> list[str]:
        """Return the next pages of highest priority, each once, in order."""
        return self._urls(UrlUse.NEXT_PAGE)

    def sub_gallery_urls(self) -> list[str]:
        """Return the further galleries of highest priority, each once, in order."""
        return self._urls(UrlUse.SUB_GALLERY)

    def source_urls(self) -> list[str]:
        """Return the source URLs of all priorities, each once, in order."""
        return list(dict.fromkeys(url for meaning, url in self._of(Urls) if meaning.use is UrlUse.SOURCE))

    def tags(self) -> set[str]:
        """Return the clean tags."""
        return clean_tags(_namespaced(meaning.namespace, text) for meaning, text in self._of(Tags))

    def hashes(self) -> dict[str, str]:
        """Return the first readable hash of each type, in lower-case hex."""
        hashes: dict[str, str] = {}
        for meaning, text in self._of(FileHash):
            value = _hash_as_hex(text, meaning.encoding)
            if value:
                hashes.setdefault(meaning.hash_type.value, value)
        return hashes

    def notes(self) -> dict[str, str]:
        """Return note texts by name, ordered by the name of their content parser; a later equal name replaces."""
        in_order = Post(tuple(sorted(self.findings, key=lambda finding: finding.name)))
        return {meaning.name: text for meaning, text in in_order._of(Note) if text}

    def seconds(self) -> int | None:
        """Return the smallest readable timestamp, or None."""
        read = (_seconds(text) for _, text in self._of(Timestamp))
        return min((seconds for seconds in read if seconds is not None), default=None)

    def timestamp(self, now: datetime) -> datetime | None:
        """Return when it was posted, aware, in UTC, but never later than five seconds before `now`."""
        seconds = self.seconds()
        if seconds is None or seconds < _FIRST_SECOND:
            return None
        latest = now - _NOT_LATER_THAN_BEFORE_NOW
        return latest if seconds >= latest.timestamp() else datetime.fromtimestamp(seconds, UTC)

    def title(self) -> str | None:
        """Return the title of highest priority, on ties the greatest text."""
        return page_title([self])

    def titles(self) -> Iterator[tuple[int, str]]:
        """Yield (priority, title)."""
        for meaning, text in self._of(Title):
            yield meaning.priority, text

    def headers(self) -> dict[str, str]:
        """Return headers for the requests of this post's URLs; later ones replace earlier ones."""
        return {meaning.name: text for meaning, text in self._of(Header)}

    def variables(self) -> dict[str, str]:
        """Return the first value found for each variable."""
        found: dict[str, str] = {}
        for meaning, text in self._of(Variable):
            found.setdefault(meaning.name, text)
        return found

    def with_findings(self, more: Iterable[Finding]) -> Post:
        """Return this post with more findings at its end."""
        return Post((*self.findings, *more))

    def to_data(self) -> Any:
        """Return the post as plain JSON data."""
        return _POST.dump_python(self, mode="json")

    @classmethod
    def from_data(cls, data: Any) -> Post:
        """Return the post that `to_data` wrote."""
        return _POST.validate_python(data)


_POST = TypeAdapter(Post)


def page_title(posts: Sequence[Post]) -> str | None:
    """Return the title of highest priority over all posts, on ties the greatest text; None without any."""
    best = max((title for post in posts for title in post.titles()), default=None)
    return best[1] if best else None


def _namespaced(namespace: str | None, text: str) -> str:
    if namespace is None:
        return text
    return f"{namespace}:{text}" if namespace or ":" in text else text


def _hash_as_hex(text: str, encoding: str) -> str:
    if encoding == "hex":
        try:
            return bytes.fromhex(text).hex()
        except ValueError:
            pass  # some sites tell base64 where their definition says hex
    try:
        return base64.b64decode(text).hex()
    except (ValueError, binascii.Error):
        return ""


def _seconds(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def clean_note(text: str) -> str:
    """Return a note's text with trimmed lines and no gap of more than one empty line."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return _LONG_GAP.sub("\n\n", lines)
