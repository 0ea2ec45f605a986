"""Counts in words."""

from __future__ import annotations

from app.downloads import summary
from app.downloads.status import Status

COUNTS = {Status.TODO: 10, Status.SUCCESSFUL: 9, Status.KNOWN: 3, Status.IGNORED: 2, Status.DELETED: 1,
          Status.FAILED: 4, Status.SKIPPED: 5, Status.CHILDREN: 7}


def test_the_line_under_a_file_log_names_every_outcome() -> None:
    assert summary.file_log_line(COUNTS) == (
        "12 successful (3 already here), 2 ignored, 1 deleted before, 4 failed, 5 skipped")


def test_a_log_of_nothing_new_says_so() -> None:
    assert summary.file_log_line({Status.KNOWN: 3}) == "3 successful (all already here)"


def test_an_empty_log_has_an_empty_line() -> None:
    assert summary.file_log_line({}) == ""
    assert summary.gallery_log_line({}) == ""


def test_the_line_under_a_gallery_log_ends_with_what_is_pending() -> None:
    assert summary.gallery_log_line(COUNTS) == "9 successful, 2 ignored, 4 failed, 5 skipped, 10 pending"


def test_pages_that_made_children_are_not_counted_as_files() -> None:
    assert (summary.done(COUNTS), summary.total(COUNTS)) == (24, 34)


def test_the_short_form_shows_progress_while_there_is_some() -> None:
    assert summary.short(COUNTS) == "24/34 - 2Ign4F5S"
    assert summary.short({Status.SUCCESSFUL: 12}) == "12"


def test_every_state_is_counted_by_its_word() -> None:
    assert summary.by_word({Status.TODO: 1}) == {
        "todo": 1, "successful": 0, "known": 0, "deleted": 0, "failed": 0, "ignored": 0, "skipped": 0, "children": 0,
        "total": 1}
