"""What a tool asks first: which versions, which key, which services."""

from __future__ import annotations

from app.access.access_keys import AccessKey
from app.access.permissions import Permission
from app.client_api.access import ANY_KEY, OPEN, permitted
from app.client_api.arguments import Arguments
from app.client_api.endpoint import Call, Group
from app.client_api.errors import BadRequest, NotKnown
from app.client_api.reply import Reply, reply_values
from app.client_api.service_objects import ORDER, describe, old_lists, services_objects
from app.client_api.version import VERSIONS
from app.downloads.downloads import Downloads
from app.library.services import Service, Services

GROUP = Group("keys")

SEES_SERVICES = permitted(
    Permission.IMPORT_FILES,
    Permission.EDIT_RATINGS,
    Permission.EDIT_TAGS,
    Permission.EDIT_NOTES,
    Permission.MANAGE_PAGES,
    Permission.EDIT_RELATIONSHIPS,
    Permission.SEARCH_FILES,
)


@GROUP.route("GET", "/api_version", OPEN, Arguments)
def api_version(call: Call[Arguments]) -> Reply:
    """Tell the two numbers that tools switch features on by."""
    return reply_values(VERSIONS, call.environ, now=call.rooms.clock.now())


@GROUP.route("GET", "/session_key", ANY_KEY, Arguments)
def session_key(call: Call[Arguments]) -> Reply:
    """Make a session key that stands for the caller's access key."""
    key = call.memory.sessions.create(call.caller.hex_key)
    return reply_values({"session_key": key}, call.environ, now=call.rooms.clock.now())


@GROUP.route("GET", "/verify_access_key", ANY_KEY, Arguments)
def verify_access_key(call: Call[Arguments]) -> Reply:
    """Tell what the caller's key may do."""
    key = call.caller.key
    answer = {
        "name": key.name,
        "permits_everything": key.permits_everything,
        "basic_permissions": sorted(int(permission) for permission in key.granted),
        "human_description": describe_key(key),
    }
    return reply_values(answer, call.environ, now=call.rooms.clock.now())


def describe_key(key: AccessKey) -> str:
    """Return one line for a person: whose key it is and what it may do."""
    line = f"API Permissions ({key.name}): "
    if key.permits_everything:
        return line + "can do anything"
    line += ", ".join(sorted(permission.words for permission in key.permissions))
    if Permission.SEARCH_FILES in key.permissions:
        slices = ", ".join(sorted(key.search_filter)) if key.search_filter else "all tags"
        line += f": Can search: {slices}"
    return line


@GROUP.route("GET", "/client_info", ANY_KEY, Arguments)
def client_info(call: Call[Arguments]) -> Reply:
    """Tell since when this process runs."""
    rooms = call.rooms
    answer = {
        "boot_id": rooms.boot_id,
        "boot_time": rooms.started_at.timestamp(),
        "currently_idle": _is_idle(rooms.downloads),
    }
    return reply_values(answer, call.environ, now=rooms.clock.now())


def _is_idle(downloads: Downloads) -> bool:
    """Return whether nothing is being downloaded."""
    return not any("working" in (row.files_state, row.search_state) for row in downloads.queries())


@GROUP.route("GET", "/get_services", SEES_SERVICES, Arguments)
def get_services(call: Call[Arguments]) -> Reply:
    """List every service, in the shapes of three generations."""
    services = call.rooms.library.services.list()
    answer = {**old_lists(services), **services_objects(services)}
    return reply_values(answer, call.environ, now=call.rooms.clock.now())


class GetService(Arguments):
    """Which service; the key wins."""

    service_key: str | None = None
    service_name: str | None = None


@GROUP.route("GET", "/get_service", SEES_SERVICES, GetService)
def get_service(call: Call[GetService]) -> Reply:
    """Tell a service's name, kind and key."""
    service = _asked_for(call.arguments, call.rooms.library.services)
    answer = {"service": {**describe(service), "service_key": service.key}}
    return reply_values(answer, call.environ, now=call.rooms.clock.now())


def _asked_for(arguments: GetService, services: Services) -> Service:
    if arguments.service_key:
        service = services.by_key(arguments.service_key)
        if service.kind not in ORDER:
            raise BadRequest("That service can't be asked for.")
        return service
    if not arguments.service_name:
        raise BadRequest("Name a service by service_key or service_name.")
    for service in services.list():
        if service.name == arguments.service_name and service.kind in ORDER:
            return service
    raise NotKnown(f'Did not find a service with name "{arguments.service_name[:80]}".')
