"""Speeds, and how often they are told."""

from __future__ import annotations

from app.downloads.progress import Meter, Throttle


def test_four_a_second_get_through_and_the_last_always() -> None:
    throttle = Throttle(4)
    told = [throttle.lets_through(tenth / 10) for tenth in range(10)]
    assert told == [True, False, False, True, False, False, True, False, False, True]
    assert throttle.lets_through(0.91, is_last=True)


def test_the_speed_is_that_of_the_last_seconds() -> None:
    meter = Meter(window=5)
    for second in range(10):
        meter.note(float(second), 1000)
    assert meter.speed_bytes(9.0) == 1200
    assert meter.speed_bytes(30.0) == 0
