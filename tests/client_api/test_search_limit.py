"""Keys that see only a part of the library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy
import pytest

from app.client_api.errors import BadRequest, NotPermitted
from app.client_api.search_limit import REMEMBERED_FOR, SeenFiles, check_search, passes
from app.core.clock import FrozenClock


@pytest.mark.parametrize(
    ("tag", "allowed", "want"),
    [
        ("blue sky", {"blue sky"}, True),
        ("red sky", {"blue sky"}, False),
        ("series:x", {"series:"}, True),
        ("creator:x", {"series:"}, False),
        ("creator:x", {":"}, True),
        ("blue sky", {":"}, False),
        ("blue sky", {""}, True),
        ("series:x", {""}, False),
        ("series:x", {"series:x"}, True),
    ],
)
def test_a_filter_lets_its_slices_through(tag, allowed, want):
    assert passes(tag, allowed) is want


def test_a_search_needs_one_plain_tag_that_passes():
    check_search(["system:inbox", "red", " Blue  Sky "], {"Blue sky"})
    check_search(["series:x"], {"Series:"})


@pytest.mark.parametrize(
    "tags", [["red"], ["-blue sky"], ["blue*"], [["blue sky", "red"]], ["system:everything"], [5], [""]], ids=str
)
def test_negations_wildcards_alternatives_and_predicates_do_not_open_a_search(tags):
    with pytest.raises(NotPermitted):
        check_search(tags, {"blue sky"})


@pytest.fixture
def clock():
    return FrozenClock(datetime(2026, 11, 24, tzinfo=UTC))


def test_a_key_sees_what_its_last_search_found(clock):
    seen = SeenFiles(clock)
    seen.remember("k", numpy.array([5, 3], dtype=numpy.uint32))
    seen.check("k", [3, 5])
    for ids in ([4], [3, 4], [-1], [2**40]):
        with pytest.raises(NotPermitted):
            seen.check("k", ids)
    seen.remember("k", numpy.array([4], dtype=numpy.uint32))
    with pytest.raises(NotPermitted):
        seen.check("k", [3])


def test_a_key_that_has_not_searched_is_told_to(clock):
    with pytest.raises(BadRequest):
        SeenFiles(clock).check("k", [1])


def test_what_was_found_is_forgotten_four_hours_after_its_last_use(clock):
    seen = SeenFiles(clock)
    seen.remember("k", numpy.array([1], dtype=numpy.uint32))
    for _ in range(2):
        clock.advance(REMEMBERED_FOR - timedelta(seconds=1))
        seen.check("k", [1])
    clock.advance(REMEMBERED_FOR)
    with pytest.raises(BadRequest):
        seen.check("k", [1])
