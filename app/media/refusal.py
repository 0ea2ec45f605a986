"""Why a file is not kept: a reason code of `core.reasons` and one line of detail."""

from __future__ import annotations

from app.core.reasons import REASONS


class Refused(Exception):
    """This file ends here, and `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        assert code in REASONS, code
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail[:500]
