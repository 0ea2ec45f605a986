"""A search, from words to files: real rooms, the served booru, our own definitions."""

from __future__ import annotations

import pytest

from app.library.services import DOWNLOADER_TAGS
from tests.downloads.house import House
from tests.served_booru import ServedBooru

TYPED = ["danbooru tag search", "e621 tag search", "yande.re tag search", "konachan.com tag search",
         "gelbooru tag search", "safebooru tag search", "rule34.xxx tag search", "derpibooru tag search"]
UNTYPED = ["safebooru tag search (API)"]


@pytest.mark.parametrize("source", [*TYPED, *UNTYPED])
def test_a_search_brings_files_with_their_tags(house: House, booru: ServedBooru, source: str) -> None:
    row = house.search("snow", source, file_limit=4)
    assert (row.counts.successful, row.counts.total, row.new_found) == (4, 4, 4), house.downloads.file_log(row.id)
    assert row.stop_reason is not None
    assert row.stop_reason.code == "file_limit"
    for file in house.file_rows(row.id):
        tags = file.tags[DOWNLOADER_TAGS][0]
        assert "snow" in tags
        assert source in UNTYPED or any(tag.startswith("creator:") for tag in tags)
        assert any("/post" in known.url or "s=view" in known.url or "/images/" in known.url for known in file.urls)
