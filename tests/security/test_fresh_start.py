"""A1, R2, as the program really starts: nobody is let in before an owner exists, and weak keys are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from app.client_api.api import GROUPS
from app.web.catalogue import OPERATIONS
from tests.running import PASSWORD, Server, command
from tests.security.test_routes import SHELL, filled

BESIDE = ["/setup", "/setup?token=", "/setup?token=" + "0" * 43, "/static/js/main.js", "/static/../run.py", "/nowhere",
          "/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=4&transport=websocket",
          *(f"/media/{what}/{'a' * 64}" for what in ("file", "thumbnail", "preview"))]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory):
    """A server on a folder that nobody has set up, its Client API on."""
    with Server(tmp_path_factory.mktemp("fresh") / "data", "--api-port", "0", password=None) as server:
        yield server


@pytest.fixture
def client(fresh: Server) -> requests.Session:
    """A stranger who says what our own page would say."""
    client = requests.Session()
    client.trust_env = False
    client.headers["Origin"] = fresh.url
    yield client
    client.close()


def test_a1_on_a_fresh_start_every_route_is_shut_by_real_http(fresh: Server, client: requests.Session) -> None:
    """A1: every operation, every page, the files, the socket, under every method."""
    routes = [(operation.method, filled(operation.rule)) for operation in OPERATIONS]
    routes += [(method, path) for path in SHELL + BESIDE for method in METHODS]
    for method, path in routes:
        answer = client.request(method, fresh.url + path, json={} if method in {"POST", "PUT", "PATCH"} else None,
                                timeout=10, allow_redirects=False)
        assert answer.status_code == 401, (method, path)
        assert "Set-Cookie" not in answer.headers, (method, path)
        assert "bowerbird" not in answer.headers.get("Server", "").lower()


def test_a1_on_a_fresh_start_the_client_api_knows_no_key(fresh: Server, client: requests.Session) -> None:
    """A1: without an access key only the API's own version is told."""
    answered = set()
    for endpoint in (endpoint for group in GROUPS for endpoint in group.endpoints):
        for headers in ({}, {"Hydrus-Client-API-Access-Key": "0" * 64}, {"Hydrus-Client-API-Access-Key": ""}):
            answer = client.request(endpoint.method, fresh.api_url + endpoint.path, headers=headers, timeout=10)
            if answer.status_code not in {401, 403}:
                answered.add(endpoint.path)
    assert answered == {"/", "/favicon.ico", "/robots.txt", "/api_version"}


def test_a1_there_is_no_password_that_opens_a_fresh_house(fresh: Server, client: requests.Session) -> None:
    for password in ("", "admin", "password", "bowerbird", PASSWORD):
        answer = client.post(f"{fresh.url}/api/v1/sign-in", json={"password": password}, timeout=10)
        assert answer.status_code == 401


def test_a1_the_link_is_printed_once_and_works_once(tmp_path: Path) -> None:
    """A1: the one way in is on the console of whoever started it; a restart without an owner makes another."""
    with Server(tmp_path / "data", password=None) as server:
        first = link_of(server)
        server.stop()
        server.start()
        second = link_of(server)
        assert first != second
        token = re.search(r"token=(\S+)", second)[1]
        with requests.Session() as client:
            client.headers["Origin"] = server.url
            stale = first.partition("token=")[2]
            assert client.get(f"{server.url}/setup?token={stale}", timeout=10).status_code == 401
            assert client.get(second, timeout=10).status_code == 200
            body = {"token": token, "password": PASSWORD}
            assert client.post(f"{server.url}/api/v1/setup", json=body, timeout=10).status_code == 200
            assert client.get(f"{server.url}/api/v1/queries", timeout=10).status_code == 200
            assert client.post(f"{server.url}/api/v1/setup", json=body, timeout=10).status_code in {401, 409}
        server.stop()
        server.start()
        assert not any("/setup?token=" in line for line in server.printed)
        written = server.log.read_text() + "".join(path.read_text() for path in (server.data / "logs").iterdir())
        assert token not in written


def link_of(server: Server) -> str:
    """Return the setup link that it printed."""
    (link,) = [line.strip() for line in server.printed if "/setup?token=" in line]
    return link


WEAK = {
    "zeros": bytes(32), "one byte again and again": b"\xaa" * 32, "counting": bytes(range(32)), "short": b"x" * 8,
}


@pytest.mark.parametrize("name", sorted(WEAK))
def test_r2_the_program_does_not_start_on_a_weak_key(tmp_path: Path, name: str) -> None:
    """R2: a key that anybody could guess is refused with what to do, and left as it is."""
    key = tmp_path / "credentials.key"
    content = WEAK[name].hex().encode() + b"\n"
    key.write_bytes(content)
    done = command(tmp_path, "serve", "--host", "127.0.0.1", "--port", "0")
    assert done.returncode == 1, done.stdout
    assert "credentials.key" in done.stderr
    assert "Traceback" not in done.stderr
    assert "ready" not in done.stdout
    assert key.read_bytes() == content


def test_r2_two_houses_never_have_the_same_key(tmp_path: Path) -> None:
    """R2: the key is made at the first use, 256 bits of it."""
    keys = set()
    for name in ("one", "two"):
        assert command(tmp_path / name, "key", "list").returncode == 0
        keys.add((tmp_path / name / "credentials.key").read_bytes())
    assert len(keys) == 2
