"""String converters: operations applied one after the other; the first that fails makes the whole converter fail."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from app.parsing.limits import MAX_INPUT_CHARACTERS, MAX_RANDOM_CHARACTERS
from app.parsing.schema import STRICT, Pattern
from app.parsing.string_processing.dates import Zone, read_format, read_natural, write_format
from app.parsing.string_processing.encodings import Encoding, decoded, encoded
from app.parsing.string_processing.patterns import compiled


class ConversionFailed(ValueError):
    """The text can't be converted so."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Take `count` characters off one end, or keep only that many (operations 0, 1, 6, 7)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    op: Literal["remove_start", "remove_end", "keep_start", "keep_end"]
    count: int

    def apply(self, text: str) -> str:
        """Return the piece. A count of 0 empties the text for `remove_end` and keeps it all for `keep_end`."""
        match self.op:
            case "remove_start":
                return text[self.count :]
            case "remove_end":
                return text[: -self.count]
            case "keep_start":
                return text[: self.count]
            case "keep_end":
                return text[-self.count :]


@dataclass(frozen=True, slots=True)
class Attach:
    """Put fixed text before or behind (operations 2, 3)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    op: Literal["prepend", "append"]
    text: str

    def apply(self, text: str) -> str:
        """Return the longer text."""
        return self.text + text if self.op == "prepend" else text + self.text


@dataclass(frozen=True, slots=True)
class Recode:
    """Encode or decode (operations 4, 5)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    op: Literal["encode", "decode"]
    encoding: Encoding

    def apply(self, text: str) -> str:
        """Return the text in, or taken out of, the encoding."""
        return encoded(text, self.encoding) if self.op == "encode" else decoded(text, self.encoding)


@dataclass(frozen=True, slots=True)
class Reverse:
    """Turn the text around (operation 8)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    op: Literal["reverse"] = "reverse"

    def apply(self, text: str) -> str:
        """Return the text back to front."""
        return text[::-1]


@dataclass(frozen=True, slots=True)
class Substitute:
    r"""Replace every match of a pattern; the replacement knows `\1` and `\g<name>` (operation 9)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    pattern: Pattern
    replacement: str
    op: Literal["substitute"] = "substitute"

    def apply(self, text: str) -> str:
        """Return the text with all matches replaced."""
        pattern = compiled(self.pattern)
        if pattern is None:
            raise ConversionFailed("the pattern can't be used")
        try:
            return pattern.sub(self.replacement, text)
        except (re.error, IndexError) as error:
            raise ConversionFailed(f"the replacement can't be used: {error}") from error


@dataclass(frozen=True, slots=True)
class ReadDate:
    """Turn a clock time of known format into seconds since the epoch (operation 10)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    format: str
    zone: Zone = Zone.UTC
    offset_seconds: int = 0
    op: Literal["read_date"] = "read_date"

    def apply(self, text: str) -> str:
        """Return the seconds as text."""
        return str(read_format(text, self.format, self.zone, self.offset_seconds))


@dataclass(frozen=True, slots=True)
class Add:
    """Add to a whole number (operation 11)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    number: int
    op: Literal["add"] = "add"

    def apply(self, text: str) -> str:
        """Return the sum as text."""
        return str(int(text) + self.number)


@dataclass(frozen=True, slots=True)
class WriteDate:
    """Write seconds since the epoch as a clock time (operation 12)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    format: str
    zone: Literal[Zone.UTC, Zone.LOCAL] = Zone.UTC
    op: Literal["write_date"] = "write_date"

    def apply(self, text: str) -> str:
        """Return the clock time."""
        return write_format(text, self.format, self.zone)


class Digest(StrEnum):
    """The hashes a converter can take."""

    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA512 = "sha512"


@dataclass(frozen=True, slots=True)
class Hash:
    """Take a hash of the text (operation 13)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    digest: Digest
    op: Literal["hash"] = "hash"

    def apply(self, text: str) -> str:
        """Return the hex digest of the UTF-8 text."""
        return hashlib.new(self.digest, text.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class ReadAnyDate:
    """Turn any common spelling of a time into seconds since the epoch (operation 14)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    op: Literal["read_any_date"] = "read_any_date"

    def apply(self, text: str) -> str:
        """Return the seconds as text."""
        return str(read_natural(text))


@dataclass(frozen=True, slots=True)
class AppendRandom:
    """Append random characters of a population (operation 15)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    population: str
    count: int
    op: Literal["append_random"] = "append_random"

    def apply(self, text: str) -> str:
        """Return the text with the random tail."""
        if not self.population or self.count > MAX_RANDOM_CHARACTERS:
            raise ConversionFailed("no characters to choose from, or too many wanted")
        return text + "".join(secrets.choice(self.population) for _ in range(self.count))


Operation = Annotated[
    Cut | Attach | Recode | Reverse | Substitute | ReadDate | Add | WriteDate | Hash | ReadAnyDate | AppendRandom,
    Field(discriminator="op"),
]


@dataclass(frozen=True, slots=True)
class Converter:
    """A chain of operations on one string."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    operations: tuple[Operation, ...] = ()
    example: str = ""
    step: Literal["convert"] = "convert"

    def convert(self, text: str) -> str:
        """Return the converted text. Raises ConversionFailed."""
        for operation in self.operations:
            try:
                text = operation.apply(text)
            except (ValueError, OverflowError, OSError) as error:  # OSError: times the C library can't hold
                raise ConversionFailed(f"{operation.op}: {error}") from error
            if len(text) > MAX_INPUT_CHARACTERS:
                raise ConversionFailed(f"{operation.op}: the text has grown too long")
        return text


NOTHING = Converter()
"""The converter that leaves text as it is."""
