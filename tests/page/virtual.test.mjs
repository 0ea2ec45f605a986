import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsFor, follow, MOST_PIXELS, placeFor, scrolledHeight, stepFor, visibleRows } from "../../static/js/parts/virtual.js";

test("a short list scrolls as far as its bar", () => {
  assert.deepEqual(follow({ top: 0, virtualTop: 0 }, 700, 5000, 800), { top: 700, virtualTop: 700 });
});

test("a list of ten million rows reaches both ends", () => {
  const content = 470_000_000;
  const end = scrolledHeight(content) - 800;
  assert.equal(follow({ top: 5, virtualTop: 5 }, end, content, 800).virtualTop, content - 800);
  assert.equal(follow({ top: end, virtualTop: content - 800 }, 0, content, 800).virtualTop, 0);
});

test("beyond the browser's limit a small step moves the content as far as the bar", () => {
  const before = { top: 1_000_000, virtualTop: 15_000_000 };
  assert.equal(follow(before, 1_000_120, 470_000_000, 800).virtualTop, 15_000_120);
});

test("beyond the browser's limit a jump of the bar goes to the same share of the content", () => {
  const { virtualTop } = follow({ top: 0, virtualTop: 0 }, MOST_PIXELS / 2, 470_000_000, 800);
  assert.ok(Math.abs(virtualTop / 470_000_000 - 0.5) < 0.001);
});

test("a place that was asked for is found again from the bar", () => {
  const content = 90_000_000;
  const { top, virtualTop } = placeFor(60_000_000, content, 800);
  assert.equal(virtualTop, 60_000_000);
  assert.ok(top < MOST_PIXELS);
  assert.ok(Math.abs(follow({ top: 0, virtualTop: 0 }, top, content, 800).virtualTop - virtualTop) < 1);
});

test("only the rows in view and a few more are drawn", () => {
  assert.deepEqual(visibleRows(100_000, 100, 50_000, 800, 3), { first: 497, end: 511 });
  assert.deepEqual(visibleRows(4, 100, 0, 800, 3), { first: 0, end: 4 });
  assert.deepEqual(visibleRows(0, 100, 0, 800, 3), { first: 0, end: 0 });
});

test("columns fill the width", () => {
  const { columns, tile } = columnsFor(390, 88, 3);
  assert.equal(columns, 4);
  assert.equal(columns * tile + 3 * (columns - 1), 390);
  assert.equal(columnsFor(20, 88, 3).columns, 1);
});

test("arrows move by one, rows by the columns, Home and End to the ends", () => {
  const cases = [["ArrowRight", 0, 1], ["ArrowLeft", 0, 0], ["ArrowDown", 1, 5], ["ArrowUp", 1, 1], ["ArrowUp", 6, 2], ["Home", 7, 0], ["End", 0, 9], ["PageDown", 0, 8], ["ArrowDown", 7, 9], ["ArrowDown", 9, 9], ["x", 3, -1]];
  for (const [key, at, to] of cases) assert.equal(stepFor(key, at, 10, 4, 2), to, `${key} from ${at}`);
});
