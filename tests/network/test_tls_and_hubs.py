"""TLS, and the same network on both hubs."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import trustme

from app.network.request import Request
from tests.faults.fault_server import BODY, FaultServer
from tests.network.made import Table, made

CHILD = Path(__file__).with_name("eventlet_child.py")


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def ca_bundle(authority, tmp_path):
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def secure(authority):
    with FaultServer(authority.issue_cert("site.test", "localhost")) as server:
        yield server


def test_a_page_over_tls_by_an_own_authority(tmp_path, secure, ca_bundle):
    table = Table({"site.test": ["127.0.0.1"]})
    with made(tmp_path, resolver=table, ca_bundle=ca_bundle) as house:
        assert house.network.fetch_page(Request(f"https://site.test:{secure.port}/fine")).text == "<p>fine</p>"


def test_a_certificate_that_nobody_vouches_for_is_refused_once(tmp_path, secure):
    with made(tmp_path, resolver=Table({"site.test": ["127.0.0.1"]})) as house:
        trouble = house.trouble(f"https://site.test:{secure.port}/fine")
        assert trouble.reason.code == "tls_failed"
        assert trouble.reason.detail
        assert house.slept == []


def test_a_certificate_of_another_name_is_refused(tmp_path, secure, ca_bundle):
    with made(tmp_path, resolver=Table({"other.test": ["127.0.0.1"]}), ca_bundle=ca_bundle) as house:
        trouble = house.trouble(f"https://other.test:{secure.port}/fine")
        assert trouble.reason.code == "tls_failed"
        assert "other.test" in trouble.reason.detail


def test_plain_http_on_the_tls_port_is_told_as_such(tmp_path, ca_bundle):
    def answer_plainly():
        for _ in range(3):
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                while connection.recv(4096):
                    pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer_plainly)
        thread.start()
        with made(tmp_path, resolver=Table({"site.test": ["127.0.0.1"]}), ca_bundle=ca_bundle) as house:
            assert house.trouble(f"https://site.test:{listener.getsockname()[1]}/").reason.code == "tls_failed"
        thread.join(10)


def test_secure_cookies_go_over_tls_alone(tmp_path, secure, ca_bundle):
    with FaultServer() as plain, made(
        tmp_path, resolver=Table({"site.test": ["127.0.0.1"]}), ca_bundle=ca_bundle
    ) as house:
        url = f"https://site.test:{secure.port}/set_cookie?cookie=a=b;+Secure;+Path=/"
        house.network.fetch_page(Request(url))
        house.network.fetch_page(Request(f"https://site.test:{secure.port}/echo"))
        house.network.fetch_page(Request(plain.url("echo", "site.test")))
    assert secure.asked[-1].headers["cookie"] == "a=b"
    assert "cookie" not in plain.asked[-1].headers


def test_on_the_eventlet_hub_requests_run_side_by_side_and_stuck_ones_are_cut(tmp_path, secure, ca_bundle):
    with FaultServer() as plain:
        command = [sys.executable, str(CHILD), str(plain.port), str(secure.port), str(ca_bundle), str(tmp_path)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=50, check=False,
            env={**os.environ, "BOWERBIRD_ASYNC_MODE": "eventlet"},
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["mode"] == "eventlet"
    assert found["outcomes"] == {
        **{f"plain{number}": str(len(BODY)) for number in range(6)},
        **{f"secure{number}": str(len(BODY)) for number in range(6)},
        "drip": "timeout", "secure_drip": "timeout", "header_drip": "timeout", "stopped": "cancelled",
        "untrusted": "tls_failed",
    }, done.stderr
    assert found["gap_ms"] < 50
    assert "Traceback" not in done.stderr
