import assert from "node:assert/strict";
import { test } from "node:test";
import { words } from "../../static/js/words/en.js";
import { bytes, count, duration } from "../../static/js/words/numbers.js";

test("numbers are said the way people read them", () => {
  assert.equal(count(12408), "12,408");
  assert.deepEqual([bytes(1), bytes(6_400_000), bytes(612e9), bytes(999)], ["1 byte", "6.4 MB", "612 GB", "999 bytes"]);
  assert.deepEqual([duration(42_000), duration(4_210_000), duration(0)], ["0:42", "1:10:10", "0:00"]);
});

test("failures are told by cause", () => {
  const groups = [{ count: 140, sentence: "The site refused this (403)." }, { count: 7, sentence: "The server was too slow." }];
  assert.equal(words.queries.failed(147, groups), "147 failed: 140 the site refused this (403); 7 the server was too slow");
});

test("the line that says the server is away counts down", () => {
  assert.match(words.line.lost(new Date(2026, 10, 24, 14, 2), 8), /^Last seen 14:02\. Trying again in 8 s\.$/);
  assert.match(words.line.lost(null, 0), /Trying now\.$/);
});
