"""Event batches by table: rooms, times, numbers."""

import itertools

import pytest

from app.web.batches import MOST_PENDING, Batch, EventBatcher, rooms_of


def seed(number):
    return {"topic": "seed.changed", "query_id": 1, "seed_id": number, "status": 1}


def progress(received, seed_id=1):
    return {"topic": "progress", "query_id": 1, "seed_id": seed_id, "received": received, "total": 100}


def test_events_of_a_tenth_of_a_second_travel_together():
    batcher = EventBatcher()
    batcher.add("query:1", seed(1), now=10.0)
    batcher.add("query:1", seed(2), now=10.09)
    assert batcher.next_due() == pytest.approx(10.1)
    assert batcher.take(now=10.05) == []
    assert batcher.take(now=10.1) == [Batch("query:1", 1, [seed(1), seed(2)])]
    assert batcher.next_due() is None


def test_each_room_counts_for_itself():
    batcher = EventBatcher()
    batcher.add("a", seed(1), now=0)
    batcher.add("b", seed(2), now=0)
    assert {(batch.room, batch.seq) for batch in batcher.take(now=1)} == {("a", 1), ("b", 1)}
    batcher.add("a", seed(3), now=1)
    assert [(batch.room, batch.seq) for batch in batcher.take(now=2)] == [("a", 2)]
    assert (batcher.seq("a"), batcher.seq("b"), batcher.seq("never")) == (2, 1, 0)


def test_a_counter_is_sent_at_most_four_times_a_second_and_its_last_value_wins():
    batcher, sent, now = EventBatcher(), [], 0.0
    for step in range(101):
        now = step / 100
        batcher.add("query:1", progress(step), now)
        sent += [(now, event["received"]) for batch in batcher.take(now) for event in batch.events]
    assert len(sent) <= 4
    due = batcher.next_due()
    last = batcher.take(due)[0].events[0]
    assert last["received"] == 100
    times = [at for at, _ in sent]
    assert all(later - earlier >= 0.25 - 1e-9 for earlier, later in itertools.pairwise(times))


def test_the_overview_is_told_once_a_second_at_most():
    batcher, sent = EventBatcher(), []
    for step in range(301):
        batcher.add("overview", {"topic": "overview.changed"}, step / 100)
        sent += [step / 100 for _ in batcher.take(step / 100)]
    assert sent == [0.1, 1.1, 2.1]


def test_counters_of_two_seeds_do_not_hide_each_other():
    batcher = EventBatcher()
    batcher.add("query:1", progress(5, seed_id=1), 0)
    batcher.add("query:1", progress(7, seed_id=2), 0)
    assert [event["received"] for event in batcher.take(1)[0].events] == [5, 7]


def test_a_waiting_counter_does_not_hold_up_other_events():
    batcher = EventBatcher()
    batcher.add("query:1", progress(1), 0.0)
    batcher.take(0.1)
    batcher.add("query:1", progress(2), 0.11)
    batcher.add("query:1", seed(1), 0.12)
    assert batcher.take(0.22) == [Batch("query:1", 2, [seed(1)])]
    assert batcher.take(0.36) == [Batch("query:1", 3, [progress(2)])]


def test_a_flood_is_cut_and_leaves_a_gap_in_the_numbers():
    batcher = EventBatcher()
    for number in range(MOST_PENDING + 10):
        batcher.add("query:1", seed(number), 0)
    (batch,) = batcher.take(1)
    assert (len(batch.events), batch.seq) == (MOST_PENDING, 2)


def test_a_room_that_nobody_watched_shows_a_gap_to_who_comes_back():
    batcher = EventBatcher()
    batcher.add("query:1", seed(1), 0)
    batcher.forget(["query:1", "never"])
    assert (batcher.take(1), batcher.seq("query:1")) == ([], 1)


@pytest.mark.parametrize(
    ("topic", "payload", "rooms"),
    [
        ("query.changed", {"query_id": 3}, ["query:3", "queries", "overview"]),
        ("query.removed", {"query_id": 3}, ["query:3", "queries", "overview"]),
        ("seed.changed", {"query_id": 3, "seed_id": 4, "status": 2}, ["query:3"]),
        ("progress", {"query_id": 3, "seed_id": 4, "received": 1, "total": None}, ["query:3"]),
        ("file.presented", {"query_id": 3, "file_id": 1, "sha256": "a"}, ["query:3"]),
        ("file.imported", {"file_id": 1, "sha256": "a"}, ["library", "overview"]),
        ("file.changed", {"file_ids": [1]}, ["library", "overview"]),
        ("network.changed", {}, ["overview", "overview"]),
        ("unheard.of", {}, []),
    ],
)
def test_who_hears_of_what(topic, payload, rooms):
    assert [room for room, _ in rooms_of(topic, payload)] == rooms
