"""Sites that are away, in trouble, or want us to slow down: F18 to F22. Others go on, and nothing storms."""

from __future__ import annotations

import threading
from datetime import timedelta
from email.utils import format_datetime

import pytest

from app.core.reasons import Retry
from app.network.cookie import Cookie
from app.network.limits import Limits
from app.network.request import Cancelled, NetworkTrouble, Request
from app.network.sessions import MOST_SESSIONS
from tests.faults.fault_server import FaultServer
from tests.network.made import NOON, Table, made

HERE = ["127.0.0.1"]
NAMES = dict.fromkeys(("one.test", "two.test", "cdn.one.test", "img.two.test"), HERE)


@pytest.fixture
def server():
    with FaultServer() as server:
        yield server


@pytest.fixture
def house(tmp_path):
    with made(tmp_path, resolver=Table(NAMES)) as house:
        yield house


def page(house, url, **options):
    return house.network.fetch_page(Request(url, **options))


@pytest.mark.parametrize(("status", "code"), [
    (400, "http_400"), (401, "http_401"), (403, "http_403"), (404, "http_404"), (406, "http_error"), (410, "http_410"),
    (416, "http_error"), (451, "http_451"), (304, "http_error"), (407, "http_error"),
])
def test_a_refusal_has_its_reason_and_is_not_repeated(house, server, status, code):
    assert house.trouble(server.url(f"status?is={status}")).reason.code == code
    assert len(server.asked) == 1
    assert house.slept == []


@pytest.mark.parametrize("status", [500, 502, 504, 522, 599])
def test_f20_a_server_in_trouble_is_asked_three_times(house, server, status):
    trouble = house.trouble(server.url(f"status?is={status}"))
    assert trouble.reason.code == "server_error"
    assert str(status) in trouble.reason.detail
    assert len(server.asked) == 3
    assert house.slept == [1.0, 4.0]


def test_f20_a_server_that_comes_back_is_fine(house, server):
    assert page(house, server.url("status?is=500&times=2")).text == "<p>fine</p>"


def test_between_tries_it_says_so_and_can_be_stopped(tmp_path, server):
    """Without a made sleep: the wait is real, and ends when it is stopped."""
    stop, said = threading.Event(), []

    def on_wait(sentence):
        said.append(sentence)
        if len(said) == 2:
            stop.set()

    with made(tmp_path, limits=Limits(retry_waits_seconds=(0.01, 30.0)), is_waiting_real=True) as house:
        with pytest.raises(Cancelled):
            house.network.fetch_page(Request(server.url("status?is=500")), on_wait=on_wait, stop=stop)
        assert house.network.fetch_page(Request(server.url("status?is=500&times=1"))).status == 200
    assert said == ["It did not work; the next try starts in 0.01 s.", "It did not work; the next try starts in 30 s."]


def test_many_sites_keep_few_sessions(tmp_path, server):
    names = {f"site{number}.test": ["127.0.0.1"] for number in range(MOST_SESSIONS + 5)}
    with made(tmp_path, resolver=Table(names)) as house:
        for name in names:
            page(house, server.url("fine", name))
        assert len(house.network._walk._sessions._sessions) == MOST_SESSIONS


def test_f20_a_reset_connection_is_tried_again(house, server):
    assert page(house, server.url("reset?times=2")).status == 200
    assert house.trouble(server.url("reset")).reason.code == "connection_failed"


def test_f20_a_server_that_is_not_there(house, server):
    port = server.port
    server.__exit__()
    trouble = house.trouble(f"http://127.0.0.1:{port}/")
    assert trouble.reason.code == "connection_failed"
    assert house.slept == [1.0, 4.0]


@pytest.mark.parametrize("status", [418, 429, 503, 509, 529])
def test_f19_a_site_that_asks_for_a_long_quiet_is_left_alone_and_others_go_on(house, server, status):
    trouble = house.trouble(server.url(f"status?is={status}&after=600", "one.test"))
    assert (trouble.reason.code, trouble.reason.retry) == ("rate_limited", Retry.BY_ITSELF)
    assert trouble.retry_after == timedelta(seconds=600)
    assert trouble.domain == "one.test"
    again = house.trouble(server.url("fine", "cdn.one.test"))
    assert again.reason.code == "rate_limited"
    assert again.retry_after == timedelta(seconds=600)
    assert again.reason.detail == "one.test"
    assert len(server.asked) == 1
    assert page(house, server.url("fine", "two.test")).status == 200


def test_f19_after_its_time_one_request_finds_out(house, server):
    house.trouble(server.url("status?is=429&after=600&times=1", "one.test"))
    house.clock.advance(timedelta(seconds=500))
    house.trouble(server.url("fine", "one.test"))
    house.clock.advance(timedelta(seconds=101))
    assert page(house, server.url("fine", "one.test")).status == 200
    assert [state.light for state in house.network.domains()] == ["ok"]


def test_f19_a_short_quiet_is_waited_for_in_place(house, server):
    said = []
    request = Request(server.url("status?is=429&after=5&times=1", "one.test"))
    assert house.network.fetch_page(request, on_wait=said.append).status == 200
    assert sum(house.slept) == pytest.approx(5, abs=0.01)
    assert said[0] == "one.test asked to slow down; next try in 5 s."


@pytest.mark.parametrize(("after", "seconds"), [
    (format_datetime(NOON + timedelta(hours=2), usegmt=True).replace(" ", "+"), 7200), ("99999999999", 86400),
])
def test_f19_a_date_is_honoured_and_the_absurd_capped(house, server, after, seconds):
    trouble = house.trouble(server.url(f"status?is=429&after={after}", "one.test"))
    assert trouble.retry_after == timedelta(seconds=seconds)


