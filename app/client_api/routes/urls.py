"""URLs: what one is, which files it led to, and downloading it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from pydantic import Field

from app.access.permissions import Permission
from app.client_api.access import permitted
from app.client_api.arguments import Arguments
from app.client_api.endpoint import Call, Group
from app.client_api.errors import BadRequest, NotPermitted
from app.client_api.places import FileDomainArguments, keyed_by_name, local_domains, own_tag_services
from app.client_api.reply import SHORT, Reply, reply_values
from app.client_api.url_facts import url_facts
from app.core.ids import ServiceKey
from app.library.metadata import HashStatus, ImportStatus
from app.parsing.url import is_full_url
from app.sites.url_class import UrlType

GROUP = Group("urls")

IMPORTS_URLS: Final = permitted(Permission.IMPORT_URLS)

_FACTS_KEEP: Final = timedelta(seconds=600)
_FILES_KEEP: Final = timedelta(seconds=30)
_SETTLED: Final = {ImportStatus.SUCCESSFUL, ImportStatus.ALREADY_HERE}


class OneUrl(Arguments):
    """A URL, or text that may be one."""

    url: str = Field(min_length=1)


class UrlFiles(OneUrl):
    """A URL, and whether to look on the disk as well."""

    doublecheck_file_system: bool = False


@GROUP.route("GET", "/add_urls/get_url_info", IMPORTS_URLS, OneUrl)
def get_url_info(call: Call[OneUrl]) -> Reply:
    """Tell what a URL is and what would be fetched for it."""
    facts = url_facts(call.rooms.definitions, call.arguments.url)
    return reply_values(facts, call.environ, now=call.rooms.clock.now(), keep=_FACTS_KEEP)


@GROUP.route("GET", "/add_urls/get_url_files", IMPORTS_URLS, UrlFiles)
def get_url_files(call: Call[UrlFiles]) -> Reply:
    """Tell which files are known to lie behind a URL, and whether they are here."""
    rooms, url = call.rooms, call.arguments.url
    matches = rooms.library.urls.files_of(rooms.definitions.lookup_variants(url))
    statuses = [
        _told(rooms.library.status_of_hash("sha256", sha256), sha256)
        for sha256 in dict.fromkeys(match.sha256 for match in matches)
    ]
    answer = {"normalised_url": rooms.definitions.normalised(url), "url_file_statuses": statuses}
    is_settled = all(status["status"] in _SETTLED for status in statuses)
    return reply_values(
        answer, call.environ, now=rooms.clock.now(), keep=_FILES_KEEP if is_settled else SHORT
    )


def _told(known: HashStatus, sha256: str) -> dict[str, Any]:
    note = f"url recognised: {known.note}" if known.note else "url recognised, but its file is not here"
    return {"status": int(known.status), "hash": sha256, "note": note}


class AddUrl(FileDomainArguments):
    """What to download, and what to write beside the files."""

    url: str = Field(min_length=1)
    destination_page_key: str | None = None
    destination_page_name: str | None = None
    show_destination_page: bool = False
    service_keys_to_additional_tags: dict[str, list[str]] = Field(default_factory=dict)
    service_names_to_additional_tags: dict[str, list[str]] = Field(default_factory=dict)
    service_names_to_tags: dict[str, list[str]] = Field(default_factory=dict)
    filterable_tags: list[str] = Field(default_factory=list)

    def names_tags(self) -> bool:
        """Return whether tags come with it."""
        return bool(
            self.service_keys_to_additional_tags or self.service_names_to_additional_tags
            or self.service_names_to_tags or self.filterable_tags
        )


@GROUP.route("POST", "/add_urls/add_url", IMPORTS_URLS, AddUrl)
def add_url(call: Call[AddUrl]) -> Reply:
    """Queue a URL and answer what it was recognised as; the download is not waited for."""
    asked, rooms = call.arguments, call.rooms
    if asked.names_tags() and not call.caller.may(Permission.EDIT_TAGS):
        raise NotPermitted("This access key may not add tags.")
    tags = _additional_tags(call)
    destinations = local_domains(asked.current_keys(), rooms.library.services)
    if not is_full_url(asked.url):
        raise BadRequest("That is not a full URL.")
    facts = rooms.definitions.url_info(asked.url)
    if not facts.can_parse and facts.url_type not in (UrlType.UNKNOWN.number, UrlType.FILE.number):
        raise BadRequest(f"This URL is a '{facts.match_name}' that can't be read: {facts.cannot_parse_reason}.")
    rooms.downloads.add_urls(
        [asked.url],
        additional_tags=tags,
        filterable_tags=asked.filterable_tags,
        destinations=destinations,
        page_key=asked.destination_page_key,
        page_name=asked.destination_page_name,
    )
    answer = {
        "human_result_text": f"'{facts.match_name}' added successfully.",
        "normalised_url": rooms.definitions.for_server(asked.url),
    }
    return reply_values(answer, call.environ, now=rooms.clock.now())


def _additional_tags(call: Call[AddUrl]) -> dict[ServiceKey, list[str]]:
    """Return the tags by service, under whichever of the three names they were sent."""
    asked, services = call.arguments, call.rooms.library.services
    by_key = {
        **keyed_by_name(asked.service_names_to_tags, services),
        **keyed_by_name(asked.service_names_to_additional_tags, services),
        **asked.service_keys_to_additional_tags,
    }
    keys = own_tag_services(by_key, services)
    return {key: by_key[key] for key in keys}
