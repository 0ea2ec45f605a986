"""Our definitions written in the shared format, in the current version of each kind, for other programs to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from app.parsing.page_parser import PageParser
from app.sites.domain_metadata import DomainMetadata
from app.sites.gug import Gug, Ngug
from app.sites.login_script import LoginScript
from app.sites.sharing.objects import Json, a_list
from app.sites.sharing.package import Definition
from app.sites.sharing.writing.logins import written_login_script
from app.sites.sharing.writing.parsers import written_page_parser, written_simple_formula
from app.sites.sharing.writing.sites import written_domain_metadata, written_gug, written_ngug, written_url_class
from app.sites.simple_formula import SimpleFormula
from app.sites.url_class import UrlClass

WRITERS: dict[type, Callable[..., Json]] = {
    Gug: written_gug,
    Ngug: written_ngug,
    UrlClass: written_url_class,
    PageParser: written_page_parser,
    LoginScript: written_login_script,
    DomainMetadata: written_domain_metadata,
    SimpleFormula: written_simple_formula,
}


def written(definitions: Iterable[Definition]) -> str:
    """Return the JSON text of a payload with these definitions, as one list."""
    return json.dumps(a_list(WRITERS[type(each)](each) for each in definitions))
