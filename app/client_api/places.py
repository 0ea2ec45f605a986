"""Arguments that name services: where files are, whose tags count, and the older names for both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar

from pydantic import Field

from app.client_api.arguments import Arguments
from app.client_api.errors import BadRequest
from app.core.ids import ServiceKey
from app.library.services import FILE_KINDS, ServiceKind, Services, UnknownService

TAG_KINDS: Final = frozenset({ServiceKind.LOCAL_TAGS, ServiceKind.ALL_KNOWN_TAGS})

T = TypeVar("T")

_RENAMED: Final[Mapping[str, str]] = {
    "file_service_name": "file_service_key",
    "tag_service_name": "tag_service_key",
}


class FileDomainArguments(Arguments):
    """The four ways to name file domains; together they are one place."""

    file_service_key: str | None = None
    file_service_keys: list[str] = Field(default_factory=list)
    deleted_file_service_key: str | None = None
    deleted_file_service_keys: list[str] = Field(default_factory=list)

    def current_keys(self) -> list[str]:
        """Return the domains that a file should be in one of, without repeats."""
        return _together(self.file_service_key, self.file_service_keys)

    def deleted_keys(self) -> list[str]:
        """Return the domains that a file should have been deleted from one of, without repeats."""
        return _together(self.deleted_file_service_key, self.deleted_file_service_keys)


def _together(one: str | None, several: list[str]) -> list[str]:
    return list(dict.fromkeys([*([one] if one else []), *several]))


def file_domains(keys: Collection[str], services: Services) -> list[ServiceKey]:
    """Return the keys as file domains. Raises BadRequest for one that isn't."""
    return [_service_key(key, services, FILE_KINDS, "file service") for key in keys]


def local_domains(keys: Collection[str], services: Services) -> list[ServiceKey]:
    """Return the keys as domains that a file can be imported to. Raises BadRequest for one that isn't."""
    return [_service_key(key, services, {ServiceKind.LOCAL_FILES}, "local file domain") for key in keys]


def tag_service(key: str, services: Services) -> ServiceKey:
    """Return the key as a tag service, the union of all included. Raises BadRequest."""
    return _service_key(key, services, TAG_KINDS, "tag service")


def own_tag_services(keys: Collection[str], services: Services) -> list[ServiceKey]:
    """Return the keys as tag services that can be written to. Raises BadRequest for one that isn't."""
    return [_service_key(key, services, {ServiceKind.LOCAL_TAGS}, "local tag service") for key in keys]


def _service_key(key: str, services: Services, kinds: Collection[ServiceKind], word: str) -> ServiceKey:
    try:
        service = services.by_key(key)
    except UnknownService as error:
        raise BadRequest(f"There is no {word} with the key {key[:80]}.") from error
    if service.kind not in kinds:
        raise BadRequest(f"'{service.name}' is not a {word}.")
    return service.key


def with_keys_for_names(arguments: Mapping[str, Any], services: Services) -> dict[str, Any]:
    """Return the arguments with service keys in the place of service names. Raises UnknownService (404)."""
    renamed = dict(arguments)
    for old, new in _RENAMED.items():
        name = renamed.pop(old, None)
        if name is not None and new not in renamed:
            renamed[new] = _key_of_name(name, services)
    return renamed


def keyed_by_name(named: Mapping[str, T], services: Services) -> dict[str, T]:
    """Return a map by service name as one by service key. Raises UnknownService (404)."""
    return {_key_of_name(name, services): value for name, value in named.items()}


def _key_of_name(name: Any, services: Services) -> str:
    if not isinstance(name, str):
        raise BadRequest("A service's name must be text.")
    try:
        return services.by_name(name).key
    except UnknownService:
        raise UnknownService(f'Did not find a service with name "{name[:80]}".') from None
