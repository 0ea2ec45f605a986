"""Orders that are walked: large results of which only the first few are wanted."""

from __future__ import annotations

import random

import numpy as np
import pytest
from pyroaring import BitMap

from app.library.search import order
from app.library.search.columns import Columns
from app.library.search.order import Orders, Sort


@pytest.fixture(autouse=True)
def _walk_small_results_too(monkeypatch):
    monkeypatch.setattr(order, "WALK_FROM", 10)
    monkeypatch.setattr(order, "WALK_STEP", 16)
    monkeypatch.setattr(order, "LOOSE_MOST", 12)


@pytest.mark.parametrize("sort", [Sort.SIZE, Sort.WIDTH, Sort.RATIO, Sort.PIXELS, Sort.BITRATE, Sort.TAGS])
@pytest.mark.parametrize("seed", range(3))
def test_a_walked_order_is_the_sorted_one_while_files_come_and_change(sort: Sort, seed: int):
    dice = random.Random(seed)
    columns = Columns()
    orders = Orders(columns, lambda call: call())
    files: set[int] = set()
    for _ in range(60):
        changed = {dice.randrange(1, 9000) for _ in range(dice.choice((1, 3, 20)))}
        columns.set([(file, dice.randrange(50), 1, dice.randrange(-1, 9), dice.randrange(-1, 9), dice.randrange(-1, 5),
                      -1, 0, 0, -1, 1, -1, 1, 1) for file in sorted(changed)])
        tagged = np.array(sorted(set(dice.sample(sorted(changed), 1))), dtype=np.int64)
        columns.count_tags(tagged, np.ones(1, dtype=np.int32))
        orders.files_changed(changed, tagged.tolist())
        files |= changed
        bitmap = BitMap(files)
        limit = dice.randrange(1, 12)
        ids = np.array(sorted(files), dtype=np.uint32)
        numbers = order.keys(columns, sort, ids)
        ranked = ids[np.argsort(numbers, kind="stable")]
        assert orders.first(bitmap, sort, ascending=True, limit=limit).tolist() == ranked[:limit].tolist()
        assert orders.first(bitmap, sort, ascending=False, limit=limit).tolist() == ranked[::-1][:limit].tolist()


def test_files_without_a_pixel_hash_come_last_in_both_directions():
    columns = Columns()
    orders = Orders(columns, lambda call: call())
    columns.set([(file, 1, 1, 1, 1, -1, -1, 0, 0, -1, 1, -1, 1, pixel_hash)
                 for file, pixel_hash in ((1, 0), (2, 9), (3, 5), (4, 0))])
    files = BitMap([1, 2, 3, 4])
    assert orders.first(files, Sort.PIXEL_HASH, ascending=True, limit=None).tolist() == [3, 2, 1, 4]
    assert orders.first(files, Sort.PIXEL_HASH, ascending=False, limit=None).tolist() == [2, 3, 4, 1]


def test_an_import_order_in_which_most_are_out_of_line_is_still_right():
    columns = Columns()
    orders = Orders(columns, lambda call: call())
    times = {file: (file * 7919) % 101 for file in range(1, 100)}
    columns.set([(file, 1, 1, 1, 1, -1, -1, 0, 0, -1, at, -1, 1, 1) for file, at in times.items()])
    ranked = sorted(times, key=lambda file: (times[file], file))
    for line_up in (lambda: [orders.line_up(file, at, -1) for file, at in times.items()],
                    lambda: orders.line_up_all(BitMap(times))):
        line_up()
        found = orders.first(BitMap(times), Sort.IMPORT_TIME, ascending=False, limit=20)
        assert found.tolist() == ranked[::-1][:20]
