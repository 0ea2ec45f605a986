"""Ticks come again, one at a time, whatever happens in one of them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from app.automation.ticks import Ticks


@pytest.fixture
def run():
    running = []

    def start(act):
        ticks = Ticks({"trial": (timedelta(milliseconds=20), act)})
        ticks.start()
        running.append(ticks)
        return ticks

    yield start
    for ticks in running:
        ticks.stop()


def test_a_tick_that_fails_comes_again(run):
    second = threading.Event()
    turns = []

    def act():
        turns.append(1)
        if len(turns) == 2:
            second.set()
        raise ValueError("once more")

    run(act)
    assert second.wait(5)


def test_a_tick_that_takes_long_is_not_started_beside_itself(run):
    at_once, most, done = [], [], threading.Event()

    def act():
        at_once.append(1)
        most.append(len(at_once))
        threading.Event().wait(0.05)
        at_once.pop()
        if len(most) == 3:
            done.set()

    run(act)
    assert done.wait(5)
    assert max(most) == 1


def test_after_a_stop_nothing_begins(run):
    first, turns = threading.Event(), []

    def act():
        turns.append(1)
        first.set()

    ticks = run(act)
    assert first.wait(5)
    ticks.stop()
    threading.Event().wait(0.05)
    before = len(turns)
    threading.Event().wait(0.1)
    assert len(turns) == before
