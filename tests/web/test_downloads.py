"""Downloads over the page's API; nothing here reaches a site, since no worker is started."""

import pytest

from tests.web.made_ui import error_of

POST = "https://danbooru.donmai.us/posts/7"


@pytest.fixture
def browser(ui):
    return ui.owners_browser()


@pytest.fixture
def source(browser):
    """A source of the definitions that come along."""
    return next(row["name"] for row in browser.get("/api/v1/sources").json if "anbooru" in row["name"])


def add(browser, text, source=None, **more):
    answer = browser.post("/api/v1/downloads", json={"text": text, "source": source, **more})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_sources_say_where_they_search_and_whether_they_want_a_key(browser):
    rows = browser.get("/api/v1/sources").json
    assert {"name", "site", "example", "hint", "needs_key", "has_key"} == set(rows[0])
    assert any(row["needs_key"] for row in rows)
    assert not any(row["has_key"] for row in rows)


def test_a_source_has_its_key_once_the_site_has_one(browser):
    needy = next(row for row in browser.get("/api/v1/sources").json if row["needs_key"])
    site = next(row for row in browser.get("/api/v1/definitions").json if needy["name"] in row["sources"])
    for domain in site["domains"]:
        assert browser.put(f"/api/v1/sites/keys/{domain}", json={"parameters": {"api_key": "k3y"}}).status_code == 200
    after = {row["name"]: row["has_key"] for row in browser.get("/api/v1/sources").json}
    assert after[needy["name"]] is True
    assert "k3y" not in browser.get("/api/v1/sites/keys").text
    for domain in site["domains"]:
        assert browser.delete(f"/api/v1/sites/keys/{domain}").status_code == 200
    assert browser.get("/api/v1/sites/keys").json == []


def test_a_site_whose_source_wants_a_key_says_what_it_needs(browser):
    needy = {row["site"] for row in browser.get("/api/v1/sources").json if row["needs_key"]}
    sites = {row["name"]: row["needs"] for row in browser.get("/api/v1/definitions").json}
    assert needy
    assert [name for name in sorted(needy) if not sites[name]] == []


def test_every_definition_names_the_source_of_its_facts(browser):
    for row in browser.get("/api/v1/definitions").json:
        assert row["source_of_facts"], row["name"]
        assert row["domains"], row["name"]


def test_lines_are_told_apart_before_anything_is_added(browser, source):
    text = f"blue_sky\n\n{POST}\nhttp://127.0.0.1/x"
    answer = browser.post("/api/v1/classify", json={"text": text, "source": source})
    lines = answer.json["lines"]
    assert [line["kind"] for line in lines[:2]] == ["query", "post"]
    assert lines[2]["problem"] == "private_address"
    assert all(line["sentence"] for line in lines)
    assert browser.get("/api/v1/queries").json == {"queries": []}


def test_a_query_and_addresses_are_added_and_what_can_not_be_says_why(browser, source):
    told = add(browser, f"blue_sky\n{POST}\nhttp://127.0.0.1/x\nftp://a.example/", source, file_limit=5)
    assert [line["line"] for line in told["added"]] == ["blue_sky", POST]
    assert [line["code"] for line in told["refused"]] == ["private_address", "bad_url"]
    assert all(line["sentence"] for line in (*told["added"], *told["refused"]))
    rows = {row["id"]: row for row in browser.get("/api/v1/queries").json["queries"]}
    gallery, urls = (rows[line["query_id"]] for line in told["added"])
    assert (gallery["kind"], gallery["text"], gallery["source"], gallery["file_limit"]) == (
        "gallery", "blue_sky", source, 5)
    assert (urls["kind"], urls["counts"]["todo"]) == ("urls", 1)
    assert gallery["created_at"] == "2026-11-24T12:00:00Z"
    some = browser.get(f"/api/v1/queries?ids={urls['id']},999")
    assert [row["id"] for row in some.json["queries"]] == [urls["id"]]
    assert browser.get("/api/v1/queries?ids=1,x").status_code == 400


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": ""}, "empty_query"), ({"text": " \n "}, "empty_query"),
        ({"text": "words", "source": "no such source"}, "unknown_source"), ({}, "bad_fields"),
        ({"text": "a", "source": "b", "file_limit": 0}, "bad_fields"),
    ],
)
def test_what_can_not_be_added_gets_a_sentence(browser, body, code):
    answer = browser.post("/api/v1/downloads", json=body)
    assert (answer.status_code, error_of(answer)["code"]) == (400, code)


