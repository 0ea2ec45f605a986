"""Shared downloader files as they lie beside the repository, read, and what is stated about them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from app.media.grey import grey_pixels
from app.sites.catalogue import Definitions
from app.sites.sharing.joined import joined
from app.sites.sharing.package import Package, read_package
from app.sites.sharing.payload import Pixels, read_payload
from tests.recorded.conftest import samples


def stated_files() -> list[dict[str, Any]]:
    index = samples() / "downloaders" / "index.json"
    return json.loads(index.read_text("utf-8"))["files"] if index.is_file() else []


@cache
def package_of(file: str) -> Package:
    return read_package(read_payload(Pixels(*grey_pixels((samples() / "downloaders" / file).read_bytes()))))


@cache
def definitions_of(file: str) -> Definitions:
    return Definitions([joined(file, package_of(file).definitions)])
