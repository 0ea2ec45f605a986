"""The gate at work: starts are spaced, places are given back, whoever waits can be stopped."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from app.core.clock import FrozenClock, SystemClock
from app.core.events import Events
from app.network.gate import MOST_SITES_KEPT, Gate
from app.network.limits import Limits
from app.network.pace import Traffic
from app.network.request import Cancelled, NetworkTrouble
from tests.network.made import NOON


def made_gate(clock=None, sleep=None, **changes):
    values = {"interval_seconds": 1.0, "at_once": 8, "at_once_per_site": 3} | changes
    clock = clock or FrozenClock(NOON)
    return clock, Gate(
        Traffic(**values), clock, Events(), Limits(),
        sleep or (lambda seconds: clock.advance(timedelta(seconds=seconds))),
    )


def test_starts_are_an_interval_apart_over_all_hosts_of_a_site():
    clock, gate = made_gate()
    starts = []
    for host in ("a.site.test", "b.site.test", "site.test", "other.test", "a.site.test"):
        with gate.place(host):
            starts.append((host, round(clock.monotonic(), 1)))
    assert starts == [("a.site.test", 0.0), ("b.site.test", 1.0), ("site.test", 2.0), ("other.test", 2.0),
                      ("a.site.test", 3.0)]


def test_a_file_found_on_a_page_paces_the_page_s_site():
    clock, gate = made_gate()
    with gate.place("site.test"):
        pass
    with gate.place("cdn.net", ("site.test",)):
        assert clock.monotonic() == pytest.approx(1.0, abs=0.01)


def test_the_wait_is_told_once_a_sentence():
    _, gate = made_gate()
    said = []
    for _ in range(3):
        with gate.place("a.site.test", on_wait=said.append):
            pass
    assert said == ["Starts in 1 s: a.site.test allows 1 request a second."] * 2


def test_a_wait_beyond_the_patience_is_handed_back():
    _, gate = made_gate(interval_seconds=150.0)
    with gate.place("site.test"):
        pass
    with pytest.raises(NetworkTrouble) as caught, gate.place("site.test"):
        pass
    assert caught.value.reason.code == "rate_limited"
    assert "1 request every 150 s" in caught.value.reason.detail
    assert caught.value.retry_after == timedelta(seconds=150)


def test_a_slow_pace_of_our_own_is_waited_for():
    clock, gate = made_gate(interval_seconds=60.0)
    for start in (0, 60, 120):
        with gate.place("site.test"):
            assert clock.monotonic() == pytest.approx(start, abs=0.01)


def test_long_downloads_of_one_site_do_not_keep_workers_from_others():
    clock, gate = made_gate(interval_seconds=0.0, at_once_per_site=1)
    with gate.place("site.test"):
        with pytest.raises(NetworkTrouble) as caught, gate.place("cdn.site.test"):
            pass
        assert clock.monotonic() == pytest.approx(30, abs=1)
        with gate.place("other.test"):
            pass
    assert caught.value.retry_after == timedelta(seconds=30)
    assert caught.value.reason.detail == "Waits for a place: 1 request to site.test runs already."


def test_whoever_waits_can_be_stopped():
    stop = threading.Event()
    _, gate = made_gate(sleep=lambda _: stop.set(), interval_seconds=20.0)
    with gate.place("site.test"):
        pass
    with pytest.raises(Cancelled), gate.place("site.test", stop=stop):
        pass
    assert gate.states()[0].light == "ok"


def test_a_probe_that_fails_otherwise_lets_the_next_one_probe():
    clock, gate = made_gate()
    gate.refused("site.test", timedelta(seconds=40))
    clock.advance(timedelta(seconds=41))
    with pytest.raises(OSError, match="broke"), gate.place("site.test"):
        raise OSError("broke")
    with gate.place("site.test"):
        gate.succeeded("site.test")
    assert gate.states()[0].light == "ok"


def test_what_is_under_way_when_a_site_refuses_counts_once():
    _, gate = made_gate()
    first = gate.refused("site.test", timedelta(seconds=100))
    assert gate.refused("site.test", None) == first
    assert gate.refused("site.test", timedelta(seconds=300)) == timedelta(seconds=300)


def test_each_site_s_standing_is_listed_held_first():
    clock, gate = made_gate()
    with gate.place("b.test"):
        gate.received("b.test", 5)
    with gate.place("a.test"):
        pass
    gate.refused("c.test", timedelta(hours=2))
    states = gate.states()
    assert [(state.domain, state.light) for state in states] == [("c.test", "held"), ("a.test", "ok"), ("b.test", "ok")]
    assert states[0].until == clock.now() + timedelta(hours=2)
    assert states[0].sentence == "c.test asked to slow down; next try in 2 h."
    assert (states[2].requests, states[2].bytes) == (1, 5)


def test_whoever_waits_is_seen_at_its_site():
    clock, gate = made_gate(sleep=lambda _: seen.extend(gate.states()) or clock.advance(timedelta(seconds=1)))
    seen = []
    with gate.place("a.site.test"), gate.place("a.site.test"):
        pass
    assert [(state.domain, state.light) for state in seen] == [("site.test", "waiting")]
    assert seen[0].sentence == "Starts in 1 s: a.site.test allows 1 request a second."


def test_sites_of_long_ago_are_forgotten_but_not_while_they_matter():
    _, gate = made_gate(interval_seconds=0.0)
    gate.refused("held.test", timedelta(hours=20))
    with gate.place("busy.test"):
        for number in range(MOST_SITES_KEPT + 10):
            with gate.place(f"site{number}.test"):
                pass
        assert gate._traffic.running["busy.test"] == 1
    assert len(gate._traffic.last_start) <= MOST_SITES_KEPT + 1
    assert gate.states()[0].domain == "held.test"


def test_an_outage_that_goes_on_is_one_hold_after_another():
    clock, gate = made_gate()
    for number in range(5):
        gate.lost(f"site{number}.test")
    assert gate.states()[0].until == clock.now() + timedelta(seconds=60)
    clock.advance(timedelta(seconds=61))
    gate.lost("site0.test")
    state = gate.states()[0]
    assert (state.domain, state.light) == ("*", "held")
    assert state.until == clock.now() + timedelta(seconds=60)
    gate.succeeded("site0.test")
    assert gate.states() == []


def test_threads_share_the_pace_and_the_places():
    """Real clock and real waiting: six threads, a start each 20 ms, never more than two at once."""
    gate = Gate(Traffic(0.02, 8, 2), SystemClock(), Events(), Limits())
    lock, inside, most, starts = threading.Lock(), [0], [0], []
    clock = SystemClock()

    def work():
        with gate.place("site.test"):
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                starts.append(clock.monotonic())
            threading.Event().wait(0.03)
            with lock:
                inside[0] -= 1

    begin = clock.monotonic()
    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(starts) == 6
    assert most[0] <= 2
    assert all(start >= begin + number * 0.02 - 0.001 for number, start in enumerate(sorted(starts)))


def test_a_person_s_request_goes_before_the_queue():
    gate = Gate(Traffic(0.05, 8, 1), SystemClock(), Events(), Limits())
    order, waits = [], threading.Semaphore(0)

    def work(name, is_interactive):
        said = []

        def on_wait(sentence):
            if not said:
                waits.release()
            said.append(sentence)

        with gate.place("site.test", is_interactive=is_interactive, on_wait=on_wait):
            order.append(name)

    with gate.place("site.test"):
        threads = [threading.Thread(target=work, args=(f"queued {number}", False)) for number in range(3)]
        threads.append(threading.Thread(target=work, args=("person", True)))
        for thread in threads:
            thread.start()
            assert waits.acquire(timeout=5)
    for thread in threads:
        thread.join(10)
    assert order[0] == "person"


def test_resuming_wakes_whoever_waits():
    gate = Gate(Traffic(0.0, 8, 3, is_paused=True), SystemClock(), Events(), Limits())
    said = threading.Event()
    done = threading.Event()

    def work():
        with gate.place("site.test", on_wait=lambda _: said.set()):
            done.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert said.wait(5)
    assert not done.is_set()
    gate.set_paused(False)
    assert done.wait(5)
    thread.join(5)
