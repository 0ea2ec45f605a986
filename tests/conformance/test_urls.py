"""/add_urls/*. Unless a case is about a site, it uses hosts under .example, for which there is no URL class."""

from __future__ import annotations

import pytest

from app.library.services import DOWNLOADER_TAGS, MY_TAGS, TRASH
from tests.client_api.living import bad, good, token


def place(tail="", host="example", scheme="https"):
    return f"{scheme}://{token('h')}.{host}/{tail}"


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("https://one.example/a?b=2&a=1", "https://one.example/a?b=2&a=1"),
        ("https://one.example/a#part", "https://one.example/a"),
        ("https://One.Example/A", "https://One.Example/A"),
        ("http://one.example/a b", "http://one.example/a%20b"),
        ("http://one.example/a%20b", "http://one.example/a%20b"),
        ("https://one.example/?q=ф", "https://one.example/?q=%D1%84"),
        ("https://one.example", "https://one.example/"),
        ("ftp://one.example/x", "ftp://one.example/x"),
        ("one.example/x", "one.example/x"),
        ("not a url", "not a url"),
    ],
)
def test_normalisation_without_a_url_class(api, given, normal):
    body = api.read("/add_urls/get_url_info", url=given)
    want = {
        "normalised_url": normal, "request_url": normal, "url_type": 5, "url_type_string": "unknown url",
        "match_name": "unknown url", "can_parse": False, "cannot_parse_reason": "unknown url class",
    }
    assert {name: body[name] for name in want} == want
    assert api.read("/add_urls/get_url_files", url=given)["normalised_url"] == normal


def test_a_post_of_a_known_site(api):
    body = api.read("/add_urls/get_url_info", url="https://danbooru.donmai.us/posts/123?q=blue_sky")
    assert body["normalised_url"] == "https://danbooru.donmai.us/posts/123"
    assert (body["url_type"], body["url_type_string"], body["can_parse"]) == (0, "post url", True)
    assert "cannot_parse_reason" not in body
    assert "danbooru" in body["match_name"].lower()
    assert body["request_url"].startswith("https://danbooru.donmai.us/posts/123")


@pytest.mark.parametrize("path", ["get_url_info", "get_url_files"])
@pytest.mark.parametrize("query", [{}, {"url": ""}], ids=["missing", "empty"])
def test_a_url_is_required_400(api, path, query):
    bad(api.get("/add_urls/" + path, **query), 400)


def test_cache_times(api):
    url = place()
    assert api.get("/add_urls/get_url_info", url=url).headers["Cache-Control"] == "max-age=600"
    assert api.get("/add_urls/get_url_files", url=url).headers["Cache-Control"] == "max-age=30"


def test_an_unseen_url_has_no_files(api):
    assert api.read("/add_urls/get_url_files", url=place())["url_file_statuses"] == []


def test_a_known_url_leads_to_its_file(api, file, living):
    url = place("p?b=2&a=1")
    living.associate(file, url)
    assert api.row(file)["known_urls"] == [url]
    for options in ({}, {"doublecheck_file_system": True}):
        (status,) = api.read("/add_urls/get_url_files", url=url, **options)["url_file_statuses"]
        assert set(status) == {"status", "hash", "note"}
        assert (status["status"], status["hash"]) == (2, file)
        assert status["note"].startswith("url recognised")


def test_a_file_whose_bytes_are_gone_is_not_here(api, living):
    file, url = living.add(), place("p")
    living.associate(file, url)
    living.ground.store.file_path(file, ".png").unlink()
    answer = api.get("/add_urls/get_url_files", url=url, doublecheck_file_system=True)
    assert [status["status"] for status in answer.json()["url_file_statuses"]] == [0]
    assert answer.headers["Cache-Control"] == "max-age=4"


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("https:", "http:"),
        lambda url: url.replace("//www.", "//"),
        lambda url: url + "/",
        lambda url: url + "#part",
        lambda url: url.replace("https://www.", "http://"),
    ],
    ids=["http", "no-www", "slash", "fragment", "http-no-www"],
)
def test_look_up_forgives_small_differences(api, file, living, change):
    url = f"https://www.{token('h')}.example/p"
    living.associate(file, url)
    found = api.read("/add_urls/get_url_files", url=change(url))["url_file_statuses"]
    assert [status["hash"] for status in found] == [file]


