"""What a worker may use, set by the worker on itself before it touches anything that came from outside.

Nothing here can be taken back by the code that runs later in the process.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
OPEN_FILES = 128
CPU_GRACE_SECONDS = 5


def apply(*, parent: int, nice: int, memory_limit_bytes: int) -> None:
    """Bind this process: it dies with its parent, yields to it, and can't grow, dump core or gain rights.

    Interrupts are the parent's to handle (a Ctrl-C or a service stop reaches the whole group): this end stops when
    its channel closes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _die_with(parent)
    os.nice(nice)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_AS, memory_limit_bytes)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)


def grant_cpu(seconds: float) -> None:
    """Let this process use so much more CPU time, then be killed: the backstop if nobody watches its deadline."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = math.ceil(usage.ru_utime + usage.ru_stime + seconds) + CPU_GRACE_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, hard))


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(limit, (value, value))


def _die_with(parent: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    prctl = getattr(libc, "prctl", None)  # Linux; elsewhere the closed channel ends an idle worker all the same
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:  # it was gone before we asked
        os._exit(0)
