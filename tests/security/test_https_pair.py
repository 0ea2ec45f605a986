"""R3: the self-made certificate names this machine, keeps its key to itself, and is renewed with the same key."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from cryptography import x509

from app.tls_pair import LIFE, BadPair, TlsPair, is_ours

NOW = datetime.now(UTC)


@pytest.fixture
def pair(tmp_path):
    pair = TlsPair(tmp_path)
    pair.prepare(NOW)
    return pair


def certificate(pair):
    return x509.load_pem_x509_certificate(pair.certificate_path.read_bytes())


def test_a_client_that_trusts_it_finishes_a_handshake_by_name_and_by_address(pair):
    for name in ("localhost", "127.0.0.1"):
        ours, theirs = socket.socketpair()
        trusting = ssl.create_default_context(cafile=pair.certificate_path)
        serving = threading.Thread(target=lambda sock=ours: pair.context().wrap_socket(sock, server_side=True).close())
        serving.start()
        with trusting.wrap_socket(theirs, server_hostname=name) as stream:
            assert stream.version() in {"TLSv1.2", "TLSv1.3"}
        serving.join(5)


def test_the_key_is_for_this_user_alone(pair):
    assert pair.key_path.stat().st_mode & 0o077 == 0


def test_it_is_left_alone_while_it_is_good(pair):
    before = pair.certificate_path.read_bytes()
    pair.prepare(NOW + timedelta(days=300))
    assert pair.certificate_path.read_bytes() == before


def test_it_is_renewed_before_it_expires_with_the_same_key(pair):
    before, key = certificate(pair), pair.key_path.read_bytes()
    pair.prepare(NOW + LIFE - timedelta(days=10))
    assert certificate(pair).not_valid_after_utc > before.not_valid_after_utc
    assert pair.key_path.read_bytes() == key


def test_it_is_renewed_when_the_machine_has_a_new_address(pair, monkeypatch):
    before = certificate(pair).serial_number
    monkeypatch.setattr("app.tls_pair.lan_addresses", lambda: {"192.0.2.77"})
    pair.prepare(NOW)
    assert certificate(pair).serial_number != before


def a_users_own(tmp_path, not_after=None):
    made = trustme.CA().issue_cert("localhost", not_after=not_after)
    made.private_key_pem.write_to_path(tmp_path / "client.key")
    made.cert_chain_pems[0].write_to_path(tmp_path / "client.crt")
    return TlsPair(tmp_path)


def test_a_users_own_pair_is_used_and_never_touched(tmp_path):
    pair = a_users_own(tmp_path)
    before = pair.certificate_path.read_bytes(), pair.key_path.read_bytes()
    pair.prepare(NOW)
    assert not is_ours(certificate(pair))
    assert (pair.certificate_path.read_bytes(), pair.key_path.read_bytes()) == before


def test_a_pair_that_does_not_belong_together_is_refused_with_a_sentence(tmp_path):
    pair = a_users_own(tmp_path)
    trustme.CA().issue_cert("localhost").private_key_pem.write_to_path(tmp_path / "client.key")
    with pytest.raises(BadPair, match="do not belong together"):
        pair.prepare(NOW)


def test_an_expired_pair_is_refused_with_its_date(tmp_path):
    pair = a_users_own(tmp_path, NOW + timedelta(days=1))
    with pytest.raises(BadPair, match="expired"):
        pair.prepare(NOW + timedelta(days=2))


def test_a_new_pair_is_picked_up_without_a_restart_and_a_broken_one_is_not(pair, tmp_path):
    first = pair.context()
    pair.certificate_path.write_text("rubbish")
    assert pair.context() is first
    other = a_users_own(tmp_path / "..")
    other.certificate_path.replace(pair.certificate_path)
    other.key_path.replace(pair.key_path)
    assert pair.context() is not first


def test_the_fingerprint_is_written_as_people_compare_it(pair):
    pairs = pair.fingerprint().split(":")
    assert len(pairs) == 32
    assert all(len(part) == 2 for part in pairs)
