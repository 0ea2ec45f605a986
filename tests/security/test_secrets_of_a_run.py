"""A7, R1, R4: after a run in which every secret was used, none of them is in any log or in any byte of the folder."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.faults.conftest import downloading_from
from tests.running import Server, command, until
from tests.served_booru import ServedBooru

OWNER = "canary-owner-3b1f"
CHANGED = "canary-changed-91c2"
WRONG = "canary-wrong-77aa"
SITE_KEY = "canary-site-key-c0de"
SITE_USER = "canary-site-user-5eed"
ECHOED = "canary-echoed-f00d"


@dataclass
class Run:
    """What a run has left behind, and the secrets that were used in it."""

    data: Path
    log: Path
    secrets: dict[str, str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a server with its log at its most talkative, use every kind of secret, kill it."""
    data = tmp_path_factory.mktemp("secrets") / "data"
    with ServedBooru(60) as booru:
        environment = downloading_from(booru, log_level="debug") | {"BOWERBIRD_OWNER_PASSWORD": OWNER}
        with Server(data, "--api-port", "0", password=None, environment=environment) as server:
            used = use_every_secret(server, booru)
            server.kill()  # so that the write-ahead log lies there as it is
        return Run(data, server.log, used)


def use_every_secret(server: Server, booru: ServedBooru) -> dict[str, str]:
    """Sign in, fail to, download with a site's key through trouble, use an access key in addresses; return them all."""
    client = requests.Session()
    client.trust_env = False
    client.headers["Origin"] = server.url
    page = f"{server.url}/api/v1"

    def post(path: str, **body: object) -> requests.Response:
        return client.post(page + path, json=body, timeout=10)

    assert post("/sign-in", password=WRONG).status_code == 401
    assert post("/sign-in", password=OWNER).status_code == 200
    before = client.cookies["bowerbird_session"]
    kept = {"parameters": {"api_key": SITE_KEY, "login": SITE_USER}}
    assert client.put(f"{page}/sites/keys/donmai.us", json=kept, timeout=10).status_code == 200
    trouble = ("500", "drop", "403", "html", "garbage", "429")
    for number, kind in enumerate(trouble):
        booru.heal()
        booru.fail("danbooru.donmai.us/posts", kind, retry_after="1")
        post("/downloads", text=f"https://danbooru.donmai.us/posts/{number + 1}?api_key={ECHOED}", file_limit=None)
        until(lambda asked=number: any(f"posts/{asked + 1}.json" in url for url in booru.urls()))
    booru.heal()
    post("/downloads", text="solo", source="danbooru tag search", file_limit=3)
    until(lambda: client.get(f"{page}/overview", timeout=10).json()["counts"]["files"] >= 3)
    assert any(SITE_KEY in url for url in booru.urls()), "the key was never used"

    key = command(server.data, "key", "create", "tool").stdout.strip()
    name = "Hydrus-Client-API-Access-Key"
    session = client.get(f"{server.api_url}/session_key", params={name: key}, timeout=10).json()["session_key"]
    for asked in ("/verify_access_key", "/get_files/search_files?tags=[]", "/get_files/file?file_id=1",
                  "/get_files/file_metadata?hashes=5", "/nowhere"):
        joint = "&" if "?" in asked else "?"
        client.get(f"{server.api_url}{asked}{joint}{name}={key}", timeout=10)
        client.get(f"{server.api_url}{asked}", headers={"Hydrus-Client-API-Session-Key": session}, timeout=10)
        client.get(f"{server.url}{asked}{joint}{name}={key}", timeout=10)
    client.get(f"{page}/settings", headers={name: key}, timeout=10)
    assert post("/password", old=WRONG, new=CHANGED).status_code == 400
    assert post("/password", old=OWNER, new=CHANGED).status_code == 200
    after = client.cookies["bowerbird_session"]
    client.close()
    return {"password": OWNER, "new password": CHANGED, "wrong password": WRONG, "site key": SITE_KEY,
            "site user": SITE_USER, "access key": key, "API session": session, "browser session": before,
            "browser session after": after}


def leaks(content: bytes, used: dict[str, str]) -> list[str]:
    """Return which secrets are in these bytes, as text or, for keys in hex, as the bytes they name."""
    found = [name for name, secret in used.items() if secret.encode() in content]
    return found + [f"{name} (raw)" for name in ("access key", "API session") if bytes.fromhex(used[name]) in content]


def test_r4_no_secret_is_in_any_log(run: Run) -> None:
    """R4: what it said on its console's error side, and the log of the folder."""
    logs = [run.log, *(run.data / "logs").iterdir()]
    assert sum(path.stat().st_size for path in logs) > 2000, "hardly anything was logged"
    for path in logs:
        assert leaks(path.read_bytes(), run.secrets) == [], path.name


def test_a7_an_access_key_in_an_address_is_in_no_log(run: Run) -> None:
    """A7: addresses are logged, keys are not."""
    said = run.log.read_text("utf-8", "replace") + "".join(path.read_text() for path in (run.data / "logs").iterdir())
    assert run.secrets["access key"] not in said
    assert ECHOED not in said


def test_r1_no_secret_is_in_any_byte_of_the_folder(run: Run) -> None:
    """R1: the database, its write-ahead log, everything else but the key file itself; read raw, after a kill."""
    files = [path for path in run.data.rglob("*") if path.is_file() and path.name != "credentials.key"]
    assert {"bowerbird.db", "bowerbird.db-wal"} <= {path.name for path in files}
    for path in files:
        assert leaks(path.read_bytes(), run.secrets) == [], path.name


def test_r1_the_folder_and_its_secrets_are_this_users_alone(run: Run) -> None:
    """R1."""
    assert stat.S_IMODE(run.data.stat().st_mode) == 0o700
    for name in ("credentials.key", "bowerbird.db"):
        assert stat.S_IMODE((run.data / name).stat().st_mode) == 0o600, name
