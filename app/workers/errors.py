"""How a job can end without its answer.

    BowerbirdError
    ├── JobFailed         the task raised; the worker lives on
    ├── WorkerTimeout     the job was not done in its time; its worker was killed and replaced
    ├── WorkerLost        the worker died under the job and is replaced
    └── PoolClosed        the pool is going down
"""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import ClassVar

from app.core.errors import BowerbirdError, Busy


class JobFailed(BowerbirdError):
    """The task raised an error of its own; `kind` is that error's stable code, or its class name."""

    code: ClassVar[str] = "job_failed"

    def __init__(self, task: str, kind: str, detail: str) -> None:
        super().__init__(f"{task} failed ({kind}): {detail}")
        self.task, self.kind, self.detail = task, kind, detail


class WorkerTimeout(BowerbirdError):
    """The job took longer than it may; only this job failed."""

    code: ClassVar[str] = "worker_timeout"
    http_status: ClassVar[int] = 503

    def __init__(self, task: str, limit: timedelta) -> None:
        super().__init__(f"{task} was not done in {limit.total_seconds():g} s")
        self.task, self.limit = task, limit


class WorkerLost(BowerbirdError):
    """The worker died while it was at this job; only this job failed. `exit_code` is negative for a signal."""

    code: ClassVar[str] = "worker_lost"
    http_status: ClassVar[int] = 503

    def __init__(self, task: str, exit_code: int | None) -> None:
        super().__init__(f"the worker died during {task} ({describe_exit(exit_code)})")
        self.task, self.exit_code = task, exit_code


class PoolClosed(Busy):
    """Bowerbird is shutting down."""

    code: ClassVar[str] = "pool_closed"


def describe_exit(exit_code: int | None) -> str:
    """Return how a process ended, for the log: `exit 1`, `SIGKILL`."""
    if exit_code is None:
        return "still ending"
    if exit_code >= 0:
        return f"exit {exit_code}"
    try:
        return signal.Signals(-exit_code).name
    except ValueError:
        return f"signal {-exit_code}"
