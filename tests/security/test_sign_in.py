"""Signing in and out: who, how often, for how long (reliability.md A5, A6, A12, A13, R4)."""

import logging
from datetime import timedelta

import pytest

from tests.web.made_ui import PASSWORD, error_of

SESSION = "/api/v1/session"
SIGN_IN = "/api/v1/sign-in"


def signed_in(browser):
    return browser.get(SESSION).json["signed_in"]


def test_the_owners_password_signs_a_browser_in(ui):
    browser = ui.browser()
    answer = browser.post(SIGN_IN, json={"password": PASSWORD})
    assert (answer.status_code, answer.json) == (200, {"next": "/"})
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("bowerbird_session=", "HttpOnly", "SameSite=Strict", "Path=/"))
    assert "Max-Age=2592000" in cookie
    assert "Secure" not in cookie
    assert signed_in(browser)


def test_over_https_the_cookie_is_secure(ui):
    answer = ui.browser().post(SIGN_IN, json={"password": PASSWORD}, base_url="https://localhost",
                               headers={"Origin": "https://localhost"})
    assert answer.status_code == 200
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " ", PASSWORD.upper(), "x" * 1024, "\x00", "пароль"])
def test_a_wrong_password_gets_one_sentence_and_no_cookie(ui, password):
    answer = ui.browser().post(SIGN_IN, json={"password": password})
    assert (answer.status_code, error_of(answer)["code"]) == (401, "wrong_password")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "body", [{}, {"password": 5}, {"password": None}, {"password": ["a"]}, {"password": "x" * 1025}, [], "text",
             {"password": PASSWORD, "extra": 1}, {"password": {"$ne": ""}}],
)
def test_anything_but_a_password_is_refused_by_its_shape(ui, body):
    answer = ui.browser().post(SIGN_IN, json=body)
    assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_fields")
    assert PASSWORD not in answer.text


def test_signing_in_takes_no_large_body(ui):
    answer = ui.browser().post(SIGN_IN, data=b'{"password": "' + b"x" * 20_000 + b'"}', content_type="application/json")
    assert (answer.status_code, error_of(answer)["code"]) == (413, "too_large")


def test_a6_the_sixth_try_of_a_minute_has_to_wait_even_with_the_right_password(ui):
    browser = ui.browser()
    for _ in range(5):
        assert browser.post(SIGN_IN, json={"password": "wrong"}).status_code == 401
    answer = browser.post(SIGN_IN, json={"password": PASSWORD})
    assert (answer.status_code, error_of(answer)["code"]) == (429, "too_many_tries")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    ui.given.clock.advance(timedelta(seconds=61))
    assert browser.post(SIGN_IN, json={"password": PASSWORD}).status_code == 200


def test_a6_tries_are_counted_for_the_account_whatever_address_they_come_from(ui):
    for number in range(5):
        ui.browser().post(SIGN_IN, json={"password": "wrong"}, environ_base={"REMOTE_ADDR": f"203.0.113.{number}"})
    answer = ui.browser().post(SIGN_IN, json={"password": "wrong"}, environ_base={"REMOTE_ADDR": "198.51.100.1"})
    assert answer.status_code == 429


def test_a6_changing_the_password_counts_as_a_try(ui):
    browser = ui.owners_browser()
    body = {"old": "wrong", "new": "long enough"}
    codes = [browser.post("/api/v1/password", json=body).status_code for _ in range(6)]
    assert codes == [400] * 5 + [429]


def test_a6_access_keys_are_not_counted(ui):
    for _ in range(20):
        assert ui.program("0" * 64).get("/api/v1/settings").status_code == 401
    assert ui.browser().post(SIGN_IN, json={"password": PASSWORD}).status_code == 200


def test_a5_a_new_password_ends_every_other_session_at_once(ui):
    phone, desktop = ui.owners_browser(), ui.owners_browser()
    answer = desktop.post("/api/v1/password", json={"old": PASSWORD, "new": "another quiet bird"})
    assert answer.status_code == 200
    assert signed_in(desktop)
    assert not signed_in(phone)
    assert phone.get("/api/v1/settings").status_code == 401
    assert ui.browser().post(SIGN_IN, json={"password": PASSWORD}).status_code == 401
    assert ui.browser().post(SIGN_IN, json={"password": "another quiet bird"}).status_code == 200


def test_a5_the_cookie_from_before_the_change_is_dead(ui):
    browser = ui.owners_browser()
    old = browser.get_cookie("bowerbird_session").value
    browser.post("/api/v1/password", json={"old": PASSWORD, "new": "another quiet bird"})
    thief = ui.browser()
    thief.set_cookie("bowerbird_session", old)
    assert not signed_in(thief)


