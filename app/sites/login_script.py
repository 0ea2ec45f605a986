"""Login scripts: the requests that sign in to a site, and the cookies by which one sees that it worked.

They send the owner's credentials to the hosts that they name. Nothing here sends anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import ConfigDict

from app.parsing.content_parser import ContentParser
from app.parsing.schema import STRICT
from app.parsing.string_processing.match import ANY, StringMatch


@dataclass(frozen=True, slots=True)
class RequiredCookie:
    """A cookie that must be there: its name passes, and its value does."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: StringMatch
    value: StringMatch = ANY


@dataclass(frozen=True, slots=True)
class CredentialDefinition:
    """Something that the owner is asked for. Shared number: 72."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    is_hidden: bool = False
    """A password: it is not shown while it is typed."""
    match: StringMatch = ANY


@dataclass(frozen=True, slots=True)
class LoginStep:
    """One request of a login, and what is read from its answer. Shared number: 74."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    method: Literal["GET", "POST"]
    path: str
    scheme: str = "https"
    subdomain: str | None = None
    credentials: dict[str, str] = field(default_factory=dict)
    """Credential name to argument name."""
    arguments: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    """Variable of an earlier step to argument name."""
    required_cookies: tuple[RequiredCookie, ...] = ()
    content_parsers: tuple[ContentParser, ...] = ()


class Access(StrEnum):
    """What signing in gives, in the order of the shared format's numbers (0 to 3)."""

    EVERYTHING = "everything"
    NSFW = "nsfw"
    SPECIAL = "special"
    PREFERENCES = "preferences"


@dataclass(frozen=True, slots=True)
class LoginDomain:
    """A domain that the script signs in to."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    domain: str
    access: Access = Access.EVERYTHING
    note: str = ""


@dataclass(frozen=True, slots=True)
class LoginScript:
    """A whole login. Shared number: 73."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    required_cookies: tuple[RequiredCookie, ...] = ()
    credentials: tuple[CredentialDefinition, ...] = ()
    steps: tuple[LoginStep, ...] = ()
    domains: tuple[LoginDomain, ...] = ()
