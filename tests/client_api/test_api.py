"""The application round the paths: declarations, the check in front, errors, the shortcut."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from app.access.owner import Owner
from app.access.permissions import Permission
from app.access.sessions import BrowserSessions
from app.client_api.access import ANY_KEY, EVERYONE, OPEN, Access
from app.client_api.api import all_endpoints, create_api, declared_endpoints
from app.client_api.arguments import Arguments
from app.client_api.endpoint import Group
from app.client_api.hot import SHORTCUTS
from app.client_api.reply import reply_values
from app.core.errors import Busy
from tests.client_api.living import ACCESS, SESSION, token


def asking(living, **choices):
    """A client that calls the application itself, made for these choices."""
    return create_api(replace(living.rooms, **choices)).test_client()


def test_every_rule_of_the_map_is_declared_with_a_permission_and_a_schema(living):
    declared = declared_endpoints(living.api)
    rules = list(living.api.url_map.iter_rules())
    assert {rule.endpoint for rule in rules} == set(declared)
    for rule in rules:
        endpoint = declared[rule.endpoint]
        assert rule.rule == endpoint.path
        assert rule.methods - {"HEAD", "OPTIONS"} == {endpoint.method}
        assert isinstance(endpoint.access, Access)
        assert issubclass(endpoint.arguments, Arguments)
        assert endpoint.handler.__doc__


def test_only_four_paths_are_open():
    without_key = {endpoint.path for endpoint in all_endpoints() if not endpoint.access.needs_key}
    assert without_key == {"/", "/favicon.ico", "/robots.txt", "/api_version"}
    assert {endpoint.access for endpoint in all_endpoints() if not endpoint.access.needs_key} == {EVERYONE, OPEN}
    any_key = {endpoint.path for endpoint in all_endpoints() if endpoint.access == ANY_KEY}
    assert any_key == {"/session_key", "/verify_access_key", "/client_info"}


def test_a_path_wants_the_permission_of_its_group():
    wanted = {"/add_urls/": {Permission.IMPORT_URLS}, "/get_files/": {Permission.SEARCH_FILES}}
    for endpoint in all_endpoints():
        for start, permissions in wanted.items():
            if endpoint.path.startswith(start):
                assert endpoint.access.any_of == permissions


def test_what_is_not_declared_is_refused(living):
    api = create_api(living.rooms)
    api.add_url_rule("/smuggled", view_func=lambda: "secret")
    answer = api.test_client().get("/smuggled", headers={ACCESS: living.key})
    assert answer.status_code == 403
    assert b"secret" not in answer.data


def test_doubled_slashes_and_other_spellings_lead_nowhere(living):
    client = asking(living)
    for path in ("//api_version", "/api_version/", "/get_files//thumbnail", "/GET_FILES/thumbnail"):
        answer = client.get("/", headers={ACCESS: living.key}, environ_overrides={"PATH_INFO": path})
        assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/", "/api_version", "/verify_access_key", "/nothing", "/get_files/thumbnail"])
def test_every_answer_says_once_what_serves_it(living, path):
    headers = asking(living).get(path).headers
    for name in ("Server", "Hydrus-Server"):
        assert headers.getlist(name) == ["client api/95 (682)"]


def test_while_only_this_machine_is_answered_others_see_the_welcome_page(living):
    client = asking(living, local_only=True)
    away = {"REMOTE_ADDR": "192.168.1.7"}
    for path in ("/api_version", "/verify_access_key", "/get_files/thumbnail?hash=" + "ab" * 32):
        answer = client.get(path, headers={ACCESS: living.key}, environ_base=away)
        assert answer.status_code == 403
        assert answer.json["exception_type"] == "InsufficientCredentialsException"
    assert client.options("/api_version", environ_base=away).status_code == 403
    assert "on this machine" in client.get("/", environ_base=away).text
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert client.get("/api_version", environ_base={"REMOTE_ADDR": address}).status_code == 200


def test_with_cors_off_a_preflight_is_refused_and_no_answer_invites(living, file):
    client = asking(living, cors=False)
    origin = {"Origin": "http://tool.example"}
    answer = client.options("/get_files/file", headers=origin)
    assert answer.status_code == 401
    assert answer.json["exception_type"] == "DoesNotSupportCORSException"
    assert client.options("/get_files/file").status_code == 200
    for path in ("/api_version", f"/get_files/file?hash={file}", "/nothing"):
        headers = client.get(path, headers={ACCESS: living.key, **origin}).headers
        assert "Access-Control-Allow-Origin" not in headers


def test_a_revoked_key_takes_its_sessions_with_it(living):
    name = token("passing ")
    key = living.keys.create(name, permissions=[3])
    client = living.api.test_client()
    session = client.get("/session_key", headers={ACCESS: key}).json["session_key"]
    assert client.get("/verify_access_key", headers={SESSION: session}).json["name"] == name
    living.keys.revoke(name)
    for headers in ({SESSION: session}, {ACCESS: key}):
        answer = client.get("/verify_access_key", headers=headers)
        assert answer.status_code == 403
        assert answer.json["exception_type"] == "InsufficientCredentialsException"


def test_a_new_password_ends_every_session_key_and_a_browser_that_signs_out_ends_none(living):
    """reliability.md A5."""
    ground = living.ground
    owner = Owner(ground.database, ground.writer, ground.clock, ground.events)
    browsers = BrowserSessions(ground.database, ground.writer, ground.clock, owner, events=ground.events)
    client = living.api.test_client()
    session = client.get("/session_key", headers={ACCESS: living.key}).json["session_key"]
    browsers.revoke(browsers.create())
    assert client.get("/verify_access_key", headers={SESSION: session}).status_code == 200
    owner.set_password("four words of it")
    answer = client.get("/verify_access_key", headers={SESSION: session})
    assert answer.status_code == 419
    assert answer.json["exception_type"] == "SessionException"
    assert client.get("/session_key", headers={ACCESS: living.key}).status_code == 200


def test_an_unforeseen_error_tells_nothing_and_is_logged(living, caplog, monkeypatch):
    def break_down():
        raise RuntimeError("canary-secret")

    monkeypatch.setattr(living.library.services, "list", break_down)
    with caplog.at_level(logging.ERROR):
        answer = living.api.test_client().get("/get_services", headers={ACCESS: living.key})
    assert answer.status_code == 500
    assert set(answer.json) == {"error", "exception_type", "status_code", "version", "hydrus_version"}
    assert "canary-secret" not in answer.text
    assert "canary-secret" in caplog.text
    assert living.key not in caplog.text


def test_a_busy_database_is_a_503_that_says_when_to_come_back(living, monkeypatch):
    def be_busy():
        raise Busy

    monkeypatch.setattr(living.library.services, "list", be_busy)
    answer = living.api.test_client().get("/get_services", headers={ACCESS: living.key})
    assert (answer.status_code, answer.json["exception_type"]) == (503, "ServerBusyException")
    assert int(answer.headers["Retry-After"]) > 0


def test_bytes_are_answered_by_the_shortcut_as_flask_would(living, file):
    api = create_api(living.rooms)
    shortcut = api.test_client()
    behind = create_api(living.rooms)
    behind.wsgi_app = behind.wsgi_app._behind
    assert set(SHORTCUTS) == {"/get_files/file", "/get_files/thumbnail"}
    origin = {"Origin": "http://tool.example"}
    for path in SHORTCUTS:
        for headers in ({}, {"Range": "bytes=3-9"}, {"Range": "bytes=9-3"}, origin, {"If-None-Match": f'"{file}"'}):
            for method in ("get", "head"):
                asked = {"query_string": {"hash": file}, "headers": {ACCESS: living.key, **headers}}
                one, other = (getattr(client, method)(path, **asked) for client in (shortcut, behind.test_client()))
                assert (one.status_code, one.data) == (other.status_code, other.data)
                ignored = {"Date", "Expires"}
                assert sorted(pair for pair in one.headers if pair[0] not in ignored) == \
                    sorted(pair for pair in other.headers if pair[0] not in ignored)


def test_the_shortcut_does_not_reach_flask_when_all_is_well(living, file, monkeypatch):
    api = create_api(living.rooms)

    def reached(*_):
        raise AssertionError("Flask was asked")

    api.wsgi_app._behind = reached
    answer = api.test_client().get("/get_files/thumbnail", query_string={"hash": file}, headers={ACCESS: living.key})
    assert answer.status_code == 200


def test_a_handler_that_is_declared_is_what_answers(living):
    group = Group("made")

    @group.route("GET", "/made", OPEN, Arguments)
    def made(call):
        """Answer."""
        return reply_values({"a": 1}, call.environ, now=call.rooms.clock.now())

    (endpoint,) = group.endpoints
    assert (endpoint.method, endpoint.path, endpoint.handler) == ("GET", "/made", made)


def test_the_use_of_a_key_is_noted(living):
    living.api.test_client().get("/verify_access_key", headers={ACCESS: living.key})
    (found,) = [each for each in living.keys.list() if each.name == "everything"]
    assert found.last_used_at is not None


@pytest.mark.parametrize("length", [0, 1, 65, 2000])
def test_a_key_of_another_length_is_not_known(living, length):
    answer = living.api.test_client().get("/verify_access_key", headers={ACCESS: "ab" * length})
    assert answer.status_code == 403