def test_a_wrong_old_password_changes_nothing(ui):
    browser = ui.owners_browser()
    answer = browser.post("/api/v1/password", json={"old": "wrong", "new": "another quiet bird"})
    assert (answer.status_code, error_of(answer)["code"]) == (400, "wrong_password")
    assert signed_in(browser)


def test_signing_out_ends_this_session_alone(ui):
    phone, desktop = ui.owners_browser(), ui.owners_browser()
    kept = phone.get_cookie("bowerbird_session").value
    answer = phone.post("/api/v1/sign-out")
    assert answer.status_code == 200
    assert "bowerbird_session=;" in answer.headers["Set-Cookie"]
    phone.set_cookie("bowerbird_session", kept)
    assert not signed_in(phone)
    assert signed_in(desktop)


def test_a_session_ends_after_its_days(ui):
    browser = ui.owners_browser()
    ui.given.clock.advance(timedelta(days=30, seconds=1))
    assert not signed_in(browser)
    answer = browser.get("/api/v1/queries")
    assert (answer.status_code, error_of(answer)) == (
        401, {"code": "not_signed_in", "sentence": "You are not signed in.", "action": "Sign in"}
    )


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "a" * 5000, "é", '"', "..%2f", "\\"])
def test_made_up_cookies_open_nothing(ui, cookie):
    answer = ui.browser().get("/api/v1/settings", headers={"Cookie": f"bowerbird_session={cookie}"})
    assert answer.status_code == 401


def test_a12_signing_in_leads_to_a_page_of_ours_or_home(ui):
    browser = ui.browser()
    for wanted, leads_to in (("/library?tags=a", "/library?tags=a"), ("//evil.example", "/"), ("/\\evil.example", "/"),
                             ("https://evil.example/library", "/")):
        assert browser.post(SIGN_IN, json={"password": PASSWORD, "next": wanted}).json == {"next": leads_to}


def test_a13_strangers_are_not_told_the_version(ui):
    stranger = ui.browser()
    assert stranger.get(SESSION).json == {"signed_in": False, "needs_setup": False, "version": None}
    for path in ("/", "/nowhere", "/static/css/tokens.css", SESSION, "/api/v1/openapi.json", "/media/file/" + "a" * 64):
        answer = stranger.get(path)
        assert "0.0.test" not in answer.text
        assert "Server" not in answer.headers
        assert "Werkzeug" not in str(answer.headers)
    assert ui.owners_browser().get(SESSION).json["version"] == "0.0.test"


CANARY = "canary-7f3e5a-secret"


def test_r4_what_nobody_expected_is_logged_and_answered_without_its_details(ui, caplog):
    def broken():
        raise RuntimeError(f"password={CANARY}")

    ui.ui.app.add_url_rule("/broken", "broken", broken)
    browser = ui.owners_browser()
    with caplog.at_level(logging.ERROR, "bowerbird.web"):
        answer = browser.get("/broken")
    assert (answer.status_code, error_of(answer)["code"]) == (500, "internal")
    assert CANARY not in answer.text
    assert "Traceback" not in answer.text
    assert "event=request_failed" in caplog.text


def test_r4_secrets_that_were_sent_come_back_in_no_error_and_no_log(ui, caplog):
    browser = ui.owners_browser()
    with caplog.at_level(logging.DEBUG):
        answers = [
            ui.browser().post(SIGN_IN, json={"password": CANARY}),
            ui.browser().post(SIGN_IN, json={"password": [CANARY]}),
            ui.browser().post(SIGN_IN, json={CANARY: CANARY, "password": 1}),
            browser.post("/api/v1/password", json={"old": CANARY, "new": CANARY[:7]}),
            browser.put("/api/v1/sites/keys/site.example", json={"parameters": {"api_key": [CANARY]}}),
            browser.put("/api/v1/sites/keys/site.example", json={"parameters": {"api_key": CANARY}}),
            browser.get("/api/v1/sites/keys"),
            browser.get("/api/v1/settings", headers={"Cookie": f"bowerbird_session={CANARY}"}),
            ui.program(CANARY).get("/api/v1/settings"),
        ]
    assert browser.get("/api/v1/sites/keys").json == [{"domain": "site.example", "names": ["api_key"]}]
    told = "".join(answer.text for answer in answers if answer is not answers[2]) + caplog.text
    assert CANARY not in told
