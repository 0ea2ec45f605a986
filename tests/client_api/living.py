"""A wired house on a temporary folder whose Client API answers over HTTP, and what tests ask of both.

The Client API can't import files or write tags yet, so the suite puts them in by the library; everything it checks, it
checks over HTTP.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime

import requests

from app.access.access_keys import AccessKeys
from app.access.permissions import Permission
from app.client_api.api import create_api
from app.client_api.dependencies import ApiDependencies
from app.core.settings import settle
from app.downloads.downloads import Downloads
from app.ground import open_ground
from app.library.library import Library
from app.library.metadata import FileMetadata, ImportRequest
from app.library.services import MY_TAGS
from app.network.network import Network
from app.network.vault import Vault
from app.runtime.listener import Listener
from app.sites.catalogue import Definitions
from app.workers.pool import WorkerPool
from tests.client_api.media import picture

ACCESS = "Hydrus-Client-API-Access-Key"
SESSION = "Hydrus-Client-API-Session-Key"
TASKS = {"media.examine": "app.media.work:examine"}


class Living:
    """The rooms, the API's address, and two keys. Nothing is ever downloaded: the network is paused."""

    def __init__(self, data, **choices):
        settings = settle({"data": data, "allowed_private_hosts": ("127.0.0.1",), "network_paused": True}, {}, {})
        self.ground = ground = open_ground(settings)
        self.pool = WorkerPool(1, tasks=TASKS)
        self.definitions = Definitions.own()
        core = (ground.database, ground.writer)
        self.library = Library(*core, ground.store, self.pool, ground.events, ground.clock)
        self.library.start()
        self.keys = AccessKeys(*core, ground.clock)
        network = Network(settings, *core, Vault(data / "credentials.key"), ground.clock, ground.events)
        self.downloads = Downloads(*core, self.library, network, self.definitions, self.pool, ground.store,
                                   ground.events, ground.clock, settings)
        self.key = self.keys.create("everything", True)
        self.limited_key = self.keys.create("searches", permissions=(Permission.SEARCH_FILES,))
        self.rooms = ApiDependencies(
            self.library, ground.store, self.downloads, self.keys, ground.clock, ground.events,
            started_at=ground.clock.now(), **choices)
        self.api = create_api(self.rooms)
        self.listener = Listener("api", self.api, "127.0.0.1", 0)
        self.listener.start()
        self.base = f"http://127.0.0.1:{self.listener.port}"

    def close(self):
        self.listener.stop()
        self.library.close()
        self.pool.close()
        self.ground.close()

    # what the API can't do yet

    def add(self, data=None, modified=None, **shape):
        """Import bytes, or a fresh picture; return its sha256."""
        path = self.ground.store.new_incoming()
        path.write_bytes(picture(**shape) if data is None else data)
        metadata = FileMetadata(modified={"local": modified or datetime.now(UTC)})
        outcome = self.library.import_file(ImportRequest(path, metadata))
        assert outcome.status == 1, outcome
        return outcome.sha256

    def id_of(self, sha256):
        return self.library.files.id_of(sha256)

    def tag(self, sha256, *tags, service=MY_TAGS):
        self.library.tags.add([self.id_of(sha256)], service, list(tags))

    def archive(self, sha256):
        self.library.files.archive([self.id_of(sha256)])

    def associate(self, sha256, *urls, kind="primary"):
        metadata = {"primary_urls": urls} if kind == "primary" else {"source_urls": urls}
        self.library.add_metadata(self.id_of(sha256), FileMetadata(**metadata))

    def note(self, sha256, name, text):
        self.library.add_metadata(self.id_of(sha256), FileMetadata(notes={name: text}))


class Api:
    """A client of the API."""

    def __init__(self, base, key):
        self.base, self.key = base, key
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["User-Agent"] = "conformance"

    def raw(self, method, path, auth=True, headers=None, **options):
        head = {ACCESS: self.key} if auth else {}
        head.update(headers or {})
        return self.http.request(method, self.base + path, headers=head, timeout=20, **options)

    def get(self, path, /, **query):
        params = {name: value if isinstance(value, str) else json.dumps(value) for name, value in query.items()}
        return self.raw("GET", path, params=params)

    def post(self, path, /, **body):
        return self.raw("POST", path, json=body)

    def read(self, path, /, **query):
        return good(self.get(path, **query)).json()

    def row(self, sha256, **options):
        answer = self.read("/get_files/file_metadata", hash=sha256, include_services_object=False, **options)
        (row,) = answer["metadata"]
        return row

    def search(self, tags, **options):
        answer = self.read("/get_files/search_files", tags=tags, return_hashes=True, return_file_ids=False, **options)
        return answer.get("hashes", [])


def good(response):
    assert response.status_code == 200, f"{response.status_code}: {response.text[-400:]}"
    return response


def bad(response, status, kind=None):
    """Check the error contract: status, JSON body, and that the body agrees with the status."""
    assert response.status_code == status, f"{response.status_code}: {response.text[-400:]}"
    body = response.json()
    assert set(body) == {"error", "exception_type", "status_code", "version", "hydrus_version"}
    assert body["status_code"] == status
    assert body["error"]
    assert isinstance(body["exception_type"], str)
    if kind:
        assert body["exception_type"] == kind
    return body


def service_key(ascii_name):
    return ascii_name.encode("ascii").hex()


def token(prefix="t"):
    """A word that nobody has seen before: letters and digits only, so tag folding leaves it alone."""
    return prefix + secrets.token_hex(6)


def nobody():
    """A well-formed sha256 that belongs to no file."""
    return secrets.token_hex(32)


def nobody_id():
    """A file id that does not exist."""
    return 10**12 + secrets.randbelow(10**12)


def is_hex(text, length=64):
    return isinstance(text, str) and len(text) == length and set(text) <= set("0123456789abcdef")


