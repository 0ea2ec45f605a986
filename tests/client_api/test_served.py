"""The Client API of the whole program, in a process of its own, under both hubs."""

from __future__ import annotations

import http.client
import json

import pytest

from tests.client_api.living import ACCESS
from tests.client_api.media import picture
from tests.running import Server, command


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def served(request, tmp_path_factory):
    """(server, access key, sha256 and bytes of a file that lies there)"""
    folder = tmp_path_factory.mktemp(request.param)
    data = picture(600, 500)
    (folder / "picture.png").write_bytes(data)
    environment = {"BOWERBIRD_LOG_LEVEL": "debug"}
    with Server(folder / "data", "--api-port", "0", mode=request.param, environment=environment) as server:
        made = command(server.data, "key", "create", "tool", "--permit", "all")
        assert made.returncode == 0, made.stderr
        imported = command(server.data, "import", str(folder / "picture.png"))
        assert imported.returncode == 0, imported.stderr
        yield server, made.stdout.strip(), data
        server.stop()


def ask(served, method, target, headers=None, body=None):
    server, key, _ = served
    connection = http.client.HTTPConnection(server.api_url.removeprefix("http://"), timeout=20)
    try:
        connection.request(method, target, body=body, headers={ACCESS: key, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def found(served):
    status, _, body = ask(served, "GET", '/get_files/search_files?tags=["system:everything"]&return_hashes=true')
    assert status == 200
    return json.loads(body)["hashes"]


def test_a_file_comes_whole_and_in_parts(served):
    data = served[2]
    (sha256,) = found(served)
    target = f"/get_files/file?hash={sha256}"
    assert ask(served, "GET", target)[2] == data
    status, headers, body = ask(served, "GET", target, {"Range": "bytes=300000-700000"})
    assert (status, body) == (206, data[300_000:700_001])
    status, headers, body = ask(served, "HEAD", target)
    assert (status, body, headers["Content-Length"]) == (200, b"", str(len(data)))
    assert headers["Hydrus-Server"] == "client api/95 (682)"
    assert ask(served, "GET", f"/get_files/thumbnail?hash={sha256}")[1]["Content-Type"] == "image/jpeg"
    assert ask(served, "GET", target, {"Range": f"bytes={len(data)}-"})[0] == 416


def test_one_connection_serves_many_answers_of_every_kind(served):
    server, key, _ = served
    (sha256,) = found(served)
    connection = http.client.HTTPConnection(server.api_url.removeprefix("http://"), timeout=20)
    asked = [("GET", f"/get_files/thumbnail?hash={sha256}", 200), ("HEAD", f"/get_files/file?hash={sha256}", 200),
             ("GET", "/nothing", 404), ("GET", f"/get_files/file?hash={sha256}", 200), ("OPTIONS", "/api_version", 200),
             ("GET", f"/get_files/file?hash={'ab' * 32}", 404), ("HEAD", "/verify_access_key", 200)]
    for method, target, status in asked * 2:
        connection.request(method, target, headers={ACCESS: key})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == status
        assert method != "HEAD" or body == b""
    connection.close()


def test_a_request_line_of_a_megabyte_is_read(served):
    hashes = json.dumps([format(number, "064x") for number in range(15_000)], separators=(",", ":"))
    target = f"/get_files/file_metadata?only_return_identifiers=true&include_services_object=false&hashes={hashes}"
    assert len(target) > 1_000_000
    status, _, body = ask(served, "GET", target)
    assert status == 200
    assert len(json.loads(body)["metadata"]) == 15_000


def test_a_body_that_is_too_large_is_refused_and_the_server_lives(served):
    body = b'{"url": "' + b"x" * (9 * 1024**2) + b'"}'
    try:
        status, _, _ = ask(served, "POST", "/add_urls/add_url", {"Content-Type": "application/json"}, body)
        assert status == 413
    except ConnectionError:
        pass  # it hung up on the rest of the body, which is as good
    assert ask(served, "GET", "/verify_access_key")[0] == 200


def test_the_page_is_not_on_this_port_and_the_api_not_on_the_pages(served):
    server, key, _ = served
    for target in ("/api/v1/session", "/media/file/" + "ab" * 32, "/socket.io/?EIO=4&transport=polling", "/sign-in"):
        assert ask(served, "GET", target)[0] == 404
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.request("GET", "/verify_access_key", headers={ACCESS: key})
    assert b"basic_permissions" not in connection.getresponse().read()
    connection.close()


def test_no_key_is_in_the_log(served):
    server, key, _ = served
    ask(served, "GET", f"/get_files/thumbnail?hash=x&{ACCESS}={key}")
    ask(served, "GET", f"/nothing?{ACCESS}={key}")
    logged = server.log.read_text("utf-8", "replace")
    for path in (server.data / "logs").rglob("*") if (server.data / "logs").exists() else ():
        logged += path.read_text("utf-8", "replace")
    assert len(logged) > 100
    assert key not in logged
