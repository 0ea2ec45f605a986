"""Headers, methods, CORS, CBOR, argument parsing."""

from __future__ import annotations

import base64
import json

import cbor2
import pytest

from tests.client_api.living import ACCESS, bad, good, token
from tests.conformance.endpoints import KEYED, NOT_YET, OPEN

ORIGIN = {"Origin": "http://tool.example"}
ALL = OPEN + [each[:2] for each in KEYED]
SERVER = "client api/95 (682)"


def packed(value):
    return base64.urlsafe_b64encode(cbor2.dumps(value)).decode("ascii")


@pytest.mark.parametrize(
    ("path", "status"), [("/api_version", 200), ("/", 200), ("/no_such_path", 404), ("/verify_access_key", 401)]
)
def test_server_headers_on_every_answer(api, path, status):
    answer = api.raw("GET", path, auth=False)
    assert answer.status_code == status
    assert answer.headers["Hydrus-Server"] == SERVER
    assert answer.headers["Server"] == SERVER


def test_server_headers_on_a_thumbnail(api, file):
    assert api.get("/get_files/thumbnail", hash=file).headers["Hydrus-Server"] == SERVER


def test_json_headers(api):
    answer = api.get("/verify_access_key")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "max-age=4"
    assert "Expires" in answer.headers
    assert answer.headers["Content-Disposition"] == "inline"
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_errors_may_be_kept_four_seconds(api):
    assert api.get("/get_service").headers["Cache-Control"] == "max-age=4"


def test_json_is_ascii(api, file, living):
    tag = token("é ")
    living.tag(file, tag)
    answer = api.get("/get_files/file_metadata", hash=file)
    assert answer.content.isascii()
    assert tag in answer.json()["metadata"][0]["tags"][b"local tags".hex()]["storage_tags"]["0"]


def test_the_welcome_page_names_the_versions(api):
    answer = good(api.raw("GET", "/", auth=False))
    assert answer.headers["Content-Type"] == "text/html; charset=UTF-8"
    for part in ("<title>client api</title>", "95", "682", "other machines"):
        assert part in answer.text


def test_robots_and_favicon(api):
    answer = good(api.raw("GET", "/robots.txt", auth=False))
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "User-agent: *\nDisallow: /" in answer.text
    answer = good(api.raw("GET", "/favicon.ico", auth=False))
    assert answer.headers["Content-Type"].startswith("image/")
    assert answer.content


@pytest.mark.parametrize(
    "path",
    ["/no_such_path", "/get_files", "/get_files/nothing", "/api_version/", "//api_version", "/API_VERSION",
     "/api_version/x", "/get_files//thumbnail", "/get_files/thumbnail/", "/api/v1/session", "/media/file/x"],
)
def test_unknown_paths_404(api, path):
    answer = api.raw("GET", path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("method", "path"), NOT_YET, ids=[path for _, path in NOT_YET])
def test_what_is_not_there_yet_is_404(api, method, path):
    assert api.raw(method, path, **({"json": {}} if method == "POST" else {})).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api_version"), ("GET", "/add_urls/add_url"), ("POST", "/get_files/search_files"),
     ("POST", "/get_files/thumbnail")],
)
def test_the_wrong_method_404(api, method, path):
    answer = api.raw(method, path, **({"json": {}} if method == "POST" else {}))
    bad(answer, 404, "NotFoundException")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(api, method):
    assert api.raw(method, "/api_version").status_code in (405, 501)
    assert api.raw(method, "/get_files/thumbnail").status_code in (405, 501)


def test_head(api):
    answer = api.raw("HEAD", "/api_version")
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["Content-Type"] == "application/json"
    assert api.raw("HEAD", "/verify_access_key").status_code == 200
    assert api.raw("HEAD", "/verify_access_key", auth=False).status_code == 401


@pytest.mark.parametrize("path", ["/get_files/file", "/get_files/thumbnail"])
def test_head_of_bytes_has_the_headers_of_get(api, file, path):
    whole = good(api.raw("GET", path, params={"hash": file}))
    head = good(api.raw("HEAD", path, params={"hash": file}))
    assert head.content == b""
    for name in ("Content-Length", "Content-Type", "Content-Disposition", "Cache-Control", "ETag"):
        assert head.headers[name] == whole.headers[name]


def test_a_foreign_network_version_is_refused(api):
    good(api.raw("GET", "/api_version", headers={"User-Agent": "hydrus/20"}))
    bad(api.raw("GET", "/api_version", headers={"User-Agent": "hydrus/3"}), 426, "NetworkVersionException")