def test_words_without_a_source_are_refused_beside_what_is_added(browser):
    told = add(browser, f"words\n{POST}")
    assert [line["line"] for line in told["added"]] == [POST]
    assert [(line["line"], line["code"]) for line in told["refused"]] == [("words", "unknown_source")]
    assert told["refused"][0]["action"]


def test_a_query_is_paused_limited_and_removed(browser, source):
    number = add(browser, "blue_sky", source)["added"][0]["query_id"]
    path = f"/api/v1/queries/{number}"
    row = browser.patch(path, json={"is_files_paused": True, "is_search_paused": True, "file_limit": None}).json
    assert (row["is_files_paused"], row["is_search_paused"], row["file_limit"]) == (True, True, None)
    assert row["search_state"] == "paused"
    row = browser.patch(path, json={"is_search_paused": False}).json
    assert (row["is_files_paused"], row["is_search_paused"], row["file_limit"]) == (True, False, None)
    assert browser.get(path).json == row
    assert browser.delete(path).status_code == 200
    for answer in (browser.get(path), browser.delete(path), browser.patch(path, json={}), browser.get(path + "/files"),
                   browser.get(path + "/file-log"), browser.post(path + "/restart-search")):
        assert (answer.status_code, error_of(answer)["code"]) == (404, "query_not_found")


def test_the_logs_hold_every_line_and_page_on(browser, source):
    urls = [f"https://danbooru.donmai.us/posts/{number}" for number in range(1, 6)]
    number = add(browser, "\n".join(urls))["added"][0]["query_id"]
    path = f"/api/v1/queries/{number}/file-log"
    first = browser.get(path, query_string={"limit": 2}).json
    assert [row["url"] for row in first["rows"]] == urls[:2]
    assert first["rows"][0]["status_word"] == "todo"
    rest = browser.get(path, query_string={"limit": 10, "after": first["next"]}).json
    assert [row["url"] for row in rest["rows"]] == urls[2:]
    assert rest["next"] is None
    assert browser.get(path, query_string={"status": "failed,ignored"}).json["rows"] == []
    answer = browser.get(path, query_string={"status": "nonsense"})
    assert (answer.status_code, error_of(answer)["code"]) == (400, "unknown_status")
    searching = add(browser, "blue_sky", source)["added"][0]["query_id"]
    pages = browser.get(f"/api/v1/queries/{searching}/gallery-log").json["rows"]
    assert [row["status_word"] for row in pages] == ["todo"]


def test_items_are_skipped_and_set_to_do_again(browser):
    number = add(browser, POST)["added"][0]["query_id"]
    path = f"/api/v1/queries/{number}"
    (row,) = browser.get(path + "/file-log").json["rows"]
    assert browser.post(path + "/skip", json={"seed_ids": [row["id"]]}).json == {"count": 1}
    assert browser.get(path).json["counts"]["skipped"] == 1
    assert browser.post(path + "/retry", json={"what": "failed"}).json == {"count": 0}
    assert browser.post(path + "/retry", json={"what": "seeds", "seed_ids": [row["id"]]}).json == {"count": 1}
    assert browser.get(path).json["counts"]["todo"] == 1
    assert browser.post(path + "/retry", json={"what": "ignored", "reason": "veto"}).json == {"count": 0}
    assert browser.post(path + "/retry", json={"what": "pages", "seed_ids": [999]}).json == {"count": 0}


def test_a_query_without_files_answers_no_ids(browser, source):
    number = add(browser, "blue_sky", source)["added"][0]["query_id"]
    answer = browser.get(f"/api/v1/queries/{number}/files")
    assert (answer.data, answer.headers["X-Total"]) == (b"", "0")


def test_the_network_is_paused_and_resumed(ui, browser):
    assert browser.post("/api/v1/network/pause").status_code == 200
    assert browser.get("/api/v1/network").json == {"paused": True, "domains": []}
    assert [notice["code"] for notice in browser.get("/api/v1/overview").json["notices"]] == ["network_paused"]
    assert browser.post("/api/v1/network/resume").status_code == 200
    assert ui.given.network.paused is False
