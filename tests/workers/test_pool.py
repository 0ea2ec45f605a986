"""The pool: jobs, deadlines, deaths, limits, and how it goes down."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app.workers import frames
from app.workers.errors import JobFailed, PoolClosed, WorkerLost, WorkerTimeout
from app.workers.pool import Priority, WorkerPool

ROOT = Path(__file__).resolve().parents[2]
TASKS = {
    name: f"tests.workers.tasks:{name}"
    for name in ("echo", "surroundings", "hang", "spin", "die", "leave", "exhaust", "stumble", "refuse", "chatter")
} | {"missing": "tests.workers.nowhere:nothing"}
LONG = timedelta(seconds=20)


@pytest.fixture
def pool():
    made = WorkerPool(1, TASKS, name="test", nice=1, memory_limit_bytes=1 << 30)
    yield made
    made.close()


def fails_with(kind, pool, *arguments, **options):
    with pytest.raises(kind):
        pool.run(*arguments, **options)


def until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        threading.Event().wait(0.005)


def test_a_job_comes_back_with_its_answer(pool):
    assert pool.run("echo", {"text": "ä" * 3, "list": [1, None]}, timeout=LONG) == {"text": "äää", "list": [1, None]}


def test_a_large_payload_goes_there_and_back(pool):
    text = "x" * (16 << 20)
    assert pool.run("echo", {"text": text}, timeout=LONG) == {"text": text}


def test_two_workers_work_at_once(tmp_path):
    pool = WorkerPool(2, TASKS)
    try:
        threading.Thread(target=fails_with, args=(PoolClosed, pool, "hang", {}), kwargs={"timeout": LONG}).start()
        until(lambda: pool.status().busy)
        assert pool.run("echo", {"a": 1}, timeout=LONG) == {"a": 1}
        assert [busy.task for busy in pool.status().busy] == ["hang"]
    finally:
        pool.close()


def test_a_job_past_its_deadline_is_cut_and_the_next_one_works(pool):
    first = pool.run("surroundings", {}, timeout=LONG)["pid"]
    with pytest.raises(WorkerTimeout) as caught:
        pool.run("hang", {}, timeout=timedelta(seconds=0.2))
    assert "hang was not done in 0.2 s" in caught.value.sentence
    assert pool.run("surroundings", {}, timeout=LONG)["pid"] != first
    assert not Path(f"/proc/{first}").exists()
    assert pool.status().restarts == 1


def test_a_job_that_never_lets_go_of_the_interpreter_is_cut_too(pool):
    with pytest.raises(WorkerTimeout):
        pool.run("spin", {}, timeout=timedelta(seconds=0.2))
    assert pool.run("echo", {}, timeout=LONG) == {}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_worker_killed_under_a_job_fails_that_job_alone(pool, number):
    with pytest.raises(WorkerLost) as caught:
        pool.run("die", {"signal": int(number)}, timeout=LONG)
    assert caught.value.exit_code == -number
    assert signal.Signals(number).name in caught.value.sentence
    assert pool.run("echo", {"a": 1}, timeout=LONG) == {"a": 1}


def test_a_worker_that_leaves_fails_that_job_alone(pool):
    with pytest.raises(WorkerLost) as caught:
        pool.run("leave", {"code": 3}, timeout=LONG)
    assert caught.value.exit_code == 3
    assert pool.run("echo", {}, timeout=LONG) == {}


def test_a_worker_that_dies_idle_costs_no_job(pool):
    pid = pool.run("surroundings", {}, timeout=LONG)["pid"]
    os.kill(pid, signal.SIGKILL)
    until(lambda: Path(f"/proc/{pid}/stat").read_text().split()[2] in "ZX")
    assert pool.run("surroundings", {}, timeout=LONG)["pid"] != pid


def test_memory_beyond_the_limit_fails_the_job_and_replaces_the_worker(pool):
    pid = pool.run("surroundings", {}, timeout=LONG)["pid"]
    with pytest.raises(JobFailed) as caught:
        pool.run("exhaust", {"bytes": 2 << 30}, timeout=LONG)
    assert caught.value.kind == "memory"
    assert pool.run("surroundings", {}, timeout=LONG)["pid"] != pid


def test_an_error_of_the_task_is_its_answer_and_the_worker_lives_on(pool):
    pid = pool.run("surroundings", {}, timeout=LONG)["pid"]
    with pytest.raises(JobFailed) as caught:
        pool.run("stumble", {}, timeout=LONG)
    assert (caught.value.kind, caught.value.detail) == ("RuntimeError", "over a stone")
    with pytest.raises(JobFailed) as caught:
        pool.run("refuse", {}, timeout=LONG)
    assert (caught.value.kind, caught.value.detail) == ("storage_trouble", "no room left")
    with pytest.raises(JobFailed) as caught:
        pool.run("missing", {}, timeout=LONG)
    assert caught.value.kind == "ModuleNotFoundError"
    assert pool.run("surroundings", {}, timeout=LONG)["pid"] == pid


def test_a_payload_that_is_not_json_is_refused_and_hurts_nobody(pool):
    with pytest.raises(JobFailed) as caught:
        pool.run("echo", {"thing": object()}, timeout=LONG)
    assert caught.value.kind == "bad_payload"
    assert pool.run("echo", {}, timeout=LONG) == {}


def test_a_task_that_the_pool_does_not_know_is_a_mistake_of_the_caller(pool):
    with pytest.raises(ValueError, match="no task 'nothing'"):
        pool.run("nothing", {}, timeout=LONG)


def test_a_worker_is_replaced_after_its_share_of_jobs():
    pool = WorkerPool(1, TASKS, jobs_per_worker=3)
    try:
        pids = [pool.run("surroundings", {}, timeout=LONG)["pid"] for _ in range(7)]
    finally:
        pool.close()
    assert [len(set(pids[start : start + 3])) for start in (0, 3, 6)] == [1, 1, 1]
    assert len(set(pids)) == 3


def test_a_worker_is_a_plain_limited_process_that_knows_no_secret(monkeypatch):
    monkeypatch.setenv("BOWERBIRD_OWNER_PASSWORD", "hunter2")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy")
    inherited = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(inherited, True)
    pool = WorkerPool(1, TASKS, nice=3, memory_limit_bytes=1 << 30)
    try:
        seen = pool.run("surroundings", {}, timeout=timedelta(seconds=30))
    finally:
        pool.close()
        os.close(inherited)
    assert seen["parent"] == os.getpid()
    assert "hunter2" not in str(seen["environment"])
    assert "secret" not in str(seen["environment"])
    assert not any(name.split(".")[0] in {"eventlet", "flask", "peewee", "requests"} for name in seen["modules"])
    assert "app.runtime" not in seen["modules"]
    assert len(seen["descriptors"]) <= 5  # 0, 1, 2, the channel, and the listing itself
    assert seen["nice"] == os.nice(0) + 3
    assert (seen["core"], seen["address_space"], seen["open_files"]) == (0, 1 << 30, 128)
    assert 30 < seen["cpu"] <= 40


def test_what_a_worker_prints_goes_to_the_log_and_never_between_the_frames(pool, caplog):
    with caplog.at_level(logging.WARNING, "bowerbird.workers"):
        assert pool.run("chatter", {"lines": 1000}, timeout=LONG) == {"said": 1000}
        pool.close()
        until(lambda: "worker_stderr_cut" in caplog.text)
    assert "printed on standard output" in caplog.text
    assert "written to descriptor one" in caplog.text
    assert "'line 100'" in caplog.text
    assert "'line 900'" not in caplog.text


def test_a_waiting_job_of_higher_priority_goes_first(pool):
    order, threads = [], []

    def ask(name, priority):
        pool.run("echo", {}, timeout=LONG, priority=priority)
        order.append(name)

    holder = threading.Thread(
        target=fails_with, args=(WorkerTimeout, pool, "hang", {}), kwargs={"timeout": timedelta(seconds=0.6)})
    holder.start()
    until(lambda: pool.status().busy)
    for name, priority in (("late", Priority.BACKGROUND), ("soon", Priority.INTERACTIVE)):
        threads.append(threading.Thread(target=ask, args=(name, priority)))
        threads[-1].start()
        until(lambda: pool.status().waiting == len(threads))
    for thread in (holder, *threads):
        thread.join()
    assert order == ["soon", "late"]


def test_closing_takes_less_than_two_seconds_and_tells_everyone():
    pool = WorkerPool(2, TASKS)
    outcomes = []

    def ask():
        try:
            pool.run("hang", {}, timeout=timedelta(hours=1))
        except PoolClosed as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    until(lambda: len(pool.status().busy) == 2 and pool.status().waiting == 2)
    pids = [busy.pid for busy in pool.status().busy]
    started = time.monotonic()
    pool.close()
    assert time.monotonic() - started < 2
    for thread in threads:
        thread.join(1)
    assert outcomes == ["pool_closed"] * 4
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    with pytest.raises(PoolClosed):
        pool.run("echo", {}, timeout=LONG)


def test_a_pool_whose_workers_cannot_start_backs_off_and_still_closes(monkeypatch, caplog):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    pool = WorkerPool(1, TASKS)
    until(lambda: "worker_start_failed" in caplog.text)
    started = time.monotonic()
    pool.close()
    assert time.monotonic() - started < 2


def test_an_answer_that_came_while_the_hub_was_late_still_counts():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(theirs, {"ok": {"a": 1}})
        assert frames.receive(ours, time.monotonic() - 5) == {"ok": {"a": 1}}
        with pytest.raises(TimeoutError):
            frames.receive(ours, time.monotonic() - 5)


@pytest.mark.parametrize("sent", [b"\xff\xff\xff\xff", b"\0\0\0\1x", b"\0\0\0\2[]"])
def test_what_is_no_frame_is_refused(sent):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(sent)
        with pytest.raises(frames.FrameError):
            frames.receive(ours)


def test_a_channel_that_closes_inside_a_frame_is_the_end():
    ours, theirs = socket.socketpair()
    with ours:
        theirs.sendall(b"\0\0\0\x09{")
        theirs.close()
        assert frames.receive(ours) is None


def test_the_processor_time_of_a_job_is_limited_even_when_nobody_watches():
    script = ("from app.workers import limits; limits.CPU_GRACE_SECONDS = 0; limits.grant_cpu(0.1)\n"
              "while True: pass")
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=20)
    assert done.returncode == -signal.SIGXCPU


SCRIPT = """
import sys, os, threading
from app import runtime
runtime.start(sys.argv[1])
from datetime import timedelta
from app.workers.pool import WorkerPool
from app.workers.errors import WorkerTimeout, WorkerLost
pool = WorkerPool(2, {"hang": "tests.workers.tasks:hang", "echo": "tests.workers.tasks:echo",
                      "die": "tests.workers.tasks:die"})
