"""URL classes: recognise a URL, give it the one spelling we store, and know what can be done with it.

Two spellings matter: `normalised` is stored and compared, `for_server` is sent. Comparisons are made on encoded text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from urllib.parse import ParseResult, urlunparse

from pydantic import ConfigDict

from app.core.errors import BadInput
from app.parsing.schema import STRICT
from app.parsing.string_processing.converter import NOTHING, ConversionFailed, Converter
from app.parsing.string_processing.match import ANY, StringMatch
from app.parsing.string_processing.processor import Step, process_strings
from app.parsing.url import NotAUrl, Query, encode_url, join_path, parse_url, split_path, split_query
from app.sites.domain_mask import DomainMask


class UrlType(StrEnum):
    """What is behind a URL."""

    POST = "post"
    FILE = "file"
    GALLERY = "gallery"
    WATCHABLE = "watchable"
    UNKNOWN = "unknown"

    @property
    def number(self) -> int:
        """The number that the shared format and the Client API use."""
        return _NUMBERS[self]


_NUMBERS = {UrlType.POST: 0, UrlType.FILE: 2, UrlType.GALLERY: 3, UrlType.WATCHABLE: 4, UrlType.UNKNOWN: 5}


class ReferralMode(StrEnum):
    """Which referrer is sent, in the order of the shared format's numbers (0 to 3)."""

    AS_GIVEN = "as_given"
    NEVER = "never"
    CONVERTER_IF_NONE = "converter_if_none"
    ONLY_CONVERTER = "only_converter"


class UrlDoesNotFit(BadInput):
    """The URL has not the parts that its class needs."""

    code = "bad_url"


@dataclass(frozen=True, slots=True)
class PathComponent:
    """One component of the path; with a default it may be missing."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    match: StringMatch = ANY
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the query. An ephemeral one (a token, a key) is sent but never stored. Shared number: 127."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    match: StringMatch = ANY
    default: str | None = None
    ephemeral: bool = False
    default_process: tuple[Step, ...] = ()

    def default_value(self) -> str | None:
        """Return the default as its processor leaves it; a processor that gives nothing leaves it raw."""
        if self.default is None:
            return None
        return next(iter(process_strings(self.default_process, [self.default])), self.default)


@dataclass(frozen=True, slots=True)
class GalleryIndex:
    """The number in a gallery's URL that turns its pages: a path component, or a parameter."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    delta: int
    parameter: str | None = None
    path_component: int | None = None
    """May count from the end (-1)."""


