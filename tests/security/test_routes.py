"""Who may do what on the page's port: deny by default, one declaration an operation (reliability.md A1 to A4)."""

import re
from datetime import timedelta

import pytest

from app.web.calls import PUBLIC_ENDPOINTS
from app.web.catalogue import OPERATIONS
from app.web.operations import Access
from tests.web.made_ui import error_of

PLACES = {
    "query_id": "1", "sha256": "a" * 64, "domain": "site.example", "section": "about", "filename": "css/tokens.css",
}
SHELL = ["/", "/downloads", "/downloads/3", "/library", "/file/" + "a" * 64, "/settings", "/settings/keys", "/sign-in"]


def filled(rule):
    """Return an address that fits a rule as Flask writes it."""
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda variable: PLACES[variable[1]], rule)


def every_route(app):
    """Return (method, address, endpoint) of everything in the URL map."""
    return [
        (method, filled(rule.rule), rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"OPTIONS"})
    ]


def test_a1_before_an_owner_exists_no_route_answers(fresh_ui):
    browser = fresh_ui.browser()
    extra = [("GET", "/socket.io/?EIO=4&transport=polling", ""), ("GET", "/media/file/" + "a" * 64, ""),
             ("GET", "/nowhere", ""), ("GET", "/setup?token=wrong", ""), ("GET", "/setup?token=", ""),
             ("POST", "/setup", ""), ("OPTIONS", "/", "")]
    for method, path, _ in every_route(fresh_ui.ui.app) + extra:
        answer = browser.open(path, method=method, json={} if method == "POST" else None)
        assert answer.status_code == 401, (method, path)
        assert "Set-Cookie" not in answer.headers, (method, path)
        assert "Location" not in answer.headers, (method, path)


def test_a1_nobody_is_let_in_from_wherever_it_is_asked(fresh_ui):
    for address_asked in ("127.0.0.1", "192.168.1.7", "203.0.113.9"):
        answer = fresh_ui.browser().get("/api/v1/session", environ_base={"REMOTE_ADDR": address_asked})
        assert error_of(answer)["code"] == "not_set_up"


