"""From a request to an operation: bodies, queries, errors (reliability.md I12)."""

import io

import pytest

from app.web.json_body import MAX_BYTES
from tests.web.made_ui import error_of

SEARCH = "/api/v1/files/search"


def post(browser, data, path=SEARCH, kind="application/json"):
    return browser.post(path, data=data, content_type=kind)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[" * 200_000, b'{"tags": ' + b"[" * 40 + b"]" * 40 + b"}",
     b'{"tags": [], "sort": ' + b"1" * 5000 + b"}", b'{"tags": [], "sort": NaN}', b'{"tags": ["\\ud800"]}', b"\xff",
     b"null garbage"],
)
def test_i12_what_is_no_usable_json_is_refused_and_the_house_lives_on(read_ui, data):
    browser = read_ui.owners_browser()
    answer = post(browser, data)
    assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_json")
    assert browser.get("/api/v1/session").json["signed_in"] is True


def test_i12_a_body_over_eight_megabytes_is_refused(read_ui):
    answer = post(read_ui.owners_browser(), b'{"tags": ["' + b"x" * MAX_BYTES + b'"]}')
    assert (answer.status_code, error_of(answer)["code"]) == (413, "too_large")


def test_i12_a_body_that_hides_its_length_is_cut_at_the_limit(read_ui):
    stream = io.BytesIO(b'{"tags": ["' + b"x" * MAX_BYTES + b'"]}')
    answer = read_ui.owners_browser().post(
        SEARCH, input_stream=stream, content_type="application/json",
        environ_overrides={"HTTP_HOST": "localhost", "wsgi.input_terminated": True},
    )
    assert (answer.status_code, error_of(answer)["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], "the body"), ("text", "the body"), ({}, "tags"), ({"tags": "a"}, "tags"),
        ({"tags": [1]}, "tags"), ({"tags": [[]]}, "tags"), ({"tags": [["a", ["b"]]]}, "tags"),
        ({"tags": [], "sort": "2"}, "sort"), ({"tags": [], "sort": 10**19}, "sort"),
        ({"tags": [], "sort": True}, "sort"), ({"tags": [], "ascending": 1}, "ascending"),
        ({"tags": [], "more": 1}, "more"),
        ({"tags": ["x" * 1001]}, "tags"),
    ],
)
def test_a_field_that_is_wrong_is_named(read_ui, body, place):
    answer = read_ui.owners_browser().post(SEARCH, json=body)
    assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_fields")
    assert error_of(answer)["sentence"].startswith(place)


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=1001", "after=-1", "more=1", "limit=" + "9" * 5000])
def test_a_query_that_is_wrong_is_named(read_ui, query):
    answer = read_ui.owners_browser().get(f"/api/v1/queries/1/file-log?{query}")
    assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_fields")


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "1e3", "٣"])
def test_a_number_in_the_path_is_a_number(read_ui, number):
    assert read_ui.owners_browser().get(f"/api/v1/queries/{number}").status_code == 404


def test_a_number_that_no_query_could_have_is_not_found(read_ui):
    answer = read_ui.owners_browser().get("/api/v1/queries/" + "9" * 40)
    assert (answer.status_code, error_of(answer)["code"]) == (404, "query_not_found")


def test_a_method_that_does_not_fit_names_those_that_do(read_ui):
    answer = read_ui.owners_browser().get("/api/v1/sign-out")
    assert (answer.status_code, error_of(answer)["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_slashes_and_case_matter(read_ui):
    browser = read_ui.owners_browser()
    for path in ("/api/v1/queries/", "/API/v1/queries", "/api/v1//queries", "/api/v1/Queries", "/api/v2/queries"):
        answer = browser.get(path)
        assert answer.status_code in {404, 308}, path
        assert answer.status_code == 404 or "evil" not in answer.headers["Location"]
