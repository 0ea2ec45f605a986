"""A loopback server that fails on purpose, over raw sockets, so that no library is polite in our place.

The path's first part names what happens: `/short_body`, `/drip`, `/redirect?to=...`. Every request is noted in `asked`.
Numbers after F, S and I are rows of the reliability list.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

BODY = hashlib.sha256(b"fault server").digest() * 8192
"""256 KiB that compress badly enough and are the same in every run."""
ETAG = '"one"'
TICK = 0.05


@dataclass(frozen=True)
class Asked:
    """One request as it came in. Header names are lower-case."""

    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def name(self) -> str:
        return urlsplit(self.target).path.strip("/").split("/")[0]

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


class Wire:
    """What a fault may do with the connection."""

    def __init__(self, connection: socket.socket, asked: Asked, server: FaultServer) -> None:
        self.connection = connection
        self.asked = asked
        self.server = server

    def raw(self, data: bytes) -> None:
        self.connection.sendall(data)

    def head(self, status: str = "200 OK", *lines: str) -> None:
        self.raw("\r\n".join((f"HTTP/1.1 {status}", "Connection: close", *lines, "", "")).encode("latin-1"))

    def answer(self, status: str = "200 OK", *lines: str, body: bytes = b"") -> None:
        self.head(status, f"Content-Length: {len(body)}", *lines)
        self.raw(body)

    def rest(self) -> bool:
        """Wait a tick; return whether the server still runs."""
        return not self.server.stopping.wait(TICK)

    def reset(self) -> None:
        """End with RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


FAULTS: dict[str, Callable[[Wire], None]] = {}


def fault(function: Callable[[Wire], None]) -> Callable[[Wire], None]:
    FAULTS[function.__name__] = function
    return function


class FaultServer:
    """Runs on 127.0.0.1 at a free port until closed; with a certificate of `trustme`, over TLS."""

    def __init__(self, certificate: Any = None) -> None:
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(self._tls)
        self.asked: list[Asked] = []
        self.counts: dict[str, int] = {}
        self.stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._open: set[socket.socket] = set()
        self._threads[0].start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/{path}"

    def times(self, name: str) -> int:
        return sum(asked.name == name for asked in self.asked)

    def settle(self, seconds: float = 5.0) -> None:
        """Wait until every connection has ended."""
        end = time.monotonic() + seconds
        while self._open and time.monotonic() < end:
            self.stopping.wait(TICK)

    def __enter__(self) -> FaultServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError):
                if self._tls is not None:
                    connection.settimeout(10)
                    raw, connection = connection, self._tls.wrap_socket(connection, server_side=True)
                    self._open.discard(raw)
                    self._open.add(connection)
            with connection, contextlib.suppress(OSError):
                asked = _read_request(connection)
                if asked is None:
                    return
                self.asked.append(asked)
                self.counts[asked.target] = self.counts.get(asked.target, 0) + 1
                FAULTS.get(asked.name, missing)(Wire(connection, asked, self))
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(0.2)
                    while connection.recv(65536):  # so that the last bytes are not lost to a reset
                        pass
        finally:
            self._open.discard(connection)


