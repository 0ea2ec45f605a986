import assert from "node:assert/strict";
import { test } from "node:test";
import { joined, termOf, turned, withTerm } from "../../static/js/screens/library/terms.js";

test("typed text becomes a tag, a tag left out, or alternatives", () => {
  const cases = [["  Blue   Sky ", "blue sky"], ["-sketch", "-sketch"], ["- sketch", "-sketch"], ["kingfisher OR heron", ["kingfisher", "heron"]], ["kingfisher OR -heron", ["kingfisher", "-heron"]], ["kingfisher OR ", "kingfisher"], ["  ", null], ["-", null], ["floor or ceiling", "floor or ceiling"]];
  for (const [text, term] of cases) assert.deepEqual(termOf(text), term, JSON.stringify(text));
});

test("asking for what was left out takes the place of leaving it out", () => {
  assert.deepEqual(withTerm(["water", "-sketch"], "sketch"), ["water", "sketch"]);
  assert.deepEqual(withTerm(["system:inbox"], "system:archive"), ["system:archive"]);
  assert.deepEqual(withTerm(["water", "blue"], "water"), ["blue", "water"]);
});

test("a chip turns into its counterpart", () => {
  assert.equal(turned("water"), "-water");
  assert.equal(turned("-water"), "water");
  assert.equal(turned("system:inbox"), "system:archive");
  assert.deepEqual(turned(["a", "b"]), ["a", "b"]);
});

test("alternatives are joined once each", () => {
  assert.deepEqual(joined("a", ["b", "a"]), ["a", "b"]);
});
