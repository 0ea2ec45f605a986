"""The threats A7, A8, A13, I1, I12 on the Client API's port, over real HTTP."""

from __future__ import annotations

import json

import pytest
import requests

from app.client_api.api import GROUPS
from app.media.filetype import Filetype
from tests.client_api.living import ACCESS, Api, Living

RUNNABLE = [Filetype.HTML, Filetype.SVG, Filetype.PDF, Filetype.UNKNOWN, Filetype.PNG]


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory):
    """A house whose API answers."""
    living = Living(tmp_path_factory.mktemp("house") / "data")
    yield living
    living.close()


@pytest.fixture(scope="module")
def api(living: Living):
    """A client with every right."""
    api = Api(living.base, living.key)
    yield api
    api.http.close()


@pytest.mark.parametrize("filetype", RUNNABLE, ids=lambda filetype: filetype.name)
def test_i1_no_file_runs_as_a_page_of_the_api(living: Living, api: Api, filetype: Filetype) -> None:
    """I1: whatever a file is, a browser that opens its address has it in a sandbox and guesses nothing."""
    sha256 = living.add()
    living.ground.writer.run(lambda tx: tx.execute("UPDATE file SET filetype = ? WHERE id = ?",
                                                   (int(filetype), living.id_of(sha256))))
    for path in ("file", "thumbnail"):
        answer = api.get(f"/get_files/{path}", hash=sha256)
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        if path == "thumbnail":
            assert answer.headers["Content-Type"] in {"image/jpeg", "image/png"}


def test_a7_whoever_is_shown_an_address_with_a_key_is_told_not_to_hand_it_on(living: Living, api: Api) -> None:
    """A7: every answer, errors too."""
    for path in ("/api_version", "/verify_access_key", "/get_files/search_files", "/nowhere", "/get_files/file?hash=x"):
        joint = "&" if "?" in path else "?"
        answer = api.raw("GET", f"{path}{joint}{ACCESS}={living.key}", auth=False)
        assert answer.headers["Referrer-Policy"] == "no-referrer", path
        assert living.key not in answer.text, path
        assert living.key not in str(answer.headers), path


def test_a7_keys_are_kept_as_hashes(living: Living) -> None:
    """A7: neither as text nor as the bytes that the text names."""
    living.ground.writer.run(lambda tx: None)
    stored = b"".join(path.read_bytes() for path in living.ground.data.glob("bowerbird.db*"))
    assert b"everything" in stored
    assert living.key.encode() not in stored
    assert bytes.fromhex(living.key) not in stored


def test_a8_the_api_never_takes_the_pages_cookie(living: Living, api: Api) -> None:
    """A8: a page's session is worth nothing here, so no other site's page can use it."""
    for cookie in ("bowerbird_session=anything", f"{ACCESS}={living.key}"):
        answer = api.raw("GET", "/verify_access_key", auth=False, headers={"Cookie": cookie})
        assert answer.status_code == 401


def test_a8_every_path_has_one_method(living: Living, api: Api) -> None:
    """A8: what changes something is not done by GET."""
    for endpoint in (endpoint for group in GROUPS for endpoint in group.endpoints):
        other = "GET" if endpoint.method == "POST" else "POST"
        assert api.raw(other, endpoint.path).status_code in {404, 405}, endpoint.path


def test_a13_strangers_hear_the_apis_version_and_not_the_softwares(api: Api) -> None:
    """A13."""
    for path in ("/", "/api_version", "/nowhere", "/verify_access_key"):
        answer = requests.get(api.base + path, timeout=10)
        told = answer.text + str(answer.headers)
        assert "0.1.0" not in told
        assert "Python" not in told
        assert "Werkzeug" not in told
        assert "eventlet" not in told


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 200_000, b'{"url": ' + b"[" * 40 + b"]" * 40 + b"}", b'{"url": NaN}', b"\xff", b'"text"',
             b'{"url": ' + b"1" * 5000 + b"}", json.dumps({"url": 5}).encode(), b""],
    ids=["syntax", "very deep", "deep", "nan", "not utf-8", "text", "absurd number", "number", "empty"],
)
def test_i12_what_is_no_usable_body_is_a_400_and_the_server_lives(api: Api, body: bytes) -> None:
    """I12."""
    answer = api.raw("POST", "/add_urls/add_url", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["status_code"] == 400
    assert api.raw("GET", "/verify_access_key").status_code == 200
