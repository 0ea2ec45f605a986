"""The services objects and the built-in services."""

from __future__ import annotations

import pytest

from tests.client_api.living import bad, is_hex, service_key

BUILT_IN = [
    ("local tags", "my tags", 5, "local tag domain", "local_tags"),
    ("downloader tags", "downloader tags", 5, "local tag domain", "local_tags"),
    ("local files", "my files", 2, "local file domain", "local_files"),
    ("repository updates", "repository updates", 20, "local update file domain", "local_updates"),
    ("all local files", "hydrus local file storage", 15, "virtual combined local file domain", "all_local_files"),
    ("all local media", "combined local file domains", 21, "virtual combined local media domain", "all_local_media"),
    ("all known files", "all known files", 11, "virtual combined file domain", "all_known_files"),
    ("all known tags", "all known tags", 10, "virtual combined tag domain", "all_known_tags"),
    ("trash", "trash", 14, "local trash file domain", "trash"),
]
LISTS = {
    "local_tags": 5, "tag_repositories": 0, "local_files": 2, "local_updates": 20, "file_repositories": 1,
    "all_local_files": 15, "all_local_media": 21, "all_known_files": 11, "all_known_tags": 10, "trash": 14,
}
ORDER = [5, 0, 2, 20, 1, 15, 21, 11, 10, 7, 6, 22, 14]
SHAPES = {
    "circle", "square", "fat star", "pentagram star", "six point star", "eight point star", "x shape", "square cross",
    "triangle up", "triangle down", "triangle right", "triangle left", "diamond", "rhombus right", "rhombus left",
    "hourglass", "pentagon", "hexagon", "small hexagon", "heart", "teardrop", "crescent moon", "svg",
}
FAVOURITES = service_key("favourites")
CLIENT_API = service_key("client api")


@pytest.fixture(scope="module")
def answer(api, living):
    from app.library.services import ServiceKind

    living.library.services.add(ServiceKind.NUMERICAL, "stars")
    living.library.services.add(ServiceKind.INC_DEC, "counter")
    return api.read("/get_services")


@pytest.mark.parametrize(
    ("ascii_name", "name", "kind", "pretty", "old_list"), BUILT_IN, ids=[each[1] for each in BUILT_IN]
)
def test_built_in_services(api, answer, ascii_name, name, kind, pretty, old_list):
    key = service_key(ascii_name)
    entry = {"name": name, "type": kind, "type_pretty": pretty}
    assert answer["services"][key] == entry
    assert {**entry, "service_key": key} in answer["services_v2"]
    assert {**entry, "service_key": key} in answer[old_list]
    assert api.read("/get_service", service_key=key)["service"] == {**entry, "service_key": key}
    assert api.read("/get_service", service_name=name)["service"] == {**entry, "service_key": key}


def test_favourites_is_a_built_in_rating(api, answer):
    entry = answer["services"][FAVOURITES]
    kind = (entry["name"], entry["type"], entry["type_pretty"])
    assert kind == ("favourites", 7, "local like/dislike rating service")
    assert (entry["star_shape"], entry["colours"]["like"]["brush"]) == ("fat star", "#F0F041")
    told = api.read("/get_service", service_key=FAVOURITES)["service"]
    assert set(told) == {"name", "service_key", "type", "type_pretty"}


def test_old_lists_are_complete_and_typed(answer):
    assert set(answer) == set(LISTS) | {"services", "services_v2", "version", "hydrus_version"}
    for name, kind in LISTS.items():
        keys = {service["service_key"] for service in answer[name]}
        assert keys == {key for key, service in answer["services"].items() if service["type"] == kind}
        for service in answer[name]:
            assert set(service) == {"name", "type", "type_pretty", "service_key"}


def test_both_objects_agree(answer):
    by_key = {
        service["service_key"]: {name: value for name, value in service.items() if name != "service_key"}
        for service in answer["services_v2"]
    }
    assert by_key == answer["services"]


def test_services_come_grouped_by_type_and_only_listed_types_appear(answer):
    places = [(ORDER.index(service["type"]), service["name"]) for service in answer["services_v2"]]
    assert places == sorted(places)


def test_rating_services_describe_themselves(answer):
    kinds = set()
    for service in answer["services_v2"]:
        if service["type"] not in (6, 7, 22):
            assert set(service) == {"name", "service_key", "type", "type_pretty"}
            continue
        kinds.add(service["type"])
        want = {"name", "service_key", "type", "type_pretty", "show_in_thumbnail", "show_in_thumbnail_even_when_null",
                "colours"}
        want |= {
            7: {"star_shape"}, 6: {"star_shape", "allows_zero", "min_stars", "max_stars"}, 22: set(),
        }[service["type"]]
        assert set(service) == want
        colours = {"like", "mixed"} if service["type"] == 22 else {"like", "dislike", "null", "mixed"}
        assert set(service["colours"]) == colours
        for colour in service["colours"].values():
            assert set(colour) == {"pen", "brush"}
            for value in colour.values():
                assert value[0] == "#"
                assert is_hex(value[1:].lower(), 6)
                assert value == value.upper()
        if service["type"] != 22:
            assert service["star_shape"] in SHAPES
        if service["type"] == 6:
            assert service["min_stars"] == (0 if service["allows_zero"] else 1)
            assert 1 <= service["max_stars"] <= 20
    assert kinds == {6, 7, 22}


def test_hidden_services(api, answer):
    assert CLIENT_API not in answer["services"]
    bad(api.get("/get_service", service_key=CLIENT_API), 400)
    bad(api.get("/get_service", service_name="client api"), 404)
