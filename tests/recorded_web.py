#!/usr/bin/env python3
"""A web of recorded pages: a loopback HTTP(S) proxy that answers for real sites.

Point a program's proxy at it and the program sees the sites whose pages are listed in the given index
files, each URL answered with the bytes that the real site once sent. URLs that look like media and were
not recorded get a picture made from the URL (same URL, same bytes; another URL, other bytes). Anything else
is 404. Nothing leaves this machine.

    recorded_web.py --index samples/pages/index.json [--index MORE.json] --port 8899 --ca ca.pem --log hits.jsonl

Trust `ca.pem` in the client (https is answered with certificates that it signs) and set its proxy to
http://127.0.0.1:8899. `--log` gets one JSON line a request: time, method, url, status, bytes, and the
headers that matter for politeness and logins (user-agent, referer, cookie, range, authorization).

An index file is a list (or {"pages": [...]}) of objects with at least `file` (relative to the index) and
`url`; optional `content_type`, `status`, `headers`, `method`. Faults can be asked for per host or URL prefix
with --fault 'PREFIX=KIND[:N]', KIND being one of 429, 503, 403, 404, 500, drop, truncate, slow; with :N only the first
N requests that match fail. `--latency MS` delays every answer.

Needs: trustme, Pillow.
"""
from __future__ import annotations

import argparse
import hashlib
import io
import json
import mimetypes
import random
import socket
import ssl
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import trustme
from PIL import Image, ImageDraw

PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".gif": "GIF", ".webp": "WEBP"}


def key_of(url: str) -> str:
    """One spelling for a URL: no scheme, no fragment, sorted and decoded query."""
    parts = urlsplit(url)
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    path = unquote(parts.path) or "/"
    return f"{(parts.hostname or '').lower()}{path}?{query}"


def picture_for(url: str, image_format: str) -> bytes:
    """A picture that only this URL has: a gradient, some shapes and the URL's own digest."""
    seed = hashlib.sha256(url.encode()).digest()
    dice = random.Random(seed)
    width, height = dice.randrange(320, 1600, 16), dice.randrange(320, 1600, 16)
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image = Image.blend(image, Image.new("RGB", image.size, tuple(seed[:3])), 0.6)
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = dice.randrange(width), dice.randrange(height)
        colour = tuple(dice.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + dice.randrange(20, 300), y + dice.randrange(20, 300)), fill=colour)
    draw.text((8, 8), seed.hex()[:32], fill=(255, 255, 255))
    out = io.BytesIO()
    image.save(out, image_format)
    return out.getvalue()


@dataclass
class Fault:
    """What goes wrong for URLs under a prefix, and how often still."""

    prefix: str
    kind: str
    left: float = float("inf")


@dataclass
class Web:
    """The recorded pages, the faults and the log."""

    pages: dict[str, dict] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    log: io.TextIOBase | None = None
    latency: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def load(self, index: Path) -> None:
        entries = json.loads(index.read_text("utf-8"))
        for entry in entries["pages"] if isinstance(entries, dict) else entries:
            if entry.get("url") and entry.get("file"):
                self.pages[key_of(entry["url"])] = {**entry, "path": index.parent / entry["file"]}

    def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
        entry = self.pages.get(key_of(url))
        if entry:
            body = entry["path"].read_bytes()
            kind = entry.get("content_type") or mimetypes.guess_type(entry["file"])[0] or "text/html"
            return entry.get("status", 200), {"Content-Type": kind, **entry.get("headers", {})}, body
        suffix = Path(urlsplit(url).path).suffix.lower()
        if suffix in PICTURES:
            return 200, {"Content-Type": f"image/{PICTURES[suffix].lower()}"}, picture_for(url, PICTURES[suffix])
        return 404, {"Content-Type": "text/plain"}, b"not recorded: " + url.encode()

    def fault_for(self, url: str) -> str | None:
        bare = url.split("://", 1)[-1]
        with self.lock:
            for fault in self.faults:
                if bare.startswith(fault.prefix) and fault.left > 0:
                    fault.left -= 1
                    return fault.kind
        return None

    def note(self, record: dict) -> None:
        if self.log:
            with self.lock:
                print(json.dumps(record), file=self.log, flush=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    web: Web
    authority: trustme.CA
    origin: str = ""

    def do_CONNECT(self) -> None:
        host = self.path.rsplit(":", 1)[0]
        self.send_response(200, "Connection established")
        self.end_headers()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(host).configure_cert(context)
        try:
            self.connection = context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):
            self.close_connection = True
            return
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.origin = f"https://{host}"
        self.close_connection = False

    def respond(self) -> None:
        url = self.path if "://" in self.path else self.origin + self.path
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length) if length else b""
        if self.web.latency:
            time.sleep(self.web.latency)
        fault = self.web.fault_for(url)
        if fault and fault.isdigit():
            status, headers, body = int(fault), {"Content-Type": "text/plain", "Retry-After": "5"}, b"fault"
        else:
            status, headers, body = self.web.answer(url)
        watched = ("user-agent", "referer", "cookie", "range", "authorization")
        self.web.note({"time": time.time(), "method": self.command, "url": url, "status": status, "fault": fault,
                       "bytes": len(body), "body": sent.decode("utf-8", "replace")[:2000],
                       "headers": {name: self.headers[name] for name in watched if name in self.headers}})
        if fault == "drop":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if status == 200 and self.headers.get("Range", "").startswith("bytes="):
            start, _, end = self.headers["Range"][6:].partition("-")
            if start.isdigit() and int(start) < len(body):
                stop = int(end) + 1 if end.isdigit() else len(body)
                headers["Content-Range"] = f"bytes {start}-{min(stop, len(body)) - 1}/{len(body)}"
                body, status = body[int(start):stop], 206
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        if self.command == "HEAD":
            return
        if fault == "truncate":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault == "slow":
            for place in range(0, len(body), 512):
                self.wfile.write(body[place:place + 512])
                time.sleep(0.5)
        else:
            self.wfile.write(body)

    do_GET = do_POST = do_HEAD = do_PUT = respond  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """Silence: `--log` is the log."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", action="append", type=Path, required=True)
    parser.add_argument("--port", type=int, default=8899)
    parser.add_argument("--ca", type=Path, help="write the authority's certificate here")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--latency", type=float, default=0, metavar="MS")
    parser.add_argument("--fault", action="append", default=[], metavar="PREFIX=KIND[:N]")
    chosen = parser.parse_args()
    web = Web(latency=chosen.latency / 1000)
    for index in chosen.index:
        web.load(index)
    for text in chosen.fault:
        prefix, _, kind = text.rpartition("=")
        kind, _, times = kind.partition(":")
        web.faults.append(Fault(prefix, kind, int(times) if times else float("inf")))
    if chosen.log:
        web.log = chosen.log.open("a", encoding="utf-8")
    Handler.web, Handler.authority = web, trustme.CA()
    if chosen.ca:
        Handler.authority.cert_pem.write_to_path(str(chosen.ca))
    server = ThreadingHTTPServer(("127.0.0.1", chosen.port), Handler)
    server.daemon_threads = True
    print(f"{len(web.pages)} recorded pages on http://127.0.0.1:{chosen.port}", file=sys.stderr, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
