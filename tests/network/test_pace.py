"""When a request may start, as a table."""

from __future__ import annotations

from collections import Counter

import pytest

from app.network.pace import NEVER, OFFLINE, Cause, Hold, Traffic, Wish, judge


def wish(host="a.site.test", site="site.test", sites=(), order=0, is_interactive=False):
    return Wish(host, site, frozenset((site, *sites)), is_interactive, order)


def traffic(**changes):
    return Traffic(**({"interval_seconds": 1.0, "at_once": 8, "at_once_per_site": 3} | changes))


def test_the_first_request_starts_at_once():
    assert judge(traffic(), wish(), (), 100.0) is None


@pytest.mark.parametrize(("now", "left"), [(10.0, 1.0), (10.25, 0.75), (10.999, 0.001), (11.0, None), (500.0, None)])
def test_a_site_is_asked_once_an_interval(now, left):
    wait = judge(traffic(last_start={"site.test": 10.0}), wish(), (), now)
    assert (wait and wait.seconds) == (left and pytest.approx(left))


def test_the_sentence_says_when_and_why():
    wait = judge(traffic(last_start={"donmai.us": 10.0}), wish("danbooru.donmai.us", "donmai.us", order=3),
                 [wish("danbooru.donmai.us", "donmai.us", order=number) for number in range(3)], 10.0)
    assert wait.sentence == "Starts in 4 s: danbooru.donmai.us allows 1 request a second."
    assert wait.cause is Cause.PACE


@pytest.mark.parametrize(("interval", "words"), [(60.0, "1 request a minute"), (2.5, "1 request every 2.5 s")])
def test_the_sentence_names_other_paces(interval, words):
    assert words in judge(traffic(interval_seconds=interval, last_start={"site.test": 0.0}), wish(), (), 0.0).sentence


def test_a_file_of_another_server_counts_for_the_page_s_site():
    cdn = wish("cdn.net", "cdn.net", sites=("site.test",))
    wait = judge(traffic(last_start={"site.test": 10.0}), cdn, (), 10.5)
    assert wait.seconds == pytest.approx(0.5)
    assert "site.test allows" in wait.sentence


def test_who_came_first_goes_first_unless_somebody_waits_for_it():
    others = [wish(order=0), wish(order=1)]
    state = traffic(last_start={"site.test": 0.0})
    assert judge(state, wish(order=2), others, 1.5).seconds == pytest.approx(1.5)
    assert judge(state, wish(order=2, is_interactive=True), others, 1.5) is None
    assert judge(state, others[0], [wish(order=2, is_interactive=True)], 1.5).seconds == pytest.approx(0.5)


def test_those_before_us_hold_us_up_for_their_interval_only():
    ahead = [wish(order=0)]
    assert judge(traffic(last_start={"site.test": 0.0}), wish(order=1), ahead, 2.0) is None


def test_places_are_limited_over_all_and_for_each_site():
    full = traffic(running=Counter({f"{number}.test": 1 for number in range(8)}))
    assert judge(full, wish(), (), 0.0).cause is Cause.SLOTS
    here = traffic(running=Counter({"site.test": 3}))
    wait = judge(here, wish(), (), 0.0)
    assert wait.sentence == "Waits for a place: 3 requests to site.test run already."
    assert judge(here, wish("other.test", "other.test"), (), 0.0) is None


def test_a_pause_holds_everything():
    wait = judge(traffic(is_paused=True), wish(is_interactive=True), (), 0.0)
    assert (wait.seconds, wait.cause) == (NEVER, Cause.PAUSED)


@pytest.mark.parametrize(("cause", "words"), [
    (Cause.RATE_LIMITED, "site.test asked to slow down; next try in 2 min."),
    (Cause.CHALLENGE, "site.test wants to see a person; next try in 2 min, or at once when you add its cookies."),
])
def test_a_hold_is_the_site_s_alone(cause, words):
    state = traffic(holds={"site.test": Hold(120.0, 1, cause)})
    wait = judge(state, wish(), (), 0.0)
    assert (wait.seconds, wait.cause, wait.sentence) == (120.0, cause, words)
    assert judge(state, wish("other.test", "other.test"), (), 0.0) is None
    assert judge(state, wish("cdn.net", "cdn.net", sites=("site.test",)), (), 0.0) is None


def test_after_a_hold_one_request_probes_and_the_others_wait_for_it():
    state = traffic(holds={"site.test": Hold(10.0, 1, Cause.RATE_LIMITED)})
    assert judge(state, wish(order=1), (), 10.0) is None
    assert judge(state, wish(order=1), [wish(order=0)], 10.0).cause is Cause.PROBE
    state.holds["site.test"].is_probing = True
    assert judge(state, wish(order=0), (), 10.0).cause is Cause.PROBE


def test_without_network_everybody_waits():
    state = traffic(holds={OFFLINE: Hold(60.0, 1, Cause.OFFLINE)})
    wait = judge(state, wish(), (), 0.0)
    assert (wait.seconds, wait.cause) == (60.0, Cause.OFFLINE)
    assert wait.sentence == "The network does not seem to be there; next try in 60 s."
    state.holds[OFFLINE].is_probing = True
    assert "whether the network answers" in judge(state, wish(), (), 61.0).sentence
