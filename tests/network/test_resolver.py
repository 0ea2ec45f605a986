"""The machine's resolver, asked for nothing that leaves the machine."""

from __future__ import annotations

import socket

import pytest

from app.network.resolver import SystemResolver, UnknownHost


def test_a_literal_is_its_own_address():
    assert SystemResolver().resolve("127.0.0.1", 80) == ["127.0.0.1"]
    assert SystemResolver().resolve("::1", 80) == ["::1"]


@pytest.mark.parametrize(("number", "is_passing"), [
    (socket.EAI_NONAME, False), (socket.EAI_AGAIN, True), (socket.EAI_FAIL, True),
])
def test_a_name_without_address_is_told_from_a_resolver_that_is_away(monkeypatch, number, is_passing):
    def fail(*_, **__):
        raise socket.gaierror(number, "no")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(UnknownHost) as caught:
        SystemResolver().resolve("somewhere.test", 80)
    assert caught.value.is_passing is is_passing


def test_a_name_that_no_resolver_takes_has_no_address(monkeypatch):
    def fail(*_, **__):
        raise UnicodeError("label too long")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(UnknownHost):
        SystemResolver().resolve("x" * 70, 80)


def test_each_address_is_named_once_in_the_system_s_order(monkeypatch):
    answers = [(socket.AF_INET6, 1, 6, "", ("2606:4700::1", 80, 0, 0)), (socket.AF_INET, 1, 6, "", ("1.1.1.1", 80)),
               (socket.AF_INET, 1, 6, "", ("1.1.1.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    assert SystemResolver().resolve("somewhere.test", 80) == ["2606:4700::1", "1.1.1.1"]
