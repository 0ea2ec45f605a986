"""Real recorded pages, from the pasted address to the file: what they say must arrive beside it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import trustme

from app.library.services import DOWNLOADER_TAGS
from tests.downloads.house import House, Pools
from tests.recorded_web import Handler, Web

SHARED = Path(os.environ.get("BOWERBIRD_SHARED", Path(__file__).parents[3] / "shared"))
INDEX = SHARED / "samples" / "pages" / "index.json"
pytestmark = pytest.mark.skipif(not INDEX.exists(), reason="the recorded pages are not here")


class _Handler(Handler):
    def finish(self) -> None:
        super().finish()
        self.connection.close()


@pytest.fixture
def recorded(tmp_path: Path, pools: Pools) -> Iterator[House]:
    """The rooms, at work on the recorded web."""
    web, authority = Web(), trustme.CA()
    web.load(INDEX)
    handler = type("RecordedHandler", (_Handler,), {"web": web, "authority": authority})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    served: Any = SimpleNamespace(proxy=f"http://127.0.0.1:{server.server_port}", ca_file=ca_file)
    house = House(tmp_path / "data", served, pools).start()
    yield house
    house.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    ["https://e621.net/posts/3937132", "https://konachan.net/post/show/100",
     "https://safebooru.org/index.php?page=post&s=view&id=100", "https://derpibooru.org/images/100",
     "https://gelbooru.com/index.php?page=post&s=view&id=1770194"],
)
def test_a_recorded_post_becomes_a_file_with_its_tags_and_address(recorded: House, url: str) -> None:
    row = recorded.add(url)
    assert row.counts.successful == 1, recorded.downloads.file_log(row.id)
    file = recorded.file_rows(row.id)[0]
    assert len(file.tags[DOWNLOADER_TAGS][0]) >= 5
    stored = {known.url for known in file.urls}
    assert recorded.downloads.classify(url, None)[0].known is not None
    assert any(len(address) >= len("https://x/") for address in stored)


def test_a_recorded_list_becomes_its_posts(recorded: House) -> None:
    row = recorded.add("https://e621.net/posts.json?limit=5&page=1&tags=rating%3Asafe")
    # the fifth is a film, which nobody recorded
    assert (row.counts.successful, row.counts.ignored, row.counts.total) == (4, 1, 5)
    for file in recorded.file_rows(row.id):
        assert any("e621.net/posts/" in known.url for known in file.urls)
