"""What the downloads need to know of one URL, asked of the site definitions once and then passed about as a value."""

from __future__ import annotations

from dataclasses import dataclass

from app.sites.url_class import UrlType


@dataclass(frozen=True, slots=True)
class UrlFacts:
    """One URL in its stored spelling, and what its class says."""

    url: str
    """Normalised: the spelling that is stored and compared."""
    type: UrlType = UrlType.UNKNOWN
    url_class: str | None = None
    """The name of its class; None when no class knows it."""
    domain: str = ""
    """Its host, in lower case."""
    is_single_file: bool = False
    """Whether its class says that it leads to one file, always the same."""
    is_associable: bool = True
    """Whether it is stored as a known URL."""

    @property
    def is_single_file_post(self) -> bool:
        """Whether it can be judged by its neighbours: a post page that holds one file."""
        return self.type is UrlType.POST and self.is_single_file

    @property
    def may_identify_a_file(self) -> bool:
        """Whether a file can be recognised by it: a list can't, nor can a post with several files."""
        if self.type in {UrlType.GALLERY, UrlType.WATCHABLE}:
            return False
        return self.type is not UrlType.POST or self.is_single_file
