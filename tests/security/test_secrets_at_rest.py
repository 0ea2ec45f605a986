"""S7, R1, R2, R4: what sites know us by lies encrypted, goes to its own site alone, and is in no log."""

from __future__ import annotations

import json
import logging
import stat

import pytest

from app.core.errors import BadInput
from app.core.redact import Redactor
from app.network.context import GLOBAL, ContextKind, NetworkContext
from app.network.cookie import Cookie
from app.network.headers import Header
from app.network.network import Network
from app.network.request import Request
from app.network.vault import Unreadable, Vault, WeakKey
from tests.faults.fault_server import FaultServer
from tests.network.made import Table, made

CANARY = "canary-5f0c1e"
NAMES = {name: ["127.0.0.1"] for name in ("one.test", "cdn.one.test", "two.test")}


@pytest.fixture
def server():
    with FaultServer() as server:
        yield server


@pytest.fixture
def house(tmp_path):
    with made(tmp_path, resolver=Table(NAMES)) as house:
        yield house


def give_secrets(house):
    house.network.cookies.set([Cookie("session", f"{CANARY}-cookie", "one.test")])
    house.network.headers.set(NetworkContext(ContextKind.DOMAIN, "one.test"), Header("X-Api-Key", f"{CANARY}-header"))
    house.network.api_parameters.set("one.test", {"api_key": f"{CANARY}-key", "user_id": f"{CANARY}-user"})


def heard(server, name="echo"):
    return [asked for asked in server.asked if asked.name == name]


def test_r1_no_secret_is_readable_in_the_database_or_its_log(house, server):
    give_secrets(house)
    house.network.fetch_page(Request(server.url(f"set_cookie?cookie=from_site={CANARY}-set", "one.test")))
    house.writer.run(lambda transaction: None)
    stored = b"".join(path.read_bytes() for path in house.path.glob("bowerbird.db*"))
    assert b"session" in stored
    assert CANARY.encode() not in stored


def test_r1_lists_show_names_and_no_values(house):
    give_secrets(house)
    network = house.network
    shown = (
        network.cookies.list(), network.headers.list(NetworkContext(ContextKind.DOMAIN, "one.test")),
        network.api_parameters.list(),
    )
    assert CANARY not in repr(shown)
    assert network.api_parameters.list() == {"one.test": ["api_key", "user_id"]}


def test_r1_the_stores_read_back_what_they_kept(house):
    give_secrets(house)
    again = Network(
        house.network._settings, house.database, house.writer, Vault(house.path / "credentials.key"), house.clock,
        house.network._gate._events,
    )
    assert [cookie.value for cookie in again.cookies.reveal("www.one.test")] == [f"{CANARY}-cookie"]
    assert again.headers.for_host("www.one.test")["X-Api-Key"] == f"{CANARY}-header"
    assert again.api_parameters.added_to("http://one.test/?a=b", "one.test") == (
        f"http://one.test/?a=b&api_key={CANARY}-key&user_id={CANARY}-user"
    )


