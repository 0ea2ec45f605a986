"""Files without bytes, for tests that only search."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import pytest

from app.core.clock import to_milliseconds
from app.core.ids import ServiceKey
from app.library.services import ALL_LOCAL_FILES, ALL_LOCAL_MEDIA, MY_FILES, MY_TAGS
from tests.library.conftest import House


class Shelf:
    """Puts rows where imports would put them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.library = house.library
        self._domains = [self.library.services.by_key(key).id for key in (MY_FILES, ALL_LOCAL_FILES, ALL_LOCAL_MEDIA)]

    def put(self, name: str, tags: Iterable[str] = (), *, service: ServiceKey = MY_TAGS, **columns) -> int:
        """Put a file and return its id. `columns` are those of `file`; `at` is its import time in ms."""
        at = columns.pop("at", to_milliseconds(self.house.clock.now()))
        values = {"size": 1000, "filetype": 1, "extension": ".jpg", **columns}
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        file_id = self.library.files.create_id(sha256)

        def change(tx):
            tx.execute(f"INSERT INTO file (id, {', '.join(values)}) VALUES (?{', ?' * len(values)})",
                       (file_id, *values.values()))
            tx.execute_many("INSERT INTO file_domain VALUES (?, ?, ?)", [(file_id, one, at) for one in self._domains])
            self.library._log.files_changed(tx, [file_id])

        self.house.writer.run(change)
        tags = list(tags)
        if tags:
            self.library.tags.add([file_id], service, tags)
        return file_id

    def put_all(self, tags: Mapping[str, Iterable[str]]) -> dict[str, int]:
        """Put files by name with their tags; return their ids by name."""
        return {name: self.put(name, its) for name, its in tags.items()}

    def names(self, ids: dict[str, int], search, **options) -> str:
        """Return the names found, joined in order."""
        back = {number: name for name, number in ids.items()}
        return "".join(back[number] for number in self.library.search.search(search, **options).tolist())


@pytest.fixture
def shelf(house: House) -> Shelf:
    return Shelf(house)
