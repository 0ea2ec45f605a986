"""Settings and access keys over the page's API."""

import pytest

from app.core.settings import SETTINGS
from tests.web.made_ui import error_of, make_ui


@pytest.fixture
def browser(ui):
    return ui.owners_browser()


def rows(browser):
    return {row["name"]: row for row in browser.get("/api/v1/settings").json["settings"]}


def test_every_setting_is_in_the_table_with_its_sentence(browser):
    table = rows(browser)
    assert list(table) == list(SETTINGS)
    assert table["port"] == {
        "name": "port", "value": "45868", "default": "45868", "unit": "port", "origin": "default", "is_live": False,
        "is_pending": False, "sentence": SETTINGS["port"].sentence,
    }
    assert table["proxy"]["value"] == "none"
    assert table["read_timeout"]["value"] == "60"


def test_what_the_table_shows_can_be_typed_back(browser):
    for row in rows(browser).values():
        if row["name"] != "data":
            answer = browser.patch("/api/v1/settings", json={row["name"]: row["value"]})
            assert answer.status_code == 200, (row, answer.text)


def test_a_changed_setting_is_written_and_waits_for_the_next_start(ui, browser):
    answer = browser.patch("/api/v1/settings", json={"port": "9000", "page_limit": "2 MB"})
    assert set(answer.json["needs_restart"]) == {"port", "page_limit"}
    row = rows(browser)["port"]
    assert (row["value"], row["origin"], row["is_pending"]) == ("9000", "file", True)
    text = (ui.ground.data / "settings.toml").read_text("utf-8")
    assert 'port = "9000"' in text


@pytest.mark.parametrize(
    "changes", [{"port": "99999"}, {"port": ""}, {"https": "maybe"}, {"proxy": "gopher://x"}, {"page_limit": "much"}]
)
def test_a_bad_value_names_the_setting_and_nothing_is_written(ui, browser, changes):
    answer = browser.patch("/api/v1/settings", json={"workers": "2", **changes})
    assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_setting")
    assert next(iter(changes)) in error_of(answer)["sentence"]
    assert not (ui.ground.data / "settings.toml").exists()


def test_what_was_given_at_the_start_can_not_be_changed_here(tmp_path):
    made = make_ui(tmp_path, port=0)
    try:
        answer = made.owners_browser().patch("/api/v1/settings", json={"port": "9000"})
        assert (answer.status_code, error_of(answer)["code"]) == (409, "setting_fixed")
        answer = made.owners_browser().patch("/api/v1/settings", json={"data": "/elsewhere"})
        assert (answer.status_code, error_of(answer)["code"]) == (409, "setting_fixed")
    finally:
        made.close()


def test_pausing_the_network_by_its_setting_takes_effect_at_once(ui, browser):
    answer = browser.patch("/api/v1/settings", json={"network_paused": "true"})
    assert answer.json == {"needs_restart": []}
    assert ui.given.network.paused is True
    assert rows(browser)["network_paused"]["value"] == "true"


def test_a_key_is_told_once_and_listed_without_its_secret(ui, browser):
    made = browser.post("/api/v1/keys", json={"name": "phone", "permissions": [3, 0]}).json["access_key"]
    assert len(made) == 64
    listed = browser.get("/api/v1/keys")
    assert made not in listed.text
    assert listed.json["keys"] == [{
        "name": "phone", "permits_everything": False, "permissions": [0, 3], "created_at": "2026-11-24T12:00:00Z",
        "last_used_at": None,
    }]
    assert [row["id"] for row in listed.json["permissions"]] == list(range(14))
    assert ui.given.keys.find(made).name == "phone"


def test_two_keys_can_not_share_a_name(browser):
    assert browser.post("/api/v1/keys", json={"name": "phone"}).status_code == 200
    answer = browser.post("/api/v1/keys", json={"name": "phone"})
    assert (answer.status_code, error_of(answer)["code"]) == (409, "name_taken")


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "  "}, {"name": "a", "permissions": [14]},
                                  {"name": "a", "permissions": [-1]}, {"name": "a", "permits_everything": "yes"}])
def test_a_key_that_can_not_be_made_says_why(browser, body):
    answer = browser.post("/api/v1/keys", json=body)
    assert answer.status_code == 400
    assert error_of(answer)["sentence"]


def test_revoking_a_key_that_is_not_there_says_so(browser):
    answer = browser.delete("/api/v1/keys", json={"name": "nobody"})
    assert answer.status_code == 404
