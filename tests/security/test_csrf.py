"""What another site's page can make a browser do: nothing (reliability.md A8)."""

import re

import pytest

from app.web.catalogue import OPERATIONS
from app.web.operations import Access
from tests.web.made_ui import error_of

CHANGING = [operation for operation in OPERATIONS if operation.method != "GET"]
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost:45869"},
    {"Origin": "https://localhost.evil.example"},
    {"Origin": "null"},
]


def filled(rule):
    places = {"query_id": "1", "sha256": "a" * 64, "domain": "site.example"}
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda variable: places[variable[1]], rule)


@pytest.mark.parametrize("operation", CHANGING, ids=lambda operation: operation.name)
def test_a8_nothing_is_changed_by_get(read_ui, operation):
    assert operation.method in {"POST", "PATCH", "PUT", "DELETE"}
    if ("GET", operation.rule) not in {(other.method, other.rule) for other in OPERATIONS}:
        for method in ("GET", "HEAD"):
            assert read_ui.owners_browser().open(filled(operation.rule), method=method).status_code == 405


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda headers: " ".join(headers.values()))
def test_a8_no_other_page_can_use_the_owners_cookie(read_ui, headers):
    browser = read_ui.owners_browser()
    browser.environ_base.pop("HTTP_ORIGIN")
    for operation in CHANGING:
        answer = browser.open(filled(operation.rule), method=operation.method, headers=headers,
                              json={} if operation.body else None)
        assert (answer.status_code, error_of(answer)["code"]) == (403, "foreign_page"), operation.name


def test_a8_a_cookie_without_any_word_of_the_page_is_refused(ui):
    browser = ui.owners_browser()
    browser.environ_base.pop("HTTP_ORIGIN")
    assert error_of(browser.post("/api/v1/sign-out"))["code"] == "foreign_page"
    assert browser.get("/api/v1/session").json["signed_in"] is True


def test_a8_the_pages_own_word_is_enough(ui):
    browser = ui.owners_browser()
    browser.environ_base.pop("HTTP_ORIGIN")
    assert browser.post("/api/v1/network/pause", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_a8_another_page_can_not_sign_a_browser_in(read_ui):
    for headers in FOREIGN:
        browser = read_ui.browser()
        browser.environ_base.pop("HTTP_ORIGIN")
        assert browser.post("/api/v1/sign-in", json={"password": "x"}, headers=headers).status_code == 403


def test_a8_a_key_beside_a_cookie_is_judged_as_the_cookie(ui):
    key = ui.given.keys.create("all", permits_everything=True)
    header = {"Hydrus-Client-API-Access-Key": key}
    browser = ui.owners_browser()
    browser.environ_base.pop("HTTP_ORIGIN")
    assert browser.post("/api/v1/network/pause", headers=header).status_code == 403
    stale = ui.browser()
    stale.set_cookie("bowerbird_session", "ended")
    assert stale.get("/api/v1/settings", headers=header).status_code == 401
    assert ui.program(key).post("/api/v1/network/pause").status_code == 200


def test_a8_forms_are_not_read(read_ui):
    browser = read_ui.owners_browser()
    with_body = [operation for operation in CHANGING if operation.body and operation.access is Access.OWNER]
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""):
        for operation in with_body:
            answer = browser.open(filled(operation.rule), method=operation.method, data=b"{}", content_type=kind)
            assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_json"), (operation.name, kind)


def test_no_other_origin_is_allowed_to_read(read_ui):
    browser = read_ui.owners_browser()
    for path in ("/api/v1/settings", "/", "/media/file/" + "a" * 64, "/socket.io/?EIO=4&transport=polling"):
        answer = browser.get(path, headers={"Origin": "http://evil.example"})
        assert "Access-Control-Allow-Origin" not in answer.headers, path
    answer = browser.options("/api/v1/settings", headers={
        "Origin": "http://evil.example", "Access-Control-Request-Method": "PATCH"})
    assert "Access-Control-Allow-Origin" not in answer.headers