def test_f19_without_a_word_a_minute_that_doubles(house, server):
    waits = []
    for _ in range(4):
        trouble = house.trouble(server.url("status?is=429", "one.test"))
        waits.append(trouble.retry_after.total_seconds())
        house.clock.advance(trouble.retry_after + timedelta(seconds=1))
    for wait, low in zip(waits, (60, 120, 240, 480), strict=True):
        assert low <= wait <= low * 1.25 + 1


def test_a_503_without_a_word_is_trouble_first_and_a_hold_in_the_end(house, server):
    trouble = house.trouble(server.url("status?is=503", "one.test"))
    assert len(server.asked) == 3
    assert trouble.reason.code == "rate_limited"
    assert trouble.retry_after >= timedelta(minutes=1)


@pytest.mark.parametrize("path", ["challenge", "challenge?is=503", "challenge?by=header"])
def test_f21_a_challenge_holds_the_domain_until_its_cookies_are_set(house, server, path):
    trouble = house.trouble(server.url(path, "one.test"))
    assert trouble.reason.code == "challenge"
    assert trouble.retry_after >= timedelta(minutes=30)
    assert house.trouble(server.url("fine", "one.test")).reason.code == "challenge"
    assert [state.light for state in house.network.domains()] == ["held"]
    assert "network.changed" in house.news
    house.network.cookies.set([Cookie("cf_clearance", "yes", "one.test")])
    assert page(house, server.url("fine", "one.test")).status == 200
    assert len(server.asked) == 2


def test_a_plain_403_is_no_challenge(house, server):
    assert house.trouble(server.url("status?is=403&body=no", "one.test")).reason.code == "http_403"
    assert page(house, server.url("fine", "one.test")).status == 200


def test_f22_a_loop_ends_with_its_reason(house, server):
    assert house.trouble(server.url("loop")).reason.code == "redirects"
    assert len(server.asked) <= 4


def test_f22_ten_hops_are_walked_and_no_more(house, server):
    found = page(house, server.url("hops?left=10"))
    assert len(found.history) == 10
    assert found.url == server.url("hops?left=0")
    assert house.trouble(server.url("hops?left=11")).reason.code == "redirects"


def test_f18_a_name_without_address_is_that_request_s_trouble(house, server):
    trouble = house.trouble("http://nowhere.test/")
    assert trouble.reason.code == "connection_failed"
    assert trouble.reason.detail == "nowhere.test has no address."
    assert house.slept == []
    assert page(house, server.url("fine", "one.test")).status == 200


def test_f18_when_three_sites_are_gone_the_network_is_and_everything_waits(house, server):
    for number in range(3):
        assert house.trouble(f"http://nowhere{number}.test/").reason.code == "connection_failed"
    trouble = house.trouble(server.url("fine", "one.test"))
    assert (trouble.reason.code, trouble.reason.retry) == ("no_network", Retry.BY_ITSELF)
    assert trouble.retry_after == timedelta(seconds=60)
    assert server.asked == []
    house.clock.advance(timedelta(seconds=61))
    assert page(house, server.url("fine", "one.test")).status == 200
    assert page(house, server.url("fine", "two.test")).status == 200


def test_f18_one_probe_a_minute_while_it_is_gone(house):
    resolver_asked = house.network._walk._sessions._dialler._resolver.asked
    for number in range(3):
        house.trouble(f"http://nowhere{number}.test/")
    for number in range(5):
        house.trouble(f"http://more{number}.test/")
    assert len(resolver_asked) == 3
    house.clock.advance(timedelta(seconds=61))
    house.trouble("http://more.test/")
    assert house.trouble("http://most.test/").reason.code == "no_network"
    assert len(resolver_asked) == 4


@pytest.mark.parametrize(("status", "tries"), [(502, 3), (403, 3), (407, 1)])
def test_a_proxy_that_leads_nowhere_is_told_with_its_answer(tmp_path, server, status, tries):
    with made(tmp_path, proxy=f"http://127.0.0.1:{server.port}") as house:
        trouble = house.trouble(f"https://{status}.example/")
        assert trouble.reason.code == "connection_failed"
        assert trouble.reason.detail == f"The proxy does not lead there ({status})."
        assert len(server.asked) == tries


def test_f18_without_its_proxy_there_is_no_network(tmp_path, server):
    port = server.port
    server.__exit__()
    with made(tmp_path, proxy=f"http://127.0.0.1:{port}") as house:
        for number in range(2):
            assert house.trouble(f"https://a{number}.example/").reason.detail == "The proxy does not answer."
        # the third finds out at its first try, and is not blamed for it
        assert house.trouble("https://a2.example/").reason.code == "no_network"
        assert house.trouble("https://b.example/").reason.code == "no_network"


def test_a_request_that_fails_half_way_gives_its_place_back(tmp_path, server):
    with made(tmp_path, limits=Limits(at_once_per_site=1)) as house:
        for _ in range(3):
            house.trouble(server.url("status?is=404"))
        assert page(house, server.url("fine")).status == 200


def test_the_pause_holds_everything_and_is_kept(house, server):
    house.network.pause()
    assert house.network.paused
    assert house.saved == {"network_paused": "true"}
    assert house.trouble(server.url("fine")).reason.code == "network_paused"
    assert server.asked == []
    house.network.resume()
    assert house.saved == {"network_paused": "false"}
    assert page(house, server.url("fine")).status == 200


def test_trouble_is_an_error_with_a_sentence_and_an_action(house, server):
    trouble = house.trouble(server.url("status?is=403"))
    assert isinstance(trouble, NetworkTrouble)
    assert trouble.sentence == "The site refused this (403)."
    assert trouble.action == "Retry later; some sites want a key from the settings"
