import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBlurhash } from "../../static/js/parts/blurhash.js";

test("a blurhash of one component is its mean colour", () => {
  // Size 1 x 1, no AC, mean colour #ff8000 = 16744448 = 29 * 83^3 + 23 * 83^2 + 51 * 83 + 25 in base 83.
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
  let value = 0xff8000;
  let mean = "";
  for (let i = 0; i < 4; i += 1) {
    mean = digits[value % 83] + mean;
    value = Math.floor(value / 83);
  }
  const pixels = decodeBlurhash(`00${mean}`, 2, 2);
  assert.deepEqual([...pixels.slice(0, 4)], [255, 128, 0, 255]);
  assert.deepEqual([...pixels.slice(12, 16)], [255, 128, 0, 255]);
});

test("a blurhash of many components varies over the picture", () => {
  const pixels = decodeBlurhash("LEHV6nWB2yk8pyo0adR*.7kCMdnj", 8, 8);
  assert.equal(pixels.length, 8 * 8 * 4);
  assert.notDeepEqual([...pixels.slice(0, 3)], [...pixels.slice(-4, -1)]);
});

test("what is no blurhash is refused", () => {
  for (const text of ["", "LEHV6n", "LEHV6nWB2yk8pyo0adR*.7kCMdn", "LEHV6nWB2yk8pyo0adR*.7kCMd\u00e4j"]) assert.equal(decodeBlurhash(text, 4, 4), null);
});
