"""A pool of worker processes: it hands each job to a free worker, holds it to its deadline, and replaces what dies.

`run` blocks only the task that calls it. A worker is killed at its job's deadline and only that job fails. Whoever
needs short answers beside long jobs makes two pools.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from threading import Event
from typing import Any

from app import runtime
from app.core.errors import BowerbirdError
from app.workers.errors import JobFailed, PoolClosed, WorkerLost, WorkerTimeout, describe_exit
from app.workers.worker import Terms, Worker

log = logging.getLogger("bowerbird.workers")

DEFAULT_MEMORY_LIMIT_BYTES = 2 * 1024**3
DEFAULT_JOBS_PER_WORKER = 2000
LONGEST_BACK_OFF_SECONDS = 5.0


class Priority(IntEnum):
    """Which waiting job goes first."""

    INTERACTIVE = 0
    NORMAL = 5
    BACKGROUND = 9


@dataclass(frozen=True, slots=True)
class BusyWorker:
    """A job that runs now."""

    pid: int
    task: str
    age: timedelta


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """What the pool has done since it began and does now."""

    name: str
    count: int
    jobs_done: int
    jobs_failed: int
    restarts: int
    waiting: int
    busy: tuple[BusyWorker, ...]


@dataclass(slots=True)
class _Job:
    task: str
    payload: Mapping[str, Any]
    limit: timedelta
    done: Event = field(default_factory=runtime.event)
    answer: dict[str, Any] | None = None
    failure: BowerbirdError | None = None

    def finish(self, answer: dict[str, Any] | None, failure: BowerbirdError | None = None) -> None:
        self.answer, self.failure = answer, failure
        self.done.set()


class WorkerPool:
    """`count` workers, started at once; one task of ours tends each of them until `close`."""

    def __init__(
        self,
        count: int,
        tasks: Mapping[str, str],
        *,
        name: str = "workers",
        nice: int = 10,
        memory_limit_bytes: int = DEFAULT_MEMORY_LIMIT_BYTES,
        jobs_per_worker: int = DEFAULT_JOBS_PER_WORKER,
    ) -> None:
        """`tasks` maps a task's name to `package.module:function`, which the worker imports at the first such job.

        A worker is replaced after `jobs_per_worker` jobs, because codecs leak.
        """
        if count < 1:
            raise ValueError("a pool has at least one worker")
        self.name = name
        self._terms = Terms(name, dict(tasks), nice, memory_limit_bytes)
        self._jobs_per_worker = jobs_per_worker
        self._heap: list[tuple[int, int, _Job]] = []
        self._order = itertools.count()
        self._waiting = runtime.semaphore(0)
        self._closing = runtime.event()
        self._keepers = [_Keeper(self) for _ in range(count)]
        self._tendings = [runtime.spawn(keeper.tend) for keeper in self._keepers]

    def run(
        self, task: str, payload: Mapping[str, Any], *, timeout: timedelta, priority: Priority = Priority.NORMAL
    ) -> dict[str, Any]:
        """Return the task's answer; payload and answer are what JSON can hold.

        `timeout` counts from the moment a worker takes the job. Raises JobFailed, WorkerTimeout, WorkerLost,
        PoolClosed.
        """
        if task not in self._terms.tasks:
            raise ValueError(f"the pool knows no task '{task}'")
        if self._closing.is_set():
            raise PoolClosed
        job = _Job(task, payload, timeout)
        heapq.heappush(self._heap, (priority, next(self._order), job))
        self._waiting.release()
        if self._closing.is_set():  # close() may have emptied the queue just before we joined it
            self._refuse_waiting()
        job.done.wait()
        if job.failure is not None:
            raise job.failure
        assert job.answer is not None
        return job.answer

    def status(self) -> PoolStatus:
        """Return the figures for the page."""
        return PoolStatus(
            self.name, len(self._keepers),
            sum(keeper.jobs_done for keeper in self._keepers), sum(keeper.jobs_failed for keeper in self._keepers),
            sum(keeper.restarts for keeper in self._keepers), len(self._heap),
            tuple(busy for keeper in self._keepers if (busy := keeper.busy()) is not None),
        )

    def close(self) -> None:
        """Refuse what waits, give running jobs a second, kill the rest. Returns within two seconds."""
        self._closing.set()
        self._refuse_waiting()
        for _ in self._keepers:
            self._waiting.release()
        end = time.monotonic() + 1.0
        for tending in self._tendings:
            tending.wait(max(0.0, end - time.monotonic()))
        for keeper in self._keepers:
            keeper.interrupt()
        for tending in self._tendings:
            tending.wait(max(0.0, end + 0.8 - time.monotonic()))

    def _next(self) -> _Job | None:
        """Wait for a job; None when the pool closes."""
        while not self._closing.is_set():
            self._waiting.acquire()
            try:
                return heapq.heappop(self._heap)[2]
            except IndexError:  # woken by close, or its job was refused
                continue
        return None

    def _refuse_waiting(self) -> None:
        while True:
            try:
                heapq.heappop(self._heap)[2].finish(None, PoolClosed())
            except IndexError:
                return


class _Keeper:
    """Tends one worker: starts it, feeds it, replaces it. One task for the worker's whole life."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._worker: Worker | None = None
        self._job: tuple[_Job, float] | None = None
        self._failed_starts = 0
        self.jobs_done = self.jobs_failed = self.restarts = 0

    def tend(self) -> None:
        """Work until the pool closes."""
        while (worker := self._ready_worker()) is not None:
            job = self._pool._next()
            if job is None:
                break
            if not worker.is_alive:  # it died while it had nothing to do
                worker = self._ready_worker()
                if worker is None:
                    job.finish(None, PoolClosed())
                    break
            self._work(worker, job)
        if self._worker is not None:
            self._worker.dismiss()

    def busy(self) -> BusyWorker | None:
        """Return what runs now."""
        worker, current = self._worker, self._job
        if worker is None or current is None:
            return None
        return BusyWorker(worker.pid, current[0].task, timedelta(seconds=time.monotonic() - current[1]))

    def interrupt(self) -> None:
        """Kill the worker, whatever it does."""
        if self._worker is not None:
            self._worker.interrupt()

    def _ready_worker(self) -> Worker | None:
        """Return a living worker, started if need be; None when the pool closes first."""
        if self._worker is not None and not self._worker.is_alive:
            self._retire("died idle")
        while self._worker is None and not self._pool._closing.is_set():
            if self._failed_starts:
                self._pool._closing.wait(min(0.1 * 2**self._failed_starts, LONGEST_BACK_OFF_SECONDS))
            try:
                self._worker = Worker(self._pool._terms)
                self._failed_starts = 0
            except (WorkerLost, WorkerTimeout, OSError) as error:
                self._failed_starts += 1
                log.warning("event=worker_start_failed pool=%s tries=%d error=%s",
                            self._pool.name, self._failed_starts, error)
        return self._worker

    def _work(self, worker: Worker, job: _Job) -> None:
        self._job = (job, time.monotonic())
        answer: dict[str, Any] | None = None
        failure: BowerbirdError | None = None
        retire_because = ""
        try:
            answer = worker.run(job.task, dict(job.payload), job.limit)
        except JobFailed as error:
            failure = error
            # what a failed allocation leaves behind in native code is not worth keeping
            retire_because = "out of memory" if error.kind == "memory" else ""
        except WorkerTimeout as error:
            failure, retire_because = error, "deadline"
        except WorkerLost as error:
            failure, retire_because = self._lost(error), describe_exit(error.exit_code)
        except (TypeError, ValueError) as error:  # the payload is not JSON; nothing was sent
            failure = JobFailed(job.task, "bad_payload", str(error))
        finally:
            self._job = None
            self.jobs_done += failure is None
            self.jobs_failed += failure is not None
            job.finish(answer, failure or (PoolClosed() if answer is None else None))
        if not retire_because and worker.jobs_done >= self._pool._jobs_per_worker:
            retire_because = "its share is done"
        if retire_because:
            self._retire(retire_because)

    def _lost(self, error: WorkerLost) -> BowerbirdError:
        return PoolClosed() if self._pool._closing.is_set() else error

    def _retire(self, why: str) -> None:
        assert self._worker is not None
        worker, self._worker = self._worker, None
        worker.dismiss()
        self.restarts += 1
        log.info("event=worker_replaced pool=%s pid=%d jobs=%d why=%s", self._pool.name, worker.pid,
                 worker.jobs_done, why.replace(" ", "_"))