def test_look_up_does_not_forgive_parameter_order(api, file, living):
    url = place("p?b=2&a=1")
    living.associate(file, url)
    assert api.read("/add_urls/get_url_files", url=url.replace("b=2&a=1", "a=1&b=2"))["url_file_statuses"] == []


def test_detailed_known_urls(api, file, living):
    url = place("p")
    living.associate(file, url)
    assert api.row(file, detailed_url_information=True)["detailed_known_urls"] == [{
        "normalised_url": url, "url_type": 5, "url_type_string": "unknown url", "match_name": "unknown url",
        "can_parse": False, "cannot_parse_reason": "unknown url class",
    }]


# add_url: only ever pointed at a port nobody listens on

DEAD = "http://127.0.0.1:9/"


def test_add_url_answers_at_once(api):
    url = DEAD + token() + ".png?b=1&a=2"
    answer = good(api.post("/add_urls/add_url", url=url, destination_page_name=token("page "), filterable_tags=["x"],
                           service_keys_to_additional_tags={MY_TAGS: ["y"]}, show_destination_page=False))
    body = answer.json()
    assert body["normalised_url"] == url
    assert "unknown url" in body["human_result_text"]
    assert "successfully" in body["human_result_text"]


def test_an_added_url_is_in_the_queue(api, living):
    url, page = DEAD + token(), token("page ")
    for tail in ("a", "b"):
        good(api.post("/add_urls/add_url", url=url + tail, destination_page_name=page))
    named = [query for query in living.downloads.queries() if query.text == page]
    assert len(named) == 1
    assert named[0].counts.total == 2


@pytest.mark.parametrize("name", ["service_names_to_tags", "service_names_to_additional_tags"])
def test_add_url_takes_service_names(api, name):
    good(api.post("/add_urls/add_url", url=DEAD + token(), **{name: {"my tags": ["z"]}}))
    bad(api.post("/add_urls/add_url", url=DEAD + token(), **{name: {token("none"): ["z"]}}), 404, "NotFoundException")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": ""},
        {"url": 5},
        {"url": "not a url"},
        {"url": "one.example/x"},
        {"url": DEAD, "service_keys_to_additional_tags": {"aabb": ["x"]}},
        {"url": DEAD, "file_service_key": TRASH},
        {"url": DEAD, "file_service_key": "aabb"},
        {"url": DEAD, "filterable_tags": "x"},
        {"url": DEAD, "filterable_tags": [5]},
        {"url": DEAD, "service_keys_to_additional_tags": "x"},
        {"url": DEAD, "show_destination_page": "true"},
    ],
    ids=["missing", "empty", "number", "words", "no-scheme", "service", "trash", "domain", "tags", "tag-type", "dict",
         "flag"],
)
def test_add_url_errors_400(api, body):
    bad(api.post("/add_urls/add_url", **body), 400)


@pytest.mark.parametrize("url", ["http://192.168.1.1/x.png", "http://[fd00::1]/x", "ftp://one.example/x", "file:///etc/passwd"])
def test_an_address_that_must_not_be_fetched_400(api, url):
    bad(api.post("/add_urls/add_url", url=url), 400)


def test_tags_need_their_own_permission(living, api):
    from app.access.permissions import Permission
    from tests.client_api.living import Api

    key = living.keys.create(token("importer "), False, (Permission.IMPORT_URLS,), ())
    importer = Api(living.base, key)
    good(importer.post("/add_urls/add_url", url=DEAD + token(), service_keys_to_additional_tags={}))
    for tags in ({"service_keys_to_additional_tags": {MY_TAGS: ["x"]}}, {"filterable_tags": ["x"]},
                 {"service_names_to_tags": {"my tags": ["x"]}}):
        bad(importer.post("/add_urls/add_url", url=DEAD + token(), **tags), 403)


def test_the_downloader_tags_service_exists(api):
    assert DOWNLOADER_TAGS in api.read("/get_services")["services"]
