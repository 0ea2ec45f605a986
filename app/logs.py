"""Where the log goes: stderr for a person or a service manager, and `DATA/logs/bowerbird.log`, five files of 5 MB.

One line an event, key=value. Every record passes the redactor first, so that no key, cookie or password is written.
"""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
from pathlib import Path

from app.core.redact import Redactor

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
FILE_BYTES, FILE_COUNT = 5 * 1024**2, 5


def set_up_logs(level: str, data: Path | None = None) -> None:
    """Send everything of this level and above to stderr, and to the folder's log when one is given."""
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if data is not None:
        folder = data / "logs"
        with contextlib.suppress(OSError):  # without a file there is still stderr; what is wrong is told elsewhere
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handlers.append(logging.handlers.RotatingFileHandler(
                folder / "bowerbird.log", maxBytes=FILE_BYTES, backupCount=FILE_COUNT, encoding="utf-8", delay=True))
    root = logging.getLogger()
    root.handlers[:] = handlers
    for handler in handlers:
        handler.setFormatter(logging.Formatter(FORMAT))
        handler.addFilter(Redactor())
    root.setLevel(level.upper())
    for chatty in ("urllib3", "engineio", "socketio", "PIL", "apscheduler", "peewee"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
