"""What waits with a seed survives being stored."""

from __future__ import annotations

from app.core.ids import ServiceKey
from app.downloads.inherited import Inherited

FULL = Inherited(
    {"Referer": "https://a.org"}, ("https://a.org/1",), ("https://b.org/1",), ("blue sky", "creator:é"), ("x",),
    {ServiceKey("6c6f63616c2074616773"): ("mine",)}, {"text": "a\nb"}, {"md5": "00" * 16},
    (ServiceKey("6c6f63616c2066696c6573"),),
)


def test_what_is_stored_is_read_back() -> None:
    assert Inherited.from_json(FULL.to_json()) == FULL


def test_empty_fields_take_no_room() -> None:
    assert Inherited().to_json() == "{}"
    assert Inherited.from_json("{}") == Inherited()


def test_tags_are_added_once() -> None:
    assert Inherited(tags=("b",)).with_tags({"c", "b", "a"}).tags == ("b", "a", "c")


def test_a_retry_forgets_what_the_site_said_of_the_bytes() -> None:
    assert FULL.without_hashes().hashes == {}
    assert FULL.without_hashes().tags == FULL.tags
