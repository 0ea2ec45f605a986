"""The pace over many made days: whatever comes in whatever order, the promises to the sites hold and nobody starves."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from app.network.pace import Cause, Hold, Traffic, Wish, judge

SITES = ("a.test", "b.test", "c.test")
TICK = 0.25

wishes = st.lists(
    st.tuples(
        st.sampled_from(SITES), st.sets(st.sampled_from(SITES), max_size=2), st.booleans(),
        st.floats(0, 10), st.floats(0.1, 4),
    ),
    min_size=1, max_size=30,
)


def run(asked, traffic, until=600.0):
    """Let the wishes come, start when they may and end after their time; return the starts."""
    coming = [
        (at, Wish(site, site, frozenset({site} | pages), interactive, order), span)
        for order, (site, pages, interactive, at, span) in enumerate(asked)
    ]
    running, starts, now = [], [], 0.0
    while coming and now < until:
        for entry in [entry for entry in running if entry[0] <= now]:
            running.remove(entry)
            traffic.running[entry[1].site] -= 1
            traffic.holds.pop(entry[1].site, None)
        for entry in sorted((entry for entry in coming if entry[0] <= now), key=lambda entry: entry[1].rank):
            wish = entry[1]
            others = [other for at, other, _ in coming if at <= now and other is not wish]
            if judge(traffic, wish, others, now) is None:
                coming.remove(entry)
                running.append((now + entry[2], wish))
                starts.append((now, wish))
                _start(traffic, wish, now)
        now += TICK
    return starts


def _start(traffic, wish, now):
    for site in wish.paced_sites:
        traffic.last_start[site] = now
    traffic.running[wish.site] += 1
    if wish.site in traffic.holds:
        traffic.holds[wish.site].is_probing = True


@given(wishes)
@settings(max_examples=150, deadline=None)
def test_every_site_has_its_interval_and_everyone_gets_through(asked):
    traffic = Traffic(1.0, 4, 2)
    starts = run(asked, traffic)
    assert len(starts) == len(asked)
    last = {}
    for now, wish in starts:
        for site in wish.paced_sites:
            assert now - last.get(site, -1.0) >= 1.0
            last[site] = now


@given(wishes)
@settings(max_examples=100, deadline=None)
def test_no_more_run_at_once_than_may(asked):
    traffic = Traffic(0.0, 3, 2)
    most = Counter()
    starts = run(asked, traffic)
    ends = []
    spans = {order: span for order, (*_, span) in enumerate(asked)}
    for now, wish in starts:
        ends = [(end, site) for end, site in ends if end > now]
        ends.append((now + spans[wish.order], wish.site))
        most["all"] = max(most["all"], len(ends))
        most[wish.site] = max(most[wish.site], sum(site == wish.site for _, site in ends))
    assert most["all"] <= 3
    assert all(count <= 2 for name, count in most.items() if name != "all")
    assert len(starts) == len(asked)


@given(wishes)
@settings(max_examples=100, deadline=None)
def test_a_held_site_hears_nothing_before_its_time_and_one_probe_after(asked):
    traffic = Traffic(0.5, 8, 3, holds={"a.test": Hold(30.0, 1, Cause.RATE_LIMITED)})
    starts = run(asked, traffic)
    spans = {order: span for order, (*_, span) in enumerate(asked)}
    to_held = [(now, wish) for now, wish in starts if wish.site == "a.test"]
    assert all(now >= 30.0 for now, _ in to_held)
    if len(to_held) > 1:
        first, probe = to_held[0]
        assert to_held[1][0] >= first + spans[probe.order]
    assert len(starts) == len(asked)
