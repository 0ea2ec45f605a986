"""Jobs that end badly, run in a worker process; light, so that a short deadline is not spent on imports."""

from __future__ import annotations

import os
import time
from typing import Any


def die(_: dict[str, Any]) -> dict[str, Any]:
    """End the worker process."""
    os._exit(9)


def hang(_: dict[str, Any]) -> dict[str, Any]:
    """Never end."""
    time.sleep(60)
    return {}
