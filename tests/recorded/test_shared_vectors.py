"""Vectors taken from real definitions: what their sources make of a query, and URLs of no class."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.parsing.url import encode_url
from app.sites.catalogue import Definitions
from app.sites.gug import Gug
from tests.recorded.conftest import samples


def files() -> list[dict[str, Any]]:
    index = samples() / "downloaders" / "index.json"
    return json.loads(index.read_text("utf-8"))["files"] if index.is_file() else []


GUGS = [
    each
    for file in files()
    for each in file.get("objects") or []
    if each["kind"] == "gug" and each.get("example_gallery_url")
]
NO_CLASS = [each for file in files() for each in file.get("url_vectors") or [] if each["class"] is None]


def test_there_are_vectors():
    assert len(GUGS) > 30


@pytest.mark.parametrize("gug", GUGS, ids=[gug["name"] for gug in GUGS])
def test_a_real_source_makes_the_address_it_always_made(gug):
    made = Gug(gug["name"], gug["template"], gug["replacement_phrase"], gug["separator"]).url(gug["example_text"])
    assert made == gug["example_gallery_url"]


@pytest.mark.parametrize("vector", NO_CLASS, ids=[vector["url"][:60] for vector in NO_CLASS])
def test_a_url_of_no_class_is_encoded_and_loses_its_fragment(vector):
    nothing = Definitions.empty()
    assert nothing.normalised(vector["url"]) == vector["normalised"]
    assert nothing.for_server(vector["url"]) == vector["for_server"]
    assert encode_url(vector["normalised"]) == vector["normalised"]