def _read_request(connection: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    first, *lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return Asked(method, target, headers)


def missing(wire: Wire) -> None:
    if wire.asked.method == "CONNECT":  # as a proxy that leads nowhere; the host's first label is its status
        status = wire.asked.target.split(".")[0]
        wire.answer(f"{status if status.isdigit() else 502} No Way")
        return
    wire.answer("404 Not Found", body=b"no such fault")


@fault
def fine(wire: Wire) -> None:
    wire.answer("200 OK", "Content-Type: text/html; charset=utf-8", body=b"<p>fine</p>")


@fault
def echo(wire: Wire) -> None:
    """Answers with the request's headers as JSON."""
    body = json.dumps({"target": wire.asked.target, "headers": dict(wire.asked.headers)}).encode()
    wire.answer("200 OK", "Content-Type: application/json", body=body)


@fault
def media(wire: Wire) -> None:
    """A whole file that can be resumed: ?etag=, ?modified=."""
    query = wire.asked.query
    etag, modified = query.get("etag", ETAG), query.get("modified", "")
    lines = ["Content-Type: image/png", "Accept-Ranges: bytes"]
    lines += [f"ETag: {etag}"] if etag else []
    lines += [f"Last-Modified: {modified}"] if modified else []
    wanted = wire.asked.headers.get("range", "")
    condition = wire.asked.headers.get("if-range", "")
    if wanted.startswith("bytes=") and condition in {etag, modified, ""}:
        first = int(wanted[6:].split("-")[0])
        if first >= len(BODY):
            wire.answer("416 Range Not Satisfiable", f"Content-Range: bytes */{len(BODY)}")
            return
        lines.append(f"Content-Range: bytes {first}-{len(BODY) - 1}/{len(BODY)}")
        wire.answer("206 Partial Content", *lines, body=BODY[first:])
        return
    wire.answer("200 OK", *lines, body=BODY)


@fault
def breaks_once(wire: Wire) -> None:
    """Half a file the first time, then like `media` (F9, resume)."""
    if wire.server.counts[wire.asked.target] > 1:
        media(wire)
        return
    wire.head("200 OK", f"Content-Length: {len(BODY)}", "Content-Type: image/png",
              f"ETag: {wire.asked.query.get('etag', ETAG)}", "Accept-Ranges: bytes")
    wire.raw(BODY[: len(BODY) // 2])


@fault
def short_body(wire: Wire) -> None:
    """F9: the length promises more than comes."""
    wire.head("200 OK", f"Content-Length: {len(BODY)}", f"ETag: {ETAG}")
    wire.raw(BODY[: len(BODY) // 2])


@fault
def long_body(wire: Wire) -> None:
    """F10: more comes than the length promises."""
    wire.head("200 OK", "Content-Length: 1000")
    wire.raw(BODY)


@fault
def no_length_cut(wire: Wire) -> None:
    """F11: no length, an early end."""
    wire.head("200 OK", "Content-Type: image/png")
    wire.raw(BODY[:5000])


@fault
def length(wire: Wire) -> None:
    """F12: ?is= any Content-Length, ?and= a second one."""
    query = wire.asked.query
    lines = [f"Content-Length: {query['is']}"] + ([f"Content-Length: {query['and']}"] if "and" in query else [])
    wire.head("200 OK", *lines)
    wire.raw(BODY[:1000])


@fault
def error_page(wire: Wire) -> None:
    """F13: 200 with a page where a file was expected."""
    wire.answer("200 OK", "Content-Type: text/html", body=b"<html><form action='/login'>Please sign in</form></html>")


@fault
def range_ignored(wire: Wire) -> None:
    """F14: a Range is answered with the whole."""
    wire.answer("200 OK", 'ETag: "two"', body=BODY[::-1])


@fault
def wrong_content_range(wire: Wire) -> None:
    """F14: a part, but another one than asked for."""
    if "range" not in wire.asked.headers:
        wire.answer("200 OK", f"ETag: {ETAG}", body=BODY)
        return
    body = BODY[:100]
    wire.answer("206 Partial Content", f"ETag: {ETAG}", f"Content-Range: bytes 0-99/{len(BODY)}", body=body)


@fault
def changed_etag(wire: Wire) -> None:
    """F14: the right part, of another version."""
    if "range" not in wire.asked.headers:
        wire.answer("200 OK", 'ETag: "two"', body=BODY[::-1])
        return
    first = int(wire.asked.headers["range"][6:].split("-")[0])
    wire.answer("206 Partial Content", 'ETag: "two"', f"Content-Range: bytes {first}-{len(BODY) - 1}/{len(BODY)}",
                body=BODY[::-1][first:])


@fault
def short_rest(wire: Wire) -> None:
    """F9 on a resumed file: 5,000 bytes of the rest the first time, without a length."""
    if wire.server.counts[wire.asked.target] > 1:
        media(wire)
        return
    first = int(wire.asked.headers["range"][6:].split("-")[0])
    wire.head("206 Partial Content", f"ETag: {ETAG}", f"Content-Range: bytes {first}-{len(BODY) - 1}/{len(BODY)}")
    wire.raw(BODY[first : first + 5000])


@fault
def unasked_part(wire: Wire) -> None:
    wire.answer("206 Partial Content", f"Content-Range: bytes 5-9/{len(BODY)}", body=BODY[5:10])


@fault
def drip(wire: Wire) -> None:
    """F15: a byte a tick, for ever."""
    wire.head("200 OK", "Content-Length: 100000", f"ETag: {ETAG}")
    while wire.rest():
        wire.raw(b"x")


@fault
def chunked_drip(wire: Wire) -> None:
    """F15, without a length."""
    wire.head("200 OK", "Transfer-Encoding: chunked")
    while wire.rest():
        wire.raw(b"1\r\nx\r\n")


@fault
def drip_to_the_end(wire: Wire) -> None:
    """F15 without any length: a cut looks like the end."""
    wire.head("200 OK")
    while wire.rest():
        wire.raw(b"x")


@fault
def silent(wire: Wire) -> None:
    """Takes the request and says nothing."""
    while wire.rest():
        pass


@fault
def header_drip(wire: Wire) -> None:
    """F16: headers, a letter a tick."""
    wire.raw(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while wire.rest():
        wire.raw(b"x")


@fault
def endless_continue(wire: Wire) -> None:
    """F16: interim answers without end."""
    while wire.rest():
        wire.raw(b"HTTP/1.1 100 Continue\r\n\r\n")


@fault
def many_headers(wire: Wire) -> None:
    """F16: more headers than anyone needs."""
    wire.head("200 OK", *(f"X-{number}: y" for number in range(500)))


@fault
def garbage(wire: Wire) -> None:
    wire.raw(b"\x00\x01 this is not HTTP\r\n\r\n")


@fault
def status(wire: Wire) -> None:
    """F19, F20: ?is=429, ?after= a Retry-After, ?times= how often before it is fine."""
    query = wire.asked.query
    if wire.server.counts[wire.asked.target] > int(query.get("times", "1000000")):
        fine(wire)
        return
    lines = [f"Retry-After: {query['after']}"] if "after" in query else []
    wire.answer(f"{query['is']} Whatever", *lines, body=query.get("body", "trouble").encode())


@fault
def reset(wire: Wire) -> None:
    """F20: the connection is reset; ?times= how often before it is fine."""
    if wire.server.counts[wire.asked.target] > int(wire.asked.query.get("times", "1000000")):
        fine(wire)
        return
    wire.reset()


@fault
def challenge(wire: Wire) -> None:
    """F21: a page that wants to see a person; ?is= its status, ?by=header when only a header tells."""
    query = wire.asked.query
    if query.get("by") == "header":
        wire.answer(f"{query.get('is', '403')} Forbidden", "cf-mitigated: challenge", body=b"<p>one moment</p>")
        return
    body = b"<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script></html>"
    wire.answer(f"{query.get('is', '403')} Forbidden", "Content-Type: text/html", body=body)


@fault
def loop(wire: Wire) -> None:
    """F22: sends to itself."""
    wire.answer("302 Found", "Location: /loop")


@fault
def hops(wire: Wire) -> None:
    """F22: /hops?left=n sends on n times."""
    left = int(wire.asked.query["left"])
    if left == 0:
        fine(wire)
    else:
        wire.answer("302 Found", f"Location: /hops?left={left - 1}")


@fault
def redirect(wire: Wire) -> None:
    """S2, S5, S7: to wherever ?to= says."""
    wire.answer(f"{wire.asked.query.get('is', '302')} Found", f"Location: {wire.asked.query['to']}")


@fault
def repeats_the_query(wire: Wire) -> None:
    """S7: sends on with everything that was in the query, keys too; ?to= where."""
    wire.answer("302 Found", f"Location: {wire.asked.query['to']}?{urlsplit(wire.asked.target).query}")


@fault
def set_cookie(wire: Wire) -> None:
    """Sets ?cookie=, then sends on to ?to= when that is given."""
    query = wire.asked.query
    lines = [f"Set-Cookie: {query['cookie']}"]
    if "to" in query:
        wire.answer("302 Found", f"Location: {query['to']}", *lines)
    else:
        wire.answer("200 OK", *lines, body=b"set")


@fault
def gzip_bomb(wire: Wire) -> None:
    """I4: 300 MB that weigh little on the way."""
    wire.answer("200 OK", "Content-Encoding: gzip", "Content-Type: text/html", body=_bomb())


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(300)) + packer.flush()


@fault
def gzip_page(wire: Wire) -> None:
    wire.answer("200 OK", "Content-Encoding: gzip", "Content-Type: text/html; charset=utf-8",
                body=gzip.compress("<p>größe</p>".encode()))


@fault
def broken_gzip(wire: Wire) -> None:
    wire.answer("200 OK", "Content-Encoding: gzip", body=b"\x1f\x8b\x08\x00this is no gzip at all")


@fault
def gzip_file(wire: Wire) -> None:
    """A file that comes packed though nobody asked for that; the first time half of it."""
    body = gzip.compress(BODY)
    if wire.server.counts[wire.asked.target] > 1:
        wire.answer("200 OK", "Content-Encoding: gzip", f"ETag: {ETAG}", body=body)
        return
    wire.head("200 OK", "Content-Encoding: gzip", f"ETag: {ETAG}", f"Content-Length: {len(body)}")
    wire.raw(body[: len(body) // 2])


@fault
def text(wire: Wire) -> None:
    """?body= hex bytes, ?type= a Content-Type."""
    query = wire.asked.query
    wire.answer("200 OK", f"Content-Type: {query.get('type', 'text/html')}", body=bytes.fromhex(query["body"]))


@fault
def same_page(wire: Wire) -> None:
    """F23: page after page, all alike, each with a next one."""
    body = b"<a class=post href=/post/1>1</a><a rel=next href='?p=2'>next</a>"
    wire.answer("200 OK", "Content-Type: text/html", body=body)


@fault
def no_posts(wire: Wire) -> None:
    """F23: a page of the right shape with nothing on it."""
    wire.answer("200 OK", "Content-Type: application/json", body=b"[]")
