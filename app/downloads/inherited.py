"""What a seed has from the page that named it: written as JSON with named fields, only those that hold something."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.ids import ServiceKey


@dataclass(frozen=True, slots=True)
class Inherited:
    """Metadata that waits with the seed until there is a file to give it to."""

    request_headers: Mapping[str, str] = field(default_factory=dict)
    primary_urls: tuple[str, ...] = ()
    """URLs that we passed through on the way here."""
    source_urls: tuple[str, ...] = ()
    """URLs that a site claims the file comes from."""
    tags: tuple[str, ...] = ()
    """Parsed, clean."""
    filterable_tags: tuple[str, ...] = ()
    """Given from outside, to be treated like parsed ones."""
    additional_tags: Mapping[ServiceKey, tuple[str, ...]] = field(default_factory=dict)
    """Given from outside for one tag service each; written as they are."""
    notes: Mapping[str, str] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    """What the site says of the file, by hash type, in lower-case hex."""
    destinations: tuple[ServiceKey, ...] = ()
    """File services that the file goes to; empty means the default."""

    def to_json(self) -> str:
        """Return it as it is stored."""
        return json.dumps(
            {name: _plain(value) for name in _FIELDS if (value := getattr(self, name))},
            ensure_ascii=False, separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Inherited:
        """Return what `to_json` wrote; fields that are not there are empty."""
        held: Any = json.loads(text)
        additional = {ServiceKey(key): tuple(tags) for key, tags in held.get("additional_tags", {}).items()}
        fields: dict[str, Any] = {name: tuple(held.get(name, ())) for name in _LISTS}
        fields |= {name: held.get(name, {}) for name in _MAPS}
        return cls(additional_tags=additional, **fields)

    def with_tags(self, tags: Iterable[str]) -> Inherited:
        """Return it with more parsed tags."""
        return replace(self, tags=tuple(dict.fromkeys((*self.tags, *sorted(tags)))))

    def without_hashes(self) -> Inherited:
        """Return it without what the site said of the file, which may have been replaced there since."""
        return replace(self, hashes={})


_LISTS = ("primary_urls", "source_urls", "tags", "filterable_tags", "destinations")
_MAPS = ("request_headers", "notes", "hashes")
_FIELDS = (*_LISTS, *_MAPS, "additional_tags")


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)
