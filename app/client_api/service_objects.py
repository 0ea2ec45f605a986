"""Services as the Client API describes them: the two shapes that many answers carry, and the older lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.library.services import Service, ServiceKind

PRETTY: Final[Mapping[ServiceKind, str]] = {
    ServiceKind.LOCAL_FILES: "local file domain",
    ServiceKind.LOCAL_TAGS: "local tag domain",
    ServiceKind.NUMERICAL: "local numerical rating service",
    ServiceKind.LIKE: "local like/dislike rating service",
    ServiceKind.ALL_KNOWN_TAGS: "virtual combined tag domain",
    ServiceKind.ALL_KNOWN_FILES: "virtual combined file domain",
    ServiceKind.TRASH: "local trash file domain",
    ServiceKind.ALL_LOCAL_FILES: "virtual combined local file domain",
    ServiceKind.NOTES: "local file notes service",
    ServiceKind.CLIENT_API: "client api",
    ServiceKind.DELETED: "virtual deleted file service",
    ServiceKind.UPDATES: "local update file domain",
    ServiceKind.ALL_LOCAL_MEDIA: "virtual combined local media domain",
    ServiceKind.INC_DEC: "local inc/dec rating service",
}

ORDER: Final = (
    ServiceKind.LOCAL_TAGS,
    ServiceKind.LOCAL_FILES,
    ServiceKind.UPDATES,
    ServiceKind.ALL_LOCAL_FILES,
    ServiceKind.ALL_LOCAL_MEDIA,
    ServiceKind.ALL_KNOWN_FILES,
    ServiceKind.ALL_KNOWN_TAGS,
    ServiceKind.LIKE,
    ServiceKind.NUMERICAL,
    ServiceKind.INC_DEC,
    ServiceKind.TRASH,
)
"""The kinds that are listed, in the order of the list; the others are hidden."""

RATINGS: Final = frozenset({ServiceKind.NUMERICAL, ServiceKind.LIKE, ServiceKind.INC_DEC})

_OLD_LISTS: Final[Mapping[str, ServiceKind | None]] = {
    "local_tags": ServiceKind.LOCAL_TAGS,
    "tag_repositories": None,
    "local_files": ServiceKind.LOCAL_FILES,
    "local_updates": ServiceKind.UPDATES,
    "file_repositories": None,
    "all_local_files": ServiceKind.ALL_LOCAL_FILES,
    "all_local_media": ServiceKind.ALL_LOCAL_MEDIA,
    "all_known_files": ServiceKind.ALL_KNOWN_FILES,
    "all_known_tags": ServiceKind.ALL_KNOWN_TAGS,
    "trash": ServiceKind.TRASH,
}
"""None stands for kinds of service that Bowerbird has none of; their lists are sent empty."""

_PEN: Final = "#000000"
_LIKE, _DISLIKE, _STARS_DISLIKE, _NULL, _MIXED = "#50C878", "#C85078", "#FFFFFF", "#BFBFBF", "#5F5F5F"


def describe(service: Service) -> dict[str, Any]:
    """Return what every mention of a service says."""
    return {"name": service.name, "type": int(service.kind), "type_pretty": PRETTY[service.kind]}


def describe_fully(service: Service) -> dict[str, Any]:
    """Return the entry of the services objects; ratings tell how they are drawn."""
    entry = describe(service)
    if service.kind not in RATINGS:
        return entry
    options = service.options
    entry["show_in_thumbnail"] = bool(options.get("show_in_thumbnail", False))
    entry["show_in_thumbnail_even_when_null"] = bool(options.get("show_in_thumbnail_even_when_null", False))
    entry["colours"] = _colours(service)
    if service.kind is not ServiceKind.INC_DEC:
        entry["star_shape"] = options.get("star_shape", "circle" if service.kind is ServiceKind.LIKE else "fat star")
    if service.kind is ServiceKind.NUMERICAL:
        allows_zero = bool(options.get("allows_zero", True))
        entry |= {
            "allows_zero": allows_zero,
            "min_stars": 0 if allows_zero else 1,
            "max_stars": int(options.get("stars", options.get("max_stars", 5))),
        }
    return entry


def _colours(service: Service) -> dict[str, dict[str, str]]:
    like = str(service.options.get("like", _LIKE)).upper()
    dislike = _DISLIKE if service.kind is ServiceKind.LIKE else _STARS_DISLIKE
    brushes = {"like": like, "dislike": dislike, "null": _NULL, "mixed": _MIXED}
    if service.kind is ServiceKind.INC_DEC:
        brushes = {"like": like, "mixed": _MIXED}
    return {name: {"pen": _PEN, "brush": brush} for name, brush in brushes.items()}


def listed(services: Iterable[Service]) -> list[Service]:
    """Return the services that are no secret, in the order of the list."""
    return sorted(
        (service for service in services if service.kind in ORDER),
        key=lambda service: (ORDER.index(service.kind), service.name),
    )


def services_objects(services: Iterable[Service]) -> dict[str, Any]:
    """Return both shapes: by key, and as a list."""
    shown = listed(services)
    return {
        "services": {service.key: describe_fully(service) for service in shown},
        "services_v2": [{"service_key": service.key, **describe_fully(service)} for service in shown],
    }


def old_lists(services: Iterable[Service]) -> dict[str, list[dict[str, Any]]]:
    """Return the lists by kind that older tools read; every list is there, even when it is empty."""
    shown = listed(services)
    return {
        name: [{**describe(service), "service_key": service.key} for service in shown if service.kind is kind]
        for name, kind in _OLD_LISTS.items()
    }
