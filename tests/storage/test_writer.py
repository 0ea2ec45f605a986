"""The one writer: durable when it says so, one failure takes nothing of the others with it."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from app.core.events import stop_at_points
from app.storage.database import Database
from app.storage.migration import migrate
from app.storage.models import Tag
from app.storage.writer import Writer, WriterClosed


@pytest.fixture
def database(tmp_path):
    migrate(tmp_path / "b.db", tmp_path / "backups")
    database = Database(tmp_path / "b.db", readers=2)
    yield database
    database.close()


@pytest.fixture
def writer(database):
    writer = Writer(database)
    yield writer
    writer.close()


def texts(database):
    return [row[0] for row in database.rows(Tag.select(Tag.text).order_by(Tag.id))]


def test_a_change_is_seen_by_readers_once_run_returns(database, writer):
    writer.run(lambda tx: tx.execute(Tag.insert(text="blue eyes")))
    assert texts(database) == ["blue eyes"]


def test_a_change_sees_what_it_has_written_itself(writer):
    def change(tx):
        tx.execute(Tag.insert(text="a"))
        return tx.scalar(Tag.select(Tag.id).where(Tag.text == "a"))

    assert writer.run(change) == 1


def test_a_change_that_fails_leaves_nothing_and_tells_its_caller(database, writer):
    def change(tx):
        tx.execute(Tag.insert(text="half"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        writer.run(change)
    assert texts(database) == []


def test_changes_queued_while_the_writer_is_busy_share_one_commit(database, writer):
    started, gate = threading.Event(), threading.Event()

    def hold(tx):
        started.set()
        gate.wait(5)

    first = writer.submit(hold)
    started.wait(5)
    rest = [writer.submit(lambda tx, n=n: tx.execute(Tag.insert(text=f"tag {n}"))) for n in range(20)]
    bad = writer.submit(lambda tx: tx.execute("INSERT INTO nowhere VALUES (1)"))
    gate.set()
    first.wait()
    for ticket in rest:
        ticket.wait()
    with pytest.raises(sqlite3.OperationalError):
        bad.wait()
    assert len(texts(database)) == 20
    assert writer.commits == 2


def test_what_is_to_happen_after_the_commit_happens_only_then_and_in_order(database, writer):
    told = []

    def change(tx):
        tx.execute(Tag.insert(text="a"))
        tx.after_commit(lambda: told.append(texts(database)))
        tx.after_commit(lambda: told.append("second"))

    writer.run(change)
    assert told == [["a"], "second"]


def test_nothing_is_told_of_a_change_that_failed(writer):
    told = []

    def change(tx):
        tx.after_commit(lambda: told.append(1))
        raise ValueError

    with pytest.raises(ValueError):
        writer.run(change)
    assert told == []


def test_a_commit_that_fails_is_told_to_everyone_in_it_and_the_writer_goes_on(database, writer):
    def fail(name):
        if name == "writer.before_commit":
            raise sqlite3.OperationalError("database or disk is full")

    stop_at_points(fail)
    try:
        with pytest.raises(Exception, match="disk is full") as caught:
            writer.run(lambda tx: tx.execute(Tag.insert(text="a")))
        assert caught.value.code == "disk_full"
    finally:
        stop_at_points(None)
    writer.run(lambda tx: tx.execute(Tag.insert(text="b")))
    assert texts(database) == ["b"]


def test_a_closed_writer_finishes_its_queue_and_takes_no_more(database):
    writer = Writer(database)
    tickets = [writer.submit(lambda tx, n=n: tx.execute(Tag.insert(text=f"t{n}"))) for n in range(5)]
    writer.close()
    for ticket in tickets:
        ticket.wait()
    with pytest.raises(WriterClosed):
        writer.submit(lambda tx: None)
    assert len(texts(database)) == 5


def test_nobody_writes_past_the_writer(database):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.rows("INSERT INTO tag (text) VALUES ('sneaky')")
