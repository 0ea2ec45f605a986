"""What a shared file asks of one domain: headers to send to it, and how much may be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

from app.parsing.schema import STRICT


@dataclass(frozen=True, slots=True)
class CustomHeader:
    """A header, and why it is sent."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    value: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BandwidthRule:
    """At most so much in so many seconds; no seconds means a month. Shared number of their list: 38."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    counts: Literal["bytes", "requests"]
    maximum: int
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class DomainMetadata:
    """Headers and bandwidth rules of one domain. Shared number: 71."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    """The domain."""
    headers: tuple[CustomHeader, ...] = ()
    bandwidth: tuple[BandwidthRule, ...] | None = None
    """None says nothing; an empty list says that there are no rules."""
