"""The HTTPS pair in the data folder: `client.crt` and `client.key`.

Made at first use with names and addresses of this machine, so that a phone that trusts it is satisfied; made again with
the same key before it expires or when an address is new. A pair that we did not write is used as it is and never
touched.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import SSL

from app.core.errors import BadInput

OURS = "Bowerbird, made on this machine"
LIFE = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)


class BadPair(BadInput):
    """The HTTPS pair can't be used."""

    code = "bad_certificate"


class TlsPair:
    """The pair of one data folder. `context` is cheap to call for each connection: it looks at the files' times."""

    def __init__(self, data: Path) -> None:
        self.certificate_path = data / "client.crt"
        self.key_path = data / "client.key"
        self._context: ssl.SSLContext | None = None
        self._stamp: tuple[int, int] | None = None

    def prepare(self, now: datetime) -> None:
        """Make the pair, or make it anew when it is ours and due. Raises BadPair for a pair that does not fit."""
        wanted = names_of_this_machine()
        if not self.certificate_path.exists() and not self.key_path.exists():
            self._write(ec.generate_private_key(ec.SECP256R1()), wanted, now)
        elif is_ours(self._certificate()) and is_due(self._certificate(), wanted, now):
            self._write(self._key(), wanted, now)
        self._check(now)

    def context(self) -> ssl.SSLContext:
        """Return the context of the pair as it lies there now; a broken new pair leaves the last good one."""
        stamp = (self.certificate_path.stat().st_mtime_ns, self.key_path.stat().st_mtime_ns)
        if self._context is None or stamp != self._stamp:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            try:
                context.load_cert_chain(self.certificate_path, self.key_path)
            except ssl.SSLError:
                if self._context is None:
                    raise
                context = self._context
            self._context, self._stamp = context, stamp
        return self._context

    def fingerprint(self) -> str:
        """Return the certificate's sha256 as people compare it: pairs of hex with colons."""
        return self._certificate().fingerprint(hashes.SHA256()).hex(":").upper()

    def _certificate(self) -> x509.Certificate:
        try:
            return x509.load_pem_x509_certificate(self.certificate_path.read_bytes())
        except (OSError, ValueError) as error:
            raise BadPair(f"client.crt can't be read: {error}.", action="Put a PEM certificate there") from error

    def _key(self) -> CertificateIssuerPrivateKeyTypes:
        try:
            key = serialization.load_pem_private_key(self.key_path.read_bytes(), None)
        except (OSError, ValueError, TypeError) as error:
            raise BadPair(f"client.key can't be read: {error}.",
                          action="Put a PEM key without password there") from error
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key

    def _check(self, now: datetime) -> None:
        certificate = self._certificate()
        if certificate.not_valid_after_utc < now:
            raise BadPair(f"client.crt expired on {certificate.not_valid_after_utc:%d %B %Y}.",
                          action="Put a new pair there, or remove both files and Bowerbird makes one")
        checking = SSL.Context(SSL.TLS_METHOD)
        try:
            checking.use_certificate_chain_file(str(self.certificate_path))
            checking.use_privatekey_file(str(self.key_path))
            checking.check_privatekey()
        except SSL.Error as error:
            raise BadPair("client.crt and client.key do not belong together.",
                          action="Put a matching pair there, or remove both files") from error

    def _write(self, key: CertificateIssuerPrivateKeyTypes, names: list[x509.GeneralName], now: datetime) -> None:
        certificate = make_certificate(key, names, now)
        secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                   serialization.NoEncryption())
        write_private(self.key_path, secret)
        write_private(self.certificate_path, certificate.public_bytes(serialization.Encoding.PEM))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only this user may read, whole or not at all."""
    unfinished = path.with_name(path.name + ".part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(unfinished, path)  # noqa: PTH105 - the durable one


def names_of_this_machine() -> list[x509.GeneralName]:
    """Return the names and addresses under which this machine is called in its network."""
    host = socket.gethostname()
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in dict.fromkeys(("localhost", host, f"{host}.local"))]
    addresses = {"127.0.0.1", "::1"} | lan_addresses()
    return names + [x509.IPAddress(ipaddress.ip_address(address)) for address in sorted(addresses)]


def lan_addresses() -> set[str]:
    """Return the addresses that lead out of this machine; found without sending anything."""
    found: set[str] = set()
    for family, target in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):  # RFC 5737, RFC 3849
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))
                found.add(str(probe.getsockname()[0]).split("%")[0])
            except OSError:
                continue  # no route in this family
    return found


def is_ours(certificate: x509.Certificate) -> bool:
    """Return whether we wrote it."""
    return any(name.value == OURS for name in certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME))


def is_due(certificate: x509.Certificate, wanted: list[x509.GeneralName], now: datetime) -> bool:
    """Return whether it expires soon or lacks a name that this machine has now."""
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return certificate.not_valid_after_utc - now < RENEW_BEFORE or any(name not in held for name in wanted)


def make_certificate(
    key: CertificateIssuerPrivateKeyTypes, names: list[x509.GeneralName], now: datetime
) -> x509.Certificate:
    """Return a certificate that signs itself, good for a server under these names (RFC 5280)."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, socket.gethostname()[:64] or "bowerbird"),
                         x509.NameAttribute(NameOID.ORGANIZATION_NAME, OURS)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
