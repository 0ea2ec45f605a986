"""How much of a page a query takes."""

from __future__ import annotations

import pytest

from app.downloads.accept import Accepted, accept, goes_on

PAGE = [f"https://example.org/post/{number}" for number in range(5)]


def test_a_page_of_new_files_is_taken_whole_and_the_search_goes_on() -> None:
    accepted = accept(PAGE, set(), new_found=0, file_limit=2000)
    assert accepted == Accepted((0, 1, 2, 3, 4), 0, "")
    assert accepted.keeps_searching


def test_what_the_query_has_already_is_counted_and_not_taken_again() -> None:
    assert accept(PAGE, set(PAGE[:2]), new_found=2, file_limit=None) == Accepted((2, 3, 4), 2, "")


def test_an_address_that_comes_twice_on_a_page_is_taken_once() -> None:
    assert accept([*PAGE, PAGE[0]], set(), new_found=0, file_limit=None) == Accepted((0, 1, 2, 3, 4), 0, "")


@pytest.mark.parametrize(("new_found", "limit", "taken"), [(0, 3, 3), (4, 6, 2), (6, 6, 0), (9, 6, 0)])
def test_the_file_limit_counts_what_was_found_and_stops_the_search(new_found: int, limit: int, taken: int) -> None:
    accepted = accept(PAGE, set(), new_found=new_found, file_limit=limit)
    assert (len(accepted.new), accepted.stop_reason) == (taken, "file_limit")


def test_a_limit_that_is_just_reached_at_the_end_of_a_page_stops_there() -> None:
    assert accept(PAGE, set(), new_found=0, file_limit=5) == Accepted((0, 1, 2, 3, 4), 0, "file_limit")


def test_known_files_do_not_use_up_the_limit() -> None:
    assert accept(PAGE, set(PAGE[:4]), new_found=4, file_limit=6) == Accepted((4,), 4, "")


NEWS, NO_NEWS, FULL = Accepted((0,), 0, ""), Accepted((), 5, ""), Accepted((0,), 0, "file_limit")


@pytest.mark.parametrize(
    ("accepted", "only_lists", "is_forced", "goes"),
    [(NEWS, False, False, True), (NO_NEWS, False, False, False), (FULL, False, False, False),
     (NO_NEWS, True, False, True), (NO_NEWS, False, True, True)],
)
def test_the_next_page_is_read_after_news_or_when_asked_for(
    accepted: Accepted, only_lists: bool, is_forced: bool, goes: bool
) -> None:
    assert goes_on(may_make_pages=True, only_lists=only_lists, is_forced=is_forced, accepted=accepted) is goes
    assert not goes_on(may_make_pages=False, only_lists=only_lists, is_forced=is_forced, accepted=accepted)
