"""The page's own addresses: each answers with the shell, and `next` after sign-in may name no other."""

from __future__ import annotations

import re
from typing import Final

PAGES: Final = {
    "/": r"/",
    "/downloads": r"/downloads",
    "/downloads/<int:query_id>": r"/downloads/\d{1,18}",
    "/library": r"/library",
    "/file/<sha256>": r"/file/[0-9a-f]{64}",
    "/settings": r"/settings",
    "/settings/<section>": r"/settings/[a-z-]{1,40}",
    "/sign-in": r"/sign-in",
    "/setup": r"/setup",
}
"""For each address as Flask writes it, the pattern that its path fits."""

HOME: Final = "/"
_AFTER_SIGN_IN: Final = re.compile(
    "(?:" + "|".join(pattern for rule, pattern in PAGES.items() if rule not in {"/sign-in", "/setup"}) + ")"
    r"(?:\?[A-Za-z0-9%&=+.,:;*_~!$'()/?@-]{0,4000})?"
)


def safe_next(wanted: str) -> str:
    """Return where to go after sign-in: the wanted place when it is a page of ours, else the home page.

    Nothing that a browser reads as another host comes through: `//host`, backslashes, schemes, control characters
    (reliability.md A12).
    """
    return wanted if _AFTER_SIGN_IN.fullmatch(wanted) else HOME