def test_r1_the_key_file_is_the_owner_s_alone(tmp_path):
    key = tmp_path / "credentials.key"
    Vault(key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o644)
    Vault(key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_r1_a_secret_of_another_key_or_changed_is_refused(tmp_path):
    vault = Vault(tmp_path / "one.key")
    token = vault.encrypt("secret")
    assert vault.decrypt(token) == "secret"
    assert vault.encrypt("secret") != token
    with pytest.raises(Unreadable):
        Vault(tmp_path / "two.key").decrypt(token)
    for changed in (token[:-1], token[:-1] + bytes([token[-1] ^ 1]), b"", b"\x02" + token[1:]):
        with pytest.raises(Unreadable):
            vault.decrypt(changed)


@pytest.mark.parametrize("text", [
    "", "change me", "secret", "0" * 64, "ab" * 32, "0123456789abcdef" * 4, bytes(range(32)).hex(), "f" * 63, "g" * 64,
    bytes(range(0, 64, 2)).hex(),
])
def test_r2_a_sample_or_typed_key_is_refused(tmp_path, text):
    key = tmp_path / "credentials.key"
    key.write_text(text)
    with pytest.raises(WeakKey) as caught:
        Vault(key)
    assert "random key" in caught.value.sentence


def test_s7_secrets_go_to_their_own_site(house, server):
    give_secrets(house)
    house.network.fetch_page(Request(server.url("echo?x=y", "cdn.one.test")))
    asked = heard(server)[0]
    assert asked.headers["cookie"] == f"session={CANARY}-cookie"
    assert asked.headers["x-api-key"] == f"{CANARY}-header"
    assert asked.query == {"x": "y", "api_key": f"{CANARY}-key", "user_id": f"{CANARY}-user"}


def test_s7_no_secret_follows_a_redirect_to_another_site(house, server):
    give_secrets(house)
    target = server.url("echo", "two.test")
    request = Request(
        server.url(f"redirect?to={target}", "one.test"),
        headers={"X-Parsed": CANARY, "Authorization": f"Bearer {CANARY}"},
        referral_url=f"http://one.test/posts?token={CANARY}",
    )
    page = house.network.fetch_page(request)
    asked = heard(server)[0]
    assert CANARY not in repr(asked)
    assert asked.headers["referer"] == "http://one.test/"
    assert page.url == target


def test_s7_a_site_that_echoes_our_key_into_its_redirect_does_not_leak_it(house, server):
    give_secrets(house)
    page = house.network.fetch_page(
        Request(server.url(f"repeats_the_query?to={server.url('echo', 'two.test')}", "one.test"))
    )
    assert CANARY not in repr(heard(server)[0])
    assert CANARY not in page.url + repr(page.history)


def test_s7_no_key_is_in_what_a_page_reports(house, server):
    give_secrets(house)
    page = house.network.fetch_page(Request(server.url("set_cookie?cookie=a=b", "one.test")))
    assert CANARY not in repr((page.url, page.history, page.headers))
    assert "set-cookie" not in {name.lower() for name in page.headers}


def test_s7_the_secrets_of_the_next_site_join_at_its_hop(house, server):
    house.network.cookies.set([Cookie("two", "2", "two.test")])
    house.network.fetch_page(Request(server.url(f"redirect?to={server.url('echo', 'two.test')}", "one.test")))
    assert heard(server)[0].headers["cookie"] == "two=2"
    assert "cookie" not in heard(server, "redirect")[0].headers


def test_s7_a_cookie_set_on_the_way_is_there_at_the_next_hop(house, server):
    target = server.url("echo", "one.test")
    house.network.fetch_page(Request(server.url(f"set_cookie?cookie=step=1;+Path=/&to={target}", "one.test")))
    assert heard(server)[0].headers["cookie"] == "step=1"


def test_s7_a_site_can_t_set_cookies_for_another(house, server):
    for domain in ("two.test", "test", "cdn.one.test"):
        house.network.fetch_page(Request(server.url(f"set_cookie?cookie=a=b;+Domain={domain}", "one.test")))
    assert house.network.cookies.list() == []


def test_s7_files_carry_no_api_key(house, server):
    give_secrets(house)
    house.network.fetch_file(Request(server.url("echo", "one.test"), is_page=False), house.path / "file")
    assert "api_key" not in heard(server)[0].query


def test_a_parsed_header_goes_to_the_host_that_it_was_made_for(house, server):
    headers = {"X-Parsed": "yes", "Host": "evil.test", "Content-Length": "5", "Bad\r\nName": "x", "X-Bad": "a\r\nb",
               "Range": "bytes=0-1"}
    house.network.fetch_page(Request(server.url("echo", "one.test"), headers=headers))
    sent = json.loads(json.dumps(dict(heard(server)[0].headers)))
    assert sent["x-parsed"] == "yes"
    assert sent["host"].startswith("one.test")
    assert not {"content-length", "x-bad", "range"} & sent.keys()


def test_a_parsed_cookie_joins_those_of_the_jar(house, server):
    give_secrets(house)
    house.network.fetch_page(Request(server.url("echo", "one.test"), headers={"Cookie": "adult=yes"}))
    assert heard(server)[0].headers["cookie"] == f"session={CANARY}-cookie; adult=yes"


def test_a_parsed_header_does_not_cross_to_a_subdomain_either(house, server):
    target = server.url("echo", "cdn.one.test")
    house.network.fetch_page(Request(server.url(f"redirect?to={target}", "one.test"), headers={"X-Parsed": "yes"}))
    assert "x-parsed" not in heard(server)[0].headers


def test_the_file_server_of_a_site_sees_the_whole_referer(house, server):
    house.network.fetch_page(Request(server.url("echo", "two.test"), referral_url="http://u:p@one.test/post/1?a=ö#frag"))
    assert heard(server)[0].headers["referer"] == "http://one.test/post/1?a=%C3%B6"


def test_the_narrowest_header_wins_and_the_product_names_itself(house, server):
    headers = house.network.headers
    house.network.fetch_page(Request(server.url("echo", "one.test")))
    assert heard(server)[0].headers["user-agent"] == "Mozilla/5.0 (compatible; Bowerbird)"
    headers.set(GLOBAL, Header("User-Agent", "wide"))
    headers.set(NetworkContext(ContextKind.DOMAIN, "cdn.one.test"), Header("user-agent", "narrow"))
    headers.set(NetworkContext(ContextKind.DOMAIN, "one.test"), Header("User-Agent", "middle"))
    headers.set(NetworkContext(ContextKind.DOMAIN, "one.test"), Header("X-Denied", "no", approval="denied"))
    house.network.fetch_page(Request(server.url("echo", "cdn.one.test")))
    house.network.fetch_page(Request(server.url("echo", "two.test")))
    assert [asked.headers["user-agent"] for asked in heard(server)[1:]] == ["narrow", "wide"]
    assert "x-denied" not in heard(server)[1].headers
    headers.delete(GLOBAL, "User-Agent")
    assert headers.for_host("two.test")["User-Agent"] == "Mozilla/5.0 (compatible; Bowerbird)"


@pytest.mark.parametrize(("name", "value"), [
    ("", "x"), ("X Y", "x"), ("Connection", "close"),
    ("X\n", "x"), ("X", "a\nb"), ("X", " a"), ("Host", "x"), ("Range", "x"), ("X", "\u0100"),
])
def test_a_header_that_can_t_be_sent_is_refused(house, name, value):
    with pytest.raises(BadInput):
        house.network.headers.set(GLOBAL, Header(name, value))


def test_an_approval_is_one_of_three_words(house):
    with pytest.raises(BadInput):
        house.network.headers.set(GLOBAL, Header("X", "y", approval="maybe"))


def test_r4_no_secret_reaches_the_log_of_a_whole_session(house, server, caplog):
    give_secrets(house)
    redactor = Redactor()
    caplog.handler.addFilter(redactor)
    with caplog.at_level(logging.DEBUG):
        house.network.fetch_page(Request(server.url("echo", "one.test")))
        house.trouble(server.url("status?is=500", "one.test"))
    assert caplog.records
    logged = "\n".join(caplog.handler.format(record) for record in caplog.records)
    assert CANARY not in logged


def test_r4_no_secret_is_in_the_words_of_a_failure(house, server):
    give_secrets(house)
    for path in ("status?is=500", "reset", "loop"):
        trouble = house.trouble(server.url(path, "one.test"))
        assert CANARY not in repr((trouble.sentence, trouble.reason, trouble.action))


def test_a_secret_of_a_lost_key_is_left_out_and_logged(house, server, caplog):
    give_secrets(house)
    again = Network(
        house.network._settings, house.database, house.writer, Vault(house.path / "another.key"), house.clock,
        house.network._gate._events, Table(NAMES),
    )
    with caplog.at_level(logging.WARNING):
        again.fetch_page(Request(server.url("echo", "one.test")))
    again.close()
    assert "cookie" not in heard(server)[0].headers
    assert "event=secret_unreadable what=cookie of one.test" in caplog.text
    assert CANARY not in caplog.text
