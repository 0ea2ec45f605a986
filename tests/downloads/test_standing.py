"""Where a side of a query stands, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.core.reasons import reason
from app.downloads.standing import Hold, Situation, State, stand

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SLOW_DOWN = Hold(reason("rate_limited", "e621.net"), NOW + timedelta(minutes=5))
FULL = Hold(reason("disk_full"))


def test_a_side_with_nothing_to_do_is_done() -> None:
    assert stand(NOW, Situation(todo=0)).state is State.DONE


def test_a_side_with_work_and_no_worker_is_pending() -> None:
    assert stand(NOW, Situation(todo=3)).state is State.PENDING
    assert stand(NOW, Situation(todo=3, wants_slot=True)).sentence == "Waits for a free worker."


def test_a_working_side_says_what_it_does() -> None:
    standing = stand(NOW, Situation(todo=3, is_running=True, doing="Downloading 3 of 40."))
    assert (standing.state, standing.sentence) == (State.WORKING, "Downloading 3 of 40.")


def test_a_side_that_ends_its_last_item_is_still_working() -> None:
    assert stand(NOW, Situation(todo=0, is_running=True)).state is State.WORKING


def test_pausing_becomes_paused_when_the_item_in_hand_is_done() -> None:
    assert stand(NOW, Situation(todo=3, is_paused=True, is_running=True)).state is State.PAUSING
    assert stand(NOW, Situation(todo=3, is_paused=True)).state is State.PAUSED


def test_a_finished_side_is_done_even_when_paused() -> None:
    assert stand(NOW, Situation(todo=0, is_paused=True)).state is State.DONE


def test_a_pause_of_the_network_is_named_as_such() -> None:
    assert stand(NOW, Situation(todo=3, is_all_paused=True)).sentence == "The network is paused."


def test_a_side_that_was_asked_to_slow_down_says_until_when() -> None:
    standing = stand(NOW, Situation(todo=3, own=SLOW_DOWN))
    assert standing.state is State.WAITING
    assert standing.sentence == "In 5 min: The site asked to slow down. (e621.net)"
    assert standing.until == SLOW_DOWN.until
    assert not standing.may_work


def test_a_hold_that_is_over_holds_nothing() -> None:
    later = NOW + timedelta(minutes=5)
    assert stand(later, Situation(todo=3, own=SLOW_DOWN)).state is State.PENDING


def test_a_full_disk_holds_even_what_is_running() -> None:
    standing = stand(NOW, Situation(todo=3, is_running=True, house=FULL))
    assert (standing.state, standing.sentence) == (State.WAITING, FULL.reason.sentence)


def test_a_side_without_work_does_not_wait_for_the_disk() -> None:
    assert stand(NOW, Situation(todo=0, house=FULL)).state is State.DONE


def test_a_failed_page_that_is_tried_again_does_not_look_finished() -> None:
    again = Hold(reason("server_error", "e621.net"), NOW + timedelta(minutes=1))
    assert stand(NOW, Situation(todo=0, own=again)).state is State.WAITING


def test_a_search_at_its_file_limit_is_done() -> None:
    standing = stand(NOW, Situation(todo=1, is_over_limit=True))
    assert (standing.state, standing.sentence) == (State.DONE, "The file limit is reached.")
