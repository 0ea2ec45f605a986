"""The hub's words mean the same under eventlet and under threading, and nothing heavy holds the hub up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TRIAL = """
import json, os, sqlite3, sys, time
from app import runtime
runtime.start(sys.argv[1])
told = {"mode": runtime.mode()}

lock, log = runtime.lock(), []
def with_lock(name):
    with lock:
        with lock:
            log.append(name); runtime.sleep(0.02); log.append(name)
tasks = [runtime.spawn(with_lock, name) for name in "ab"]
told["tasks end"] = all(task.wait(5) for task in tasks)
told["a lock keeps tasks apart"] = log in (list("aabb"), list("bbaa"))

queue = runtime.queue()
runtime.spawn(lambda: (runtime.sleep(0.02), queue.put(1)))
told["a queue hands over"] = queue.get(timeout=5) == 1

event = runtime.event()
runtime.spawn(lambda: (runtime.sleep(0.02), event.set()))
told["an event wakes"] = event.wait(5)

local = runtime.local()
local.value = 1
seen = []
runtime.spawn(lambda: seen.append(hasattr(local, "value"))).wait(5)
told["a local belongs to its task"] = seen == [False]

connection = sqlite3.connect(":memory:", check_same_thread=False)
slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n"
probe = runtime.HubGap()
runtime.spawn(probe.run)
runtime.sleep(0.05)
probe.reset()
told["native calls answer"] = runtime.run_native(lambda: connection.execute(slow).fetchone()[0]) == 3000000
runtime.sleep(0.02)
told["gap"] = probe.milliseconds(0.99)
probe.stop()

try:
    runtime.run_native(int, "x")
except ValueError:
    told["a native call's error is raised here"] = True

reading, writing = os.pipe()
runtime.spawn(lambda: (runtime.sleep(0.02), os.write(writing, b"x")))
told["a descriptor is waited for"] = runtime.wait_readable(reading, 5)
told["and not for ever"] = not runtime.wait_readable(os.pipe()[0], 0.02)
print(json.dumps(told))
"""


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_every_word_does_what_it_says(mode):
    done = subprocess.run([sys.executable, "-c", TRIAL, mode], capture_output=True, text=True, timeout=50, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told.pop("mode") == mode
    gap = told.pop("gap")
    assert gap < 250, f"the hub stood still for {gap:.0f} ms while SQLite worked"
    assert told
    assert all(told.values()), told


def test_an_unknown_mode_is_refused():
    done = subprocess.run([sys.executable, "-c", "from app import runtime; runtime.start('magic')"],
                          capture_output=True, text=True, timeout=50, cwd=ROOT)
    assert "it is eventlet or threading" in done.stderr


def test_a_test_process_is_never_patched():
    from app import runtime

    assert runtime.mode() == "threading"