def test_a_cookie_is_no_credential(api):
    cookie = {"Cookie": f"{ACCESS}={api.key}; bowerbird_session={api.key}"}
    bad(api.raw("GET", "/verify_access_key", auth=False, headers=cookie), 401)
    assert "Set-Cookie" not in api.raw("GET", "/verify_access_key").headers


# OPTIONS and CORS


@pytest.mark.parametrize(("method", "path"), ALL, ids=[path for _, path in ALL])
def test_options_names_the_method(api, method, path):
    answer = good(api.raw("OPTIONS", path, auth=False))
    assert answer.headers["Allow"] == method
    assert answer.content == b""
    assert answer.headers["Content-Length"] == "0"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/get_files/file"), ("POST", "/add_urls/add_url"), ("GET", "/api_version")]
)
def test_preflight(api, method, path):
    answer = good(api.raw("OPTIONS", path, auth=False, headers=ORIGIN, params={"tags": "not json"}))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == method
    assert answer.headers["Access-Control-Max-Age"] == "86400"


def test_the_cors_header_comes_only_with_an_origin(api, file):
    assert "Access-Control-Allow-Origin" not in api.get("/api_version").headers
    for answer in (
        api.raw("GET", "/api_version", headers=ORIGIN),
        api.raw("GET", "/no_such_path", headers=ORIGIN),
        api.raw("GET", "/verify_access_key", auth=False, headers=ORIGIN),
        api.raw("GET", "/get_files/file", headers=ORIGIN, params={"hash": file}),
        api.raw("GET", "/get_files/file", headers={**ORIGIN, "Range": "bytes=9-3"}, params={"hash": file}),
        api.raw("GET", "/get_files/thumbnail", headers=ORIGIN, params={"hash": file}),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


# CBOR


def test_cbor_get(api, file, living):
    tag = token()
    living.tag(file, tag)
    params = {"cbor": "1", "tags": packed([tag]), "return_hashes": packed(True)}
    answer = good(api.raw("GET", "/get_files/search_files", params=params))
    assert answer.headers["Content-Type"] == "application/cbor"
    assert cbor2.loads(answer.content) == {"hashes": [file], "file_ids": [living.id_of(file)]}


def test_cbor_get_keeps_plain_parameters_plain(api, file):
    params = {"cbor": "1", "hash": file, "only_return_identifiers": packed(True),
              "include_services_object": packed(False)}
    answer = good(api.raw("GET", "/get_files/file_metadata", params=params))
    (row,) = cbor2.loads(answer.content)["metadata"]
    assert row["hash"] == file


def test_cbor_can_hold_a_full_row(api, file):
    answer = good(api.raw("GET", "/get_files/file_metadata", params={"cbor": "1", "hash": file}))
    assert cbor2.loads(answer.content)["metadata"] == api.read("/get_files/file_metadata", hash=file)["metadata"]


def test_cbor_get_refuses_json_values(api):
    bad(api.raw("GET", "/get_files/search_files", params={"cbor": "1", "tags": '["x"]'}), 400)


def test_cbor_api_version_still_has_the_versions(api):
    answer = good(api.raw("GET", "/api_version", params={"cbor": "1"}))
    assert cbor2.loads(answer.content) == api.read("/api_version")


@pytest.mark.parametrize(
    ("content_type", "accept", "out"),
    [
        ("application/cbor", None, "application/cbor"),
        ("application/cbor", "application/json", "application/json"),
        ("application/json", "application/cbor", "application/cbor"),
        ("application/json", "*/*", "application/json"),
        ("application/cbor", "application/json, application/cbor", "application/cbor"),
    ],
)
def test_post_response_format(api, content_type, accept, out):
    body = {"url": f"https://{token()}.example/p"}
    data = cbor2.dumps(body) if "cbor" in content_type else json.dumps(body)
    headers = {"Content-Type": content_type, **({"Accept": accept} if accept else {})}
    answer = good(api.raw("POST", "/add_urls/add_url", data=data, headers=headers))
    assert answer.headers["Content-Type"] == out
    told = cbor2.loads(answer.content) if "cbor" in out else answer.json()
    assert told["normalised_url"] == body["url"]


def test_cbor_errors_are_json(api):
    data = cbor2.dumps({"destination_page_name": "x"})
    bad(api.raw("POST", "/add_urls/add_url", data=data, headers={"Content-Type": "application/cbor"}), 400)


# POST bodies


def url_body():
    return json.dumps({"url": f"https://{token()}.example/p"})


def test_content_type_parameters_are_ignored(api):
    headers = {"Content-Type": "application/json;charset=utf-8"}
    good(api.raw("POST", "/add_urls/add_url", data=url_body(), headers=headers))


@pytest.mark.parametrize("content_type", ["text/no-such-type", "application/x-www-form-urlencoded"])
def test_an_unknown_content_type_400(api, content_type):
    bad(api.raw("POST", "/add_urls/add_url", data=url_body(), headers={"Content-Type": content_type}), 400)


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/octet-stream"}], ids=["none", "bytes"])
def test_a_body_without_arguments_has_none(api, headers):
    bad(api.raw("POST", "/add_urls/add_url", data=url_body().encode(), headers=headers), 400)


@pytest.mark.parametrize(
    "data", [b"{bad", b"[1]", b"", b'"x"', b"null"], ids=["syntax", "list", "empty", "string", "null"]
)
def test_a_bad_json_body_400(api, data):
    bad(api.raw("POST", "/add_urls/add_url", data=data, headers={"Content-Type": "application/json"}), 400)


@pytest.mark.parametrize("depth", [100, 200_000])
def test_a_deep_body_400_and_the_server_lives(api, depth):
    data = b'{"url": ' + b"[" * depth + b"]" * depth + b"}"
    bad(api.raw("POST", "/add_urls/add_url", data=data, headers={"Content-Type": "application/json"}), 400)
    good(api.get("/verify_access_key"))


def test_a_body_that_is_too_large_413(api):
    data = b'{"url": "' + b"x" * (9 * 1024**2) + b'"}'
    bad(api.raw("POST", "/add_urls/add_url", data=data, headers={"Content-Type": "application/json"}), 413)


def test_null_members_count_as_absent(api):
    url = f"https://{token()}.example/p"
    bad(api.post("/add_urls/add_url", url=None), 400)
    good(api.post("/add_urls/add_url", url=url, destination_page_key=None, filterable_tags=None))


def test_unknown_members_and_parameters_are_ignored(api, file):
    good(api.post("/add_urls/add_url", url=f"https://{token()}.example/p", no_such_member=1))
    assert api.row(file, no_such_parameter=[1], add_siblings_and_parents=True, ext=".jpg")["hash"] == file


@pytest.mark.parametrize("text", ["True", "yes", "1", '"true"', "undefined"])
def test_booleans_are_json(api, text):
    bad(api.raw("GET", "/get_files/search_files", params={"tags": '["x"]', "file_sort_asc": text}), 400)


@pytest.mark.parametrize(
    ("name", "value"),
    [("file_id", "x"), ("hash", "xyz"), ("file_ids", "x"), ("file_ids", '["1"]'), ("hashes", '["xyz"]'),
     ("hashes", "x"), ("only_return_identifiers", "x"), ("file_ids", "[" * 40 + "]" * 40)],
)
def test_malformed_get_parameters_400(api, name, value):
    bad(api.raw("GET", "/get_files/file_metadata", params={name: value}), 400)


def test_a_long_request_line(api):
    """Tools send thousands of hashes in one query."""
    hashes = [format(number, "064x") for number in range(3000)]
    body = api.read("/get_files/file_metadata", hashes=hashes, only_return_identifiers=True,
                    include_services_object=False)
    assert len(body["metadata"]) == 3000
    assert body["metadata"][7]["hash"] == hashes[7]


def test_brackets_and_quotes_may_come_unescaped(api, file, living):
    import http.client

    file_id = living.id_of(file)
    connection = http.client.HTTPConnection("127.0.0.1", living.listener.port, timeout=10)
    path = f"/get_files/file_metadata?file_ids=[{file_id}]&only_return_identifiers=true&hashes=[\"{file}\"]"
    connection.request("GET", path, headers={ACCESS: api.key})
    answer = connection.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read())["metadata"] == [{"file_id": file_id, "hash": file}]
    connection.close()


def test_tags_survive_url_encoding(api, file, living):
    tag = token("ünï ") + " & + = # ?"
    living.tag(file, tag)
    assert api.search([tag]) == [file]
    assert tag in api.row(file)["tags"][b"local tags".hex()]["storage_tags"]["0"]


def test_a_plus_is_a_blank(api, file, living):
    tag = token("two words ")
    living.tag(file, tag)
    query = json.dumps([tag]).replace(" ", "+")
    answer = api.raw("GET", f"/get_files/search_files?tags={query}&return_hashes=true")
    assert answer.json()["hashes"] == [file]