gaps = runtime.HubGap()
runtime.spawn(gaps.run)
try:
    pool.run("hang", {}, timeout=timedelta(seconds=0.5))
except WorkerTimeout:
    print("cut", flush=True)
try:
    pool.run("die", {"signal": 9}, timeout=timedelta(seconds=20))
except WorkerLost:
    print("lost", flush=True)
text = "x" * 4_000_000
assert pool.run("echo", {"text": text}, timeout=timedelta(seconds=20)) == {"text": text}
print("gap", gaps.milliseconds(0.5) < 50, flush=True)
runtime.spawn(pool.run, "hang", {"started": sys.argv[2]}, timeout=timedelta(hours=1))
if sys.argv[3] == "close":
    runtime.sleep(0.1)
    pool.close()
    print("closed", flush=True)
    os._exit(0)
while True:
    runtime.sleep(1)
"""


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_the_pool_works_under_both_hubs_and_blocks_neither(mode, tmp_path):
    done = subprocess.run([sys.executable, "-c", SCRIPT, mode, str(tmp_path / "pid"), "close"],
                          cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.stdout.split("\n")[:4] == ["cut", "lost", "gap True", "closed"], done.stderr


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_workers_die_with_their_parent_even_in_the_middle_of_a_job(mode, tmp_path):
    note = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", SCRIPT, mode, str(note), "stay"], cwd=ROOT,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: note.exists() and note.read_text(), 20)
    finally:
        parent.kill()
        parent.wait()
    child = Path(f"/proc/{note.read_text()}")
    until(lambda: not child.exists() or (child / "stat").read_text().split()[2] in "ZX", 3)
