"""Under which names the page answers, and whose word about the client is believed (reliability.md A9, A10)."""

import pytest

from tests.web.made_ui import PASSWORD, error_of, make_ui


@pytest.mark.parametrize(
    "host", ["127.0.0.1:45868", "192.168.1.20", "[::1]:45868", "localhost:32768", "attic.local", "203.0.113.7:80"]
)
def test_a9_the_page_answers_under_addresses_and_local_names(read_ui, host):
    assert read_ui.browser(host).get("/").status_code == 200


PATHS = ["/", "/api/v1/session", "/static/css/tokens.css", "/media/file/" + "a" * 64, "/setup?token=x",
         "/socket.io/?EIO=4&transport=polling", "/nowhere"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.example:80", "a b", ""])
def test_a9_under_any_other_name_nothing_answers_and_the_setting_is_named(read_ui, host):
    for path in PATHS:
        answer = read_ui.browser(host).get(path)
        assert (answer.status_code, error_of(answer)["code"]) == (421, "unknown_host"), path
        assert "allowed_hosts" in error_of(answer)["action"]
    page = read_ui.browser(host).get("/", headers={"Accept": "text/html"})
    assert (page.status_code, page.content_type) == (421, "text/html; charset=utf-8")
    assert "allowed_hosts" in page.text


def test_a9_a_signed_in_browser_is_not_let_through_under_a_foreign_name(ui):
    browser = ui.owners_browser()
    browser.host = "rebound.example"
    assert browser.get("/api/v1/settings").status_code == 421


def test_a9_the_owners_own_names_are_answered(tmp_path):
    made = make_ui(tmp_path, allowed_hosts=("birds.example.org",))
    try:
        assert made.browser("birds.example.org:8443").get("/").status_code == 200
        assert made.browser("other.example.org").get("/").status_code == 421
    finally:
        made.close()


def test_a10_forwarded_headers_of_strangers_change_nothing(ui):
    headers = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example",
               "Forwarded": "for=10.0.0.1;host=evil.example", "X-Forwarded-Prefix": "/x"}
    answer = ui.browser().post("/api/v1/sign-in", json={"password": PASSWORD}, headers=headers)
    assert answer.status_code == 200
    assert "Secure" not in answer.headers["Set-Cookie"]


def test_a10_a_stranger_can_not_borrow_addresses_to_guess_on(ui):
    codes = []
    for number in range(6):
        answer = ui.browser().post("/api/v1/sign-in", json={"password": "wrong"},
                                   headers={"X-Forwarded-For": f"198.51.100.{number}"})
        codes.append(answer.status_code)
    assert codes == [401] * 5 + [429]


def test_a10_a_trusted_proxy_tells_scheme_and_host(tmp_path):
    made = make_ui(tmp_path, trusted_proxies=("10.0.0.0/8",), allowed_hosts=("birds.example.org",))
    try:
        browser = made.browser("inner.local:45868")
        browser.environ_base.update({"REMOTE_ADDR": "10.0.0.2", "HTTP_ORIGIN": "https://birds.example.org"})
        headers = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "https",
                   "X-Forwarded-Host": "birds.example.org"}
        answer = browser.post("/api/v1/sign-in", json={"password": PASSWORD}, headers=headers)
        assert answer.status_code == 200
        assert "Secure" in answer.headers["Set-Cookie"]
        evil = {**headers, "X-Forwarded-Host": "evil.example"}
        assert browser.get("/", headers=evil).status_code == 421
    finally:
        made.close()
