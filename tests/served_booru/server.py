"""The loopback proxy that answers for real host names with certificates of its own authority."""

from __future__ import annotations

import socket
import ssl
import tempfile
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

from tests.served_booru.album import HOST, album
from tests.served_booru.faults import CHALLENGE, LOGIN_PAGE, Fault, Faults, gzip_bomb
from tests.served_booru.posts import Collection
from tests.served_booru.shapes import Answer, Asked, answer

WATCHED = ("user-agent", "referer", "cookie", "range", "authorization")


@dataclass(frozen=True)
class Hit:
    """A request that came in."""

    at: float
    """Seconds of the monotonic clock."""
    url: str
    status: int
    headers: dict[str, str]


class Authority:
    """Signs a certificate for each host name, once."""

    def __init__(self) -> None:
        self.ca = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def context(self, host: str) -> ssl.SSLContext:
        """Return the TLS context for that name."""
        with self._lock:
            if host not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self.ca.issue_cert(host).configure_cert(context)
                self._contexts[host] = context
            return self._contexts[host]


class ServedBooru:
    """The booru, while it is open."""

    def __init__(self, posts: int = 3000, *, seed: int = 1, port: int = 0, size: tuple[int, int] = (160, 120),
                 latency: float = 0.0) -> None:
        self.posts = Collection(seed, posts, size)
        self.faults = Faults()
        self.hits: list[Hit] = []
        self.latency = latency
        self.authority = Authority()
        handler = type("Handler", (_Handler,), {"booru": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def proxy(self) -> str:
        """The address to set as proxy."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def ca_file(self) -> Path:
        """A file with the authority to trust."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "ca.pem"
        if not path.exists():
            self.authority.ca.cert_pem.write_to_path(str(path))
        return path

    def fail(self, prefix: str, kind: str, *, times: float = float("inf"), retry_after: str | None = None) -> None:
        """Switch a fault on for URLs (without scheme) that start so."""
        self.faults.add(Fault(prefix, kind, times, retry_after))

    def heal(self) -> None:
        """Switch all faults off."""
        self.faults.clear()

    def urls(self, part: str = "") -> list[str]:
        """Return what was asked for so far, as far as it holds `part`."""
        return [hit.url for hit in self.hits if part in hit.url]

    def open(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> ServedBooru:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no trouble of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    booru: ServedBooru
    origin = ""

    def do_CONNECT(self) -> None:
        host = self.path.rsplit(":", 1)[0]
        self.send_response(200, "Connection established")
        self.end_headers()
        try:
            self.connection = self.booru.authority.context(host).wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):
            self.close_connection = True
            return
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.origin = f"https://{host}"
        self.close_connection = False

    def do_GET(self) -> None:
        url = self.path if "://" in self.path else self.origin + self.path
        time.sleep(self.booru.latency)
        fault = self.booru.faults.take(url)
        reply = _faulty(fault) if fault else None
        if fault is not None and fault.kind == "picture":
            reply = Answer(self.booru.posts.posts[-1].picture, 200, "image/jpeg")
        if reply is None:
            switches = {"is_empty": fault is not None and fault.kind == "zero",
                        "is_first_page_for_ever": fault is not None and fault.kind == "same_page"}
            asked = Asked.of(url, **switches)
            site = album if asked.host == HOST else answer
            reply = site(self.booru.posts, asked) or Answer(b"nothing here", 404, "text/plain")
        kept = {name: self.headers[name] for name in WATCHED if name in self.headers}
        self.booru.hits.append(Hit(time.monotonic(), url, reply.status, kept))
        if fault is not None and fault.kind == "drop":
            self._end()
            return
        self._send(reply, fault.kind if fault else "")

    do_HEAD = do_GET  # noqa: N815 - the library's name

    def _send(self, reply: Answer, fault: str) -> None:
        status, body, headers = reply.status, reply.body, dict(reply.headers)
        if fault == "cut":
            body = body[: len(body) // 2]
        wanted = self.headers.get("Range", "")
        if status == 200 and wanted.startswith("bytes=") and not fault and self._is_same(headers):
            start = int(wanted[6:].partition("-")[0] or 0)
            if 0 < start < len(body):
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                status, body = 206, body[start:]
        self.send_response(status)
        for name, value in {"Content-Type": reply.content_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if fault == "truncate":
            self.wfile.write(body[: len(body) // 2])
            self._end()
        elif fault == "slow":
            for place in range(0, len(body), 64):
                self.wfile.write(body[place:place + 64])
                time.sleep(0.2)
        else:
            self.wfile.write(body)

    def _is_same(self, headers: dict[str, str]) -> bool:
        asked = self.headers.get("If-Range")
        return asked is None or asked in {headers.get("ETag"), headers.get("Last-Modified")}

    def _end(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # the TLS one, which the server does not know of

    def log_message(self, *_: object) -> None:
        """Silence: `hits` is the log."""


def _faulty(fault: Fault) -> Answer | None:
    """Return the answer that the fault gives by itself; None when it only changes the site's own."""
    if fault.kind.isdigit():
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        return Answer(b"no", int(fault.kind), "text/plain", headers)
    if fault.kind == "html":
        return Answer(LOGIN_PAGE, 200, "text/html; charset=utf-8")
    if fault.kind == "challenge":
        return Answer(CHALLENGE, 503, "text/html; charset=utf-8")
    if fault.kind == "garbage":
        return Answer(b'{"surprise": [1, 2, 3]}')
    if fault.kind == "gzip_bomb":
        return Answer(gzip_bomb(), 200, "application/json", {"Content-Encoding": "gzip"})
    return None
