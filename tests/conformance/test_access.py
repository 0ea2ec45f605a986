"""Keys, sessions, versions, permissions."""

from __future__ import annotations

import pytest

from tests.client_api.living import ACCESS, SESSION, bad, good, is_hex, service_key, token
from tests.conformance.endpoints import KEYED, OPEN

MY_TAGS = service_key("local tags")


def test_api_version_needs_no_key(api):
    body = good(api.raw("GET", "/api_version", auth=False)).json()
    assert body == {"version": 95, "hydrus_version": 682}


def test_every_json_answer_carries_the_versions(api):
    want = api.read("/api_version")
    for path in ("/verify_access_key", "/get_services", "/session_key"):
        body = api.read(path)
        assert {name: body[name] for name in want} == want


def test_verify_access_key(api):
    body = api.read("/verify_access_key")
    assert body["permits_everything"] is True
    assert body["basic_permissions"] == list(range(14))
    assert body["name"] == "everything"
    assert body["human_description"] == "API Permissions (everything): can do anything"


def test_client_info(api):
    first, second = api.read("/client_info"), api.read("/client_info")
    assert is_hex(first["boot_id"])
    assert first["boot_id"] == second["boot_id"]
    assert isinstance(first["boot_time"], float)
    assert first["boot_time"] == second["boot_time"]
    assert isinstance(first["currently_idle"], bool)


@pytest.mark.parametrize(("method", "path"), [each[:2] for each in KEYED], ids=[each[1] for each in KEYED])
def test_without_a_key_401(api, method, path):
    answer = api.raw(method, path, auth=False, **({"json": {}} if method == "POST" else {}))
    bad(answer, 401, "MissingCredentialsException")


@pytest.mark.parametrize(
    ("headers", "status", "kind"),
    [
        ({ACCESS: "ab" * 32}, 403, "InsufficientCredentialsException"),
        ({ACCESS: ""}, 403, "InsufficientCredentialsException"),
        ({ACCESS: "xyz"}, 400, "BadRequestException"),
        ({SESSION: "ab" * 32}, 419, "SessionException"),
        ({SESSION: "xyz"}, 400, "BadRequestException"),
    ],
    ids=["unknown", "empty", "not-hex", "unknown-session", "session-not-hex"],
)
@pytest.mark.parametrize("path", ["/verify_access_key", "/get_files/thumbnail"])
def test_a_wrong_key_in_a_header(api, path, headers, status, kind):
    bad(api.raw("GET", path, auth=False, headers=headers), status, kind)


@pytest.mark.parametrize(("name", "status"), [(ACCESS, 403), (SESSION, 419)])
def test_a_wrong_key_in_the_query(api, name, status):
    bad(api.raw("GET", "/verify_access_key", auth=False, params={name: "cd" * 32}), status)


def test_the_header_key_wins_over_the_query_key(api):
    good(api.raw("GET", "/verify_access_key", params={ACCESS: "cd" * 32}))
    bad(api.raw("GET", "/verify_access_key", auth=False, headers={ACCESS: "cd" * 32}, params={ACCESS: api.key}), 403)


def test_the_access_key_wins_over_the_session_key(api):
    good(api.raw("GET", "/verify_access_key", headers={SESSION: "cd" * 32}))


@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_a_header_key_in_any_case(api, change):
    good(api.raw("GET", "/verify_access_key", auth=False, headers={change(ACCESS): change(api.key)}))


def test_a_key_in_the_query(api):
    good(api.raw("GET", "/verify_access_key", auth=False, params={ACCESS: api.key}))


@pytest.mark.parametrize("name", [ACCESS, SESSION])
def test_a_key_in_the_body(api, name):
    key = api.key if name == ACCESS else api.read("/session_key")["session_key"]
    body = {"url": f"https://{token()}.example/x", name: key}
    good(api.raw("POST", "/add_urls/add_url", auth=False, json=body))


def test_a_key_in_the_query_of_a_post_does_not_count(api):
    body = {"url": f"https://{token()}.example/x"}
    bad(api.raw("POST", "/add_urls/add_url", auth=False, params={ACCESS: api.key}, json=body), 401)


@pytest.mark.parametrize("where", ["header", "query"])
def test_a_session_key_stands_in_for_the_access_key(api, where):
    key = api.read("/session_key")["session_key"]
    assert is_hex(key)
    assert key != api.key
    place = {"headers": {SESSION: key}} if where == "header" else {"params": {SESSION: key}}
    assert good(api.raw("GET", "/verify_access_key", auth=False, **place)).json()["name"] == "everything"


def test_a_session_key_from_a_session_key(api):
    first = api.read("/session_key")["session_key"]
    second = good(api.raw("GET", "/session_key", auth=False, headers={SESSION: first})).json()["session_key"]
    assert is_hex(second)
    assert second != first
    good(api.raw("GET", "/verify_access_key", auth=False, headers={SESSION: second}))


@pytest.mark.parametrize(("method", "path", "permission"), KEYED, ids=[each[1] for each in KEYED])
def test_permission_matrix(limited, method, path, permission):
    answer = limited.raw(method, path, **({"json": {}} if method == "POST" else {}))
    if permission in (None, (), 3):
        assert answer.status_code in (200, 400), answer.text[:200]
    else:
        bad(answer, 403, "InsufficientCredentialsException")


def test_a_limited_key_describes_itself(limited):
    body = limited.read("/verify_access_key")
    assert body["permits_everything"] is False
    assert body["basic_permissions"] == [3]
    assert body["human_description"].startswith("API Permissions (searches): search for and fetch files: Can search:")


def test_a_malformed_body_wins_over_a_missing_permission(limited):
    headers = {"Content-Type": "application/json"}
    bad(limited.raw("POST", "/add_urls/add_url", data=b"{", headers=headers), 400)
    bad(limited.raw("POST", "/add_urls/add_url", data=b'{"url": 5}', headers=headers), 403)


# services


def test_get_service_by_key_and_by_name(api):
    want = {"name": "my tags", "service_key": MY_TAGS, "type": 5, "type_pretty": "local tag domain"}
    assert api.read("/get_service", service_key=MY_TAGS)["service"] == want
    assert api.read("/get_service", service_name="my tags")["service"] == want


def test_get_service_key_wins_over_name(api):
    assert api.read("/get_service", service_key=MY_TAGS, service_name="trash")["service"]["name"] == "my tags"


@pytest.mark.parametrize(
    ("query", "status"),
    [({}, 400), ({"service_key": "aabb"}, 404), ({"service_name": token("none")}, 404), ({"service_key": "zz"}, 400)],
    ids=["nothing", "unknown-key", "unknown-name", "not-hex"],
)
def test_get_service_errors(api, query, status):
    bad(api.get("/get_service", **query), status)


def test_open_paths_really_are_open(api):
    for method, path in OPEN:
        assert api.raw(method, path, auth=False).status_code == 200
