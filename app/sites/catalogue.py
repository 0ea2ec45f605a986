"""The definitions in force as one unchanging snapshot: which class a URL has, what is fetched for it, what reads it.

A changed set of definitions is a new snapshot; whoever holds the old one finishes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.core.errors import NotFound
from app.parsing.page_parser import PageParser
from app.parsing.url import encode_url, is_full_url
from app.sites.gug import Gug
from app.sites.known_urls import spellings
from app.sites.layer import Layer, outranks
from app.sites.site_definition import SiteDefinition, read_site
from app.sites.url_class import UrlClass, UrlDoesNotFit, UrlType

_LONGEST_CHAIN = 8
"""Redirects from a URL to its API; each step must reach a class not seen before."""

_CLASSES_REMEMBERED = 4096


class UnknownSource(NotFound):
    """No source of that name is known."""

    code = "unknown_source"


@dataclass(frozen=True, slots=True)
class Source:
    """Something a query can be typed into: a GUG, or an NGUG that asks several."""

    name: str
    site: str
    hint: str
    example: str
    needs_key: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a URL leads to. `reason` says why its page can't be read, and is empty when it can or is a file."""

    url_class: UrlClass | None
    chain: tuple[UrlClass, ...]
    """The URL's class and those it redirects to; the last one owns the parser."""
    request_url: str
    """What is fetched."""
    parser: PageParser | None
    reason: str = ""

    @property
    def type(self) -> UrlType:
        """What is behind the URL."""
        return self.url_class.type if self.url_class else UrlType.UNKNOWN


@dataclass(frozen=True, slots=True)
class UrlInfo:
    """What the Client API tells about a URL."""

    normalised_url: str
    url_type: int
    url_type_string: str
    match_name: str
    can_parse: bool
    cannot_parse_reason: str
    request_url: str