@dataclass(frozen=True, slots=True)
class UrlClass:
    """A shape of URL on some hosts. Shared number: 50."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    type: UrlType
    mask: DomainMask
    example_url: str
    path: tuple[PathComponent, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    scheme: str = "https"
    alphabetise: bool = True
    no_more_path_components: bool = False
    no_more_parameters: bool = False
    keep_extra_parameters_for_server: bool = False
    can_produce_multiple_files: bool = False
    associate: bool = False
    keep_fragment: bool = False
    single_value_match: StringMatch | None = None
    """Set for a class that takes parameters without `=`."""
    headers: dict[str, str] | None = None
    """Sent with every request of this class."""
    redirect: Converter = NOTHING
    """From the form for the server to the API's URL."""
    referral_mode: ReferralMode = ReferralMode.AS_GIVEN
    referral: Converter = NOTHING
    gallery_index: GalleryIndex | None = None

    # recognising ------------------------------------------------------------------------------------------------

    def matches(self, url: str) -> bool:
        """Tell whether the URL is of this class. The scheme never matters."""
        try:
            parts = parse_url(encode_url(url))
        except NotAUrl:
            return False
        return self.mask.accepts(parts.netloc) and self._path_fits(parts.path) and self._query_fits(parts.query)

    def _path_fits(self, path: str) -> bool:
        given = split_path(path)
        if self.no_more_path_components and len(given) > len(self.path):
            return False
        return all(
            component.match.accepts(given[place]) if place < len(given) else component.default is not None
            for place, component in enumerate(self.path)
        )

    def _query_fits(self, text: str) -> bool:
        query = split_query(text)
        if self.no_more_parameters and not {one.name for one in self.parameters} >= query.parameters.keys():
            return False
        for parameter in self.parameters:
            value = query.parameters.get(parameter.name)
            if value is None:
                if parameter.default is None and not parameter.ephemeral:
                    return False
            elif not parameter.match.accepts(value):
                return False
        if self.single_value_match is None:
            return not (query.singles and self.no_more_parameters)
        return bool(query.singles) and all(map(self.single_value_match.accepts, query.singles))

    # spelling ---------------------------------------------------------------------------------------------------

    def normalised(self, url: str) -> str:
        """Return the spelling that is stored and compared. Raises UrlDoesNotFit."""
        return self._spelled(url, for_server=False)

    def for_server(self, url: str) -> str:
        """Return the spelling that is sent: it may keep extra and ephemeral parameters. Raises UrlDoesNotFit."""
        return self._spelled(url, for_server=True)

    def _spelled(self, url: str, *, for_server: bool) -> str:
        parts = self._parts(url)
        query = self._query(parts.query, for_server=for_server)
        text = query.joined_sorted() if self.alphabetise else query.joined()
        return self._assembled(parts, self._path(parts.path, for_server=for_server), text)

    @staticmethod
    def _parts(url: str) -> ParseResult:
        try:
            return parse_url(url)
        except NotAUrl as error:
            raise UrlDoesNotFit(f"'{url[:200]}' is no URL") from error

    def _assembled(self, parts: ParseResult, path: str, query: str) -> str:
        netloc = self.mask.normalised(parts.netloc)
        fragment = parts.fragment if self.keep_fragment else ""
        return urlunparse((self.scheme, netloc, path, "", query, fragment))

    def _path(self, path: str, *, for_server: bool) -> str:
        given = split_path(path)
        if for_server and not self.redirects and len(given) >= len(self.path):
            return path
        built = []
        for place, component in enumerate(self.path):
            value = given[place] if place < len(given) else component.default
            if value is None:
                raise UrlDoesNotFit(f"the path '{path[:200]}' is too short for '{self.name}'")
            built.append(value)
        if built and len(given) > len(built):
            # what becomes the last component would be read as having parameters of its own, and lose them next time
            built[-1] = built[-1].partition(";")[0]
        return join_path(built)

    def _query(self, text: str, *, for_server: bool) -> Query:
        given = split_query(text)
        parameters, order = dict(given.parameters), list(given.order)
        for parameter in self.parameters:
            if parameter.name in parameters:
                continue
            default = parameter.default_value()
            if default is not None:
                parameters[parameter.name] = default
                order.append(parameter.name)
            elif not parameter.ephemeral:
                raise UrlDoesNotFit(f"the parameter '{parameter.name}' is missing for '{self.name}'")
        keep_extra = for_server and self.keep_extra_parameters_for_server and not self.no_more_parameters
        defined = {one.name for one in self.parameters if for_server or not one.ephemeral}
        kept = {name: value for name, value in parameters.items() if name in defined or keep_extra}
        singles = given.singles if self.single_value_match is not None or keep_extra else ()
        return Query(kept, singles, tuple(name for name in order if name is not None or singles))

    # doing ------------------------------------------------------------------------------------------------------

    @property
    def redirects(self) -> bool:
        """Whether an API's URL is fetched in place of this one."""
        return bool(self.redirect.operations)

    def redirect_url(self, url: str) -> str:
        """Return the API's URL. Raises UrlDoesNotFit."""
        try:
            return self.redirect.convert(self.for_server(url))
        except ConversionFailed as error:
            raise UrlDoesNotFit(f"'{self.name}' can't make its API address: {error}") from error

    def next_page(self, url: str) -> str | None:
        """Return the gallery's next page by its page number, None when there is no such number."""
        index = self.gallery_index
        if self.type is not UrlType.GALLERY or index is None:
            return None
        try:
            parts = parse_url(self.for_server(url))
            if index.parameter is not None:
                return self._next_by_parameter(parts, index.parameter, index.delta)
            return self._next_by_path(parts, index.path_component or 0, index.delta)
        except (UrlDoesNotFit, NotAUrl, ValueError, IndexError, KeyError):
            return None

    def _next_by_parameter(self, parts: ParseResult, name: str, delta: int) -> str:
        query = split_query(parts.query)
        query.parameters[name] = str(int(query.parameters[name]) + delta)
        if self.single_value_match is None:
            query = Query(query.parameters, (), tuple(name for name in query.order if name is not None))
        text = query.joined_sorted() if self.alphabetise else query.joined()
        return urlunparse(parts._replace(query=text))

    @staticmethod
    def _next_by_path(parts: ParseResult, place: int, delta: int) -> str:
        components = split_path(parts.path)
        components[place] = str(int(components[place]) + delta)
        return urlunparse(parts._replace(path=join_path(components)))

    def referral_url(self, url: str, given: str | None) -> str | None:
        """Return the referrer to send with a request of `url`, when the caller has `given`."""
        if self.referral_mode is ReferralMode.NEVER:
            return None
        if self.referral_mode is ReferralMode.AS_GIVEN or (
            self.referral_mode is ReferralMode.CONVERTER_IF_NONE and given is not None
        ):
            return given
        try:
            return self.referral.convert(self.for_server(url))
        except (ConversionFailed, UrlDoesNotFit):
            return given

    @property
    def refers_to_one_file(self) -> bool:
        """Whether two files can't have the same URL of this class."""
        return self.type is UrlType.FILE or (self.type is UrlType.POST and not self.can_produce_multiple_files)

    @property
    def is_parsable(self) -> bool:
        """Whether a page is behind it."""
        return self.type in {UrlType.POST, UrlType.GALLERY, UrlType.WATCHABLE}

    @property
    def complexity(self) -> tuple[int, ...]:
        """How closely the class describes its URLs; of two that match the more complex one is right."""
        try:
            example = len(self.for_server(self.example_url))  # as it is written: definitions were ordered by that
        except UrlDoesNotFit:
            example = len(self.example_url)
        return (
            self.mask.specificity,
            sum(component.default is None for component in self.path),
            len(self.path),
            sum(parameter.default is None for parameter in self.parameters),
            len(self.parameters),
            example,
        )
