"""The security headers, a set for each kind of answer (reliability.md section 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

HeaderList = list[tuple[str, str]]

BASE: Final[HeaderList] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
]
"""On every answer of the page's port."""

NOTHING_RUNS: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For answers that are data: should a browser show one as a page, nothing in it runs or loads."""

SANDBOXED: Final = "sandbox; default-src 'none'"
"""For the user's own files, whatever they claim to be."""

PRIVATE: Final = ("Cache-Control", "no-store")
"""For answers that a cache has no business with."""


def page_policy(script_hashes: Iterable[str], host: str) -> str:
    """Return the shell's Content-Security-Policy. Inline code runs only by its hash; `host` is a checked Host header,
    named for the websocket because not every browser counts that as 'self'."""
    scripts = " ".join(["'self'", *(f"'sha256-{text}'" for text in script_hashes)])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' blob: data:; "
        f"media-src 'self' blob:; connect-src 'self' ws://{host} wss://{host}; font-src 'self'; manifest-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


def with_base_headers(start_response: Callable[..., Any]) -> Callable[..., Any]:
    """Return a `start_response` that adds what an answer does not say itself."""

    def start(status: str, headers: HeaderList, *rest: Any) -> Any:
        said = {name.lower() for name, _ in headers}
        added = [pair for pair in BASE if pair[0].lower() not in said]
        if "content-security-policy" not in said:
            added.append(("Content-Security-Policy", NOTHING_RUNS))
        if "cache-control" not in said:
            added.append(PRIVATE)
        return start_response(status, headers + added, *rest)

    return start