def test_a1_a_person_who_comes_too_early_reads_what_to_do(fresh_ui):
    answer = fresh_ui.browser().get("/", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 401
    assert answer.content_type == "text/html; charset=utf-8"
    assert "Open the link that it printed on its console" in answer.text


def test_a1_no_password_opens_a_fresh_house(fresh_ui):
    for password in ("", "admin", "password", "bowerbird", "None"):
        assert fresh_ui.browser().post("/api/v1/sign-in", json={"password": password}).status_code == 401


def test_the_consoles_link_lets_one_browser_set_the_house_up(fresh_ui):
    token = fresh_ui.given.setup_token.token
    browser, stranger = fresh_ui.browser(), fresh_ui.browser()
    page = browser.get(f"/setup?token={token}")
    assert page.status_code == 200
    cookie = page.headers["Set-Cookie"]
    assert all(part in cookie for part in ("bowerbird_setup=", "HttpOnly", "SameSite=Strict", "Max-Age=1800"))
    assert browser.get("/static/css/tokens.css").status_code == 200
    assert browser.get("/api/v1/session").json == {"signed_in": False, "needs_setup": True, "version": None}
    assert browser.get("/").status_code == 401
    assert browser.get("/api/v1/settings").status_code == 401
    assert stranger.get("/static/css/tokens.css").status_code == 401
    body = {"token": token, "password": "a long enough one"}
    assert stranger.post("/api/v1/setup", json=body).status_code == 401
    assert browser.post("/api/v1/setup", json=body).status_code == 200
    assert browser.get("/api/v1/session").json["signed_in"] is True


def test_a_setup_with_a_short_password_says_so_and_may_be_tried_again(fresh_ui):
    token = fresh_ui.given.setup_token.token
    browser = fresh_ui.browser()
    browser.get(f"/setup?token={token}")
    answer = browser.post("/api/v1/setup", json={"token": token, "password": "short"})
    assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_password")
    assert browser.post("/api/v1/setup", json={"token": token, "password": "long enough"}).status_code == 200


def test_the_setup_cookie_ends_after_half_an_hour(fresh_ui):
    browser = fresh_ui.browser()
    browser.get(f"/setup?token={fresh_ui.given.setup_token.token}")
    fresh_ui.given.clock.advance(timedelta(minutes=31))
    assert browser.get("/static/css/tokens.css").status_code == 401


def test_the_setup_link_is_dead_once_there_is_an_owner(ui):
    token = ui.given.setup_token.token
    browser = ui.browser()
    assert "Set-Cookie" not in browser.get(f"/setup?token={token}").headers
    answer = browser.post("/api/v1/setup", json={"token": token, "password": "another long one"})
    assert (answer.status_code, error_of(answer)["code"]) == (409, "owner_exists")


def test_a2_public_endpoints_are_five_by_name(ui):
    assert frozenset(
        {"shell", "static", "api.session.read", "api.session.sign_in", "api.session.set_up"}
    ) == PUBLIC_ENDPOINTS
    declared = {operation.endpoint for operation in OPERATIONS if operation.access is Access.PUBLIC}
    assert declared == {name for name in PUBLIC_ENDPOINTS if name.startswith("api.")}


def test_a2_every_route_is_declared_with_who_may_and_what_it_takes(ui):
    declared = {(operation.method, operation.rule): operation for operation in OPERATIONS}
    assert len(declared) == len(OPERATIONS)
    for rule in ui.ui.app.url_map.iter_rules():
        if rule.endpoint in {"shell", "static"}:
            continue
        (method,) = rule.methods - {"HEAD", "OPTIONS"}
        operation = declared[method, rule.rule]
        assert isinstance(operation.access, Access)
        assert operation.answers is not None
        assert operation.sentence, f"{operation.name} has no sentence"
    assert {rule.rule for rule in ui.ui.app.url_map.iter_rules()} >= {rule for _, rule in declared}


def test_a2_a_route_that_somebody_forgot_to_declare_is_shut(ui):
    ui.ui.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert ui.browser().get("/forgotten").status_code == 401
    assert ui.owners_browser().get("/forgotten").text == "secret"


def test_a2_nothing_but_the_five_answers_a_stranger(ui):
    browser = ui.browser()
    for method, path, endpoint in every_route(ui.ui.app):
        answer = browser.open(path, method=method, json={} if method in {"POST", "PATCH", "PUT", "DELETE"} else None)
        if endpoint not in PUBLIC_ENDPOINTS:
            assert answer.status_code == 401, (method, path)
            if method != "HEAD":
                assert error_of(answer)["code"] == "not_signed_in"
    for path in ("/nowhere", "/api/v1/nowhere", "/media/thumbnail/" + "a" * 64, "/media/", "/api/v1/"):
        assert browser.get(path).status_code == 401, path


@pytest.mark.parametrize("path", SHELL)
def test_every_deep_link_answers_with_the_shell(read_ui, path):
    answer = read_ui.browser().get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert '<div id="app"></div>' in answer.text


def test_a3_a_key_with_less_than_everything_may_do_nothing(ui):
    program = ui.program(ui.given.keys.create("limited", permissions=range(14)))
    for operation in OPERATIONS:
        if operation.access is Access.OWNER:
            answer = program.open(filled(operation.rule), method=operation.method, json={} if operation.body else None)
            assert (answer.status_code, error_of(answer)["code"]) == (403, "limited_key"), operation.name
    assert program.get("/media/file/" + "a" * 64).status_code == 403


def test_a_key_that_permits_everything_opens_the_api(ui):
    program = ui.program(ui.given.keys.create("all", permits_everything=True))
    assert program.get("/api/v1/settings").status_code == 200
    assert program.get("/api/v1/session").json["version"] == "0.0.test"
    assert ui.program("0" * 64).get("/api/v1/settings").status_code == 401
    assert ui.program("no key").get("/api/v1/settings").status_code == 401


def test_a_revoked_key_is_refused_at_once(ui):
    program = ui.program(ui.given.keys.create("all", permits_everything=True))
    assert ui.owners_browser().delete("/api/v1/keys", json={"name": "all"}).status_code == 200
    assert program.get("/api/v1/settings").status_code == 401


def test_a4_every_setting_is_the_owners_alone_and_unknown_names_are_refused(ui):
    program = ui.program(ui.given.keys.create("limited", permissions=range(14)))
    owner = ui.owners_browser()
    for row in owner.get("/api/v1/settings").json["settings"]:
        assert program.patch("/api/v1/settings", json={row["name"]: row["value"]}).status_code == 403
    for name in ("nonsense", "network_pause", "NETWORK_PAUSED", "password", "__class__"):
        answer = owner.patch("/api/v1/settings", json={name: "true"})
        assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_setting")
