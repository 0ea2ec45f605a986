import assert from "node:assert/strict";
import { test } from "node:test";
import { FITTED, fitScale, swipeOf, within, zoomed } from "../../static/js/screens/viewer/zoom.js";

const stage = { width: 1000, height: 800 };
const fitted = { width: 1000, height: 500 };

test("a picture fits the stage by its tighter side", () => {
  assert.equal(fitScale({ width: 4000, height: 2000 }, stage), 0.25);
  assert.equal(fitScale({ width: 0, height: 0 }, stage), 1);
});

test("what is under the pointer stays there while zooming", () => {
  const at = { x: 200, y: -100 };
  const before = { scale: 2, x: 30, y: 10 };
  const after = zoomed(before, 1.5, at);
  assert.equal(after.scale, 3);
  assert.ok(Math.abs((at.x - before.x) / before.scale - (at.x - after.x) / after.scale) < 1e-9);
  assert.ok(Math.abs((at.y - before.y) / before.scale - (at.y - after.y) / after.scale) < 1e-9);
});

test("a zoomed picture leaves no gap at an edge that it can fill", () => {
  assert.deepEqual(within({ scale: 2, x: 9000, y: -9000 }, fitted, stage), { scale: 2, x: 500, y: -100 });
  assert.deepEqual(within({ scale: 0.3, x: 50, y: 50 }, fitted, stage), { ...FITTED });
});

test("swipes go to the side or close, taps and hesitations do nothing", () => {
  const cases = [[-200, 10, 300, "next"], [200, 10, 300, "before"], [5, 200, 300, "close"], [5, -200, 300, null], [-40, 0, 60, "next"], [-40, 0, 400, null], [100, 100, 300, null]];
  for (const [dx, dy, ms, meant] of cases) assert.equal(swipeOf(dx, dy, ms), meant, `${dx} ${dy} in ${ms} ms`);
});
