"""Sizes and durations as people type and read them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.units import format_duration, format_size, parse_size


@pytest.mark.parametrize(("text", "size"), [("100", 100), ("1 KB", 1024), ("1.5MB", 1572864), ("2 gib", 2 * 1024**3)])
def test_a_size_is_read_in_powers_of_1024(text, size):
    assert parse_size(text) == size


def test_a_word_is_no_size():
    with pytest.raises(ValueError, match="is not a size"):
        parse_size("plenty")


@pytest.mark.parametrize(("size", "text"), [(812, "812 B"), (4_400_000, "4.2 MB"), (200 * 1024**2, "200 MB")])
def test_a_size_is_written_in_the_unit_a_person_would_pick(size, text):
    assert format_size(size) == text


@pytest.mark.parametrize(("seconds", "text"), [(40, "40 s"), (180, "3 min"), (7200, "2 h"), (432_000, "5 days")])
def test_a_duration_is_written_by_its_largest_unit(seconds, text):
    assert format_duration(timedelta(seconds=seconds)) == text