class Definitions:
    """A snapshot of GUGs, URL classes and parsers, linked. Read-only and safe to share between threads.

    Imported definitions may have the names of ours. They are asked first (`layer.outranks`), and their classes that
    have no imported parser are read by ours.
    """

    def __init__(self, sites: Sequence[SiteDefinition], imported: Sequence[SiteDefinition] = ()) -> None:
        """Of what was imported the newest comes first. Raise DefinitionError for two imported things, or two of ours,
        that are of one kind and share a name."""
        self._own, self._imported = Layer(sites), Layer(imported)
        own_parsers = [self._own.parsers.values()]
        self._own.link(own_parsers)
        self._imported.link([*(site.parsers for site in imported), *own_parsers])
        self.sites = (*self._imported.sites, *self._own.sites)
        self._gugs = self._own.gugs | self._imported.gugs
        self._ngugs = self._own.ngugs | self._imported.ngugs
        self._class_of = lru_cache(maxsize=_CLASSES_REMEMBERED)(self._find_class)

    @classmethod
    def from_texts(cls, texts_by_name: Mapping[str, str]) -> Definitions:
        """Return the snapshot of these definition files. Raises DefinitionError naming the file and the path inside."""
        return cls([read_site(text, name) for name, text in texts_by_name.items()])

    @classmethod
    def own(cls) -> Definitions:
        """Return the snapshot of the definitions that come with Bowerbird."""
        from app.sites.definitions import load_definitions  # that package is made of this module's words

        return load_definitions()

    @classmethod
    def empty(cls) -> Definitions:
        """Return the snapshot that knows no site."""
        return cls([])

    # classes --------------------------------------------------------------------------------------------------------

    def url_class_for(self, url: str) -> UrlClass | None:
        """Return the class the URL belongs to, the most closely described one, or None."""
        return self._class_of(url)

    def _find_class(self, url: str) -> UrlClass | None:
        url = encode_url(url)
        if not is_full_url(url):
            return None
        imported, own = self._imported.class_for(url), self._own.class_for(url)
        if imported is None or own is None:
            return imported or own
        return own if outranks(own, imported) else imported

    def parser_for(self, url_class: UrlClass) -> PageParser | None:
        """Return the parser linked to the class, or None."""
        layer = self._imported if self._imported.has(url_class) else self._own
        return layer.links.get(url_class.name)

    def parser_named(self, name: str) -> PageParser | None:
        """Return the parser of that name, an imported one before ours, or None."""
        return self._imported.parsers.get(name) or self._own.parsers.get(name)

    def is_imported(self, url_class: UrlClass) -> bool:
        """Tell whether the class is an imported one."""
        return self._imported.has(url_class)

    def resolve(self, url: str) -> Resolved:
        """Return what is fetched for the URL, and what reads it."""
        url = encode_url(url)
        first = self.url_class_for(url)
        if first is None:
            return Resolved(None, (), encode_url(url, keep_fragment=False), None, "unknown url class")
        chain, request_url, reason = self._redirected(url, first)
        if reason:
            return Resolved(first, chain, request_url, None, reason)
        if not chain[-1].is_parsable:
            return Resolved(first, chain, request_url, None)
        parser = self.parser_for(chain[-1])
        return Resolved(first, chain, request_url, parser, "" if parser else f"no parser reads '{chain[-1].name}'")

    def _redirected(self, url: str, first: UrlClass) -> tuple[tuple[UrlClass, ...], str, str]:
        chain = [first]
        try:
            while chain[-1].redirects:
                url = encode_url(chain[-1].redirect_url(url))
                reached = self.url_class_for(url)
                if reached is None:
                    return tuple(chain), url, f"'{chain[-1].name}' redirects to an address of no class"
                if reached in chain or len(chain) > _LONGEST_CHAIN:
                    return tuple(chain), url, f"'{chain[-1].name}' redirects in a circle"
                chain.append(reached)
            return tuple(chain), chain[-1].for_server(url), ""
        except UrlDoesNotFit as error:
            return tuple(chain), url, error.sentence

    # spellings ------------------------------------------------------------------------------------------------------

    def normalised(self, url: str) -> str:
        """Return the spelling that is stored and compared; text that is no URL comes back as it is."""
        return self._spelled(url, for_server=False)

    def for_server(self, url: str) -> str:
        """Return the spelling that is sent, before any redirect."""
        return self._spelled(url, for_server=True)

    def _spelled(self, url: str, *, for_server: bool) -> str:
        encoded = encode_url(url)
        url_class = self.url_class_for(encoded)
        if url_class is None:
            return encode_url(url, keep_fragment=False)
        try:
            return url_class.for_server(encoded) if for_server else url_class.normalised(encoded)
        except UrlDoesNotFit:
            return encoded

    def lookup_variants(self, url: str) -> list[str]:
        """Return every spelling under which the URL may have been stored."""
        return spellings(dict.fromkeys([url, self.for_server(url), self.normalised(url)]))

    def known_urls(self, primary: Iterable[str], source: Iterable[str] = ()) -> list[str]:
        """Return what is stored beside a file: normalised, associable, and no source of a class that a primary URL has.

        Two posts of one site name each other as sources when they are alternates; such a source is not stored.
        """
        primary = [url for url in primary if is_full_url(url)]
        primary_classes = {self._class_name(url) for url in primary} - {""}
        sources = (url for url in source if is_full_url(url) and self._class_name(url) not in primary_classes)
        urls = (self.normalised(url) for url in [*primary, *sources] if self.associable(url))
        return list(dict.fromkeys(urls))

    def _class_name(self, url: str) -> str:
        url_class = self.url_class_for(url)
        return url_class.name if url_class else ""

    # what a URL is good for -------------------------------------------------------------------------------------------

    def associable(self, url: str) -> bool:
        """Tell whether the URL is stored beside a file. URLs of no class are."""
        url_class = self.url_class_for(url)
        return url_class is None or url_class.associate

    def refers_to_one_file(self, url: str) -> bool:
        """Tell whether its class says that two files can't share the URL; false for URLs of no class."""
        url_class = self.url_class_for(url)
        return url_class is not None and url_class.refers_to_one_file

    def can_refer_to_several_files(self, url: str) -> bool:
        """Tell whether its class says that several files can share the URL; false for URLs of no class."""
        url_class = self.url_class_for(url)
        return url_class is not None and not url_class.refers_to_one_file

    def next_page(self, url: str) -> str | None:
        """Return the gallery page after this one by its class's own rule, or None."""
        url_class = self.url_class_for(url)
        return url_class.next_page(encode_url(url)) if url_class else None

    def referral_url(self, url: str, given: str | None) -> str | None:
        """Return the referrer to send with a request of the URL, when the caller has `given`."""
        url_class = self.url_class_for(url)
        return url_class.referral_url(encode_url(url), given) if url_class else given

    def url_info(self, url: str) -> UrlInfo:
        """Return what the Client API tells about the URL; text that is no URL is an unknown one."""
        resolved = self.resolve(url)
        reason = resolved.reason
        if not reason and resolved.parser is None:
            reason = "a file is not parsed"
        return UrlInfo(
            normalised_url=self.normalised(url),
            url_type=resolved.type.number,
            url_type_string=f"{resolved.type} url",
            match_name=resolved.url_class.name if resolved.url_class else "unknown url",
            can_parse=resolved.parser is not None,
            cannot_parse_reason=reason,
            request_url=resolved.request_url,
        )

    # queries --------------------------------------------------------------------------------------------------------

    def sources(self) -> list[Source]:
        """Return everything a query can be typed into, by name."""
        found: dict[str, Source] = {}
        for site in self.sites:  # imported ones come first
            for gug in site.gugs:
                source = Source(gug.name, site.site, gug.hint, gug.example, gug.needs_key)
                found.setdefault(gug.name, source)
            for ngug in site.ngugs:
                needs_key = any(gug.needs_key for gug in self._members(ngug.gugs))
                found.setdefault(ngug.name, Source(ngug.name, site.site, ngug.hint, "", needs_key))
        return sorted(found.values(), key=lambda source: source.name)

    def _members(self, names: Iterable[str]) -> list[Gug]:
        return [self._gugs[name] for name in names if name in self._gugs]

    def start_urls(self, source_name: str, query: str) -> list[str]:
        """Return the first page's URL of every GUG of the source. Raises UnknownSource and BadQuery."""
        if source_name in self._gugs:
            return [self._gugs[source_name].url(query)]
        if source_name in self._ngugs:
            return [gug.url(query) for gug in self._members(self._ngugs[source_name].gugs)]
        raise UnknownSource(f"there is no source '{source_name[:100]}'")
