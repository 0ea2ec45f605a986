import assert from "node:assert/strict";
import { test } from "node:test";
import { firstSource, lacksKey, sourceGroups, used } from "../../static/js/screens/downloads/source_groups.js";

/** @param {string} site @param {string} name @param {boolean} [needsKey] */
const source = (site, name, needsKey = false) => ({ site, name, hint: "tags", example: "", needs_key: needsKey, has_key: false });

const SOURCES = [source("4chan", "4chan board"), source("Imgur", "imgur tag", true), source("e621", "e621 tag search"), source("e621", "e926 tag search"), source("Danbooru", "danbooru tag search")];
const titles = (/** @type {{ title: string }[]} */ groups) => groups.map(({ title }) => title);
const names = (/** @type {{ sources: { name: string }[] }[]} */ groups) => groups.flatMap(({ sources }) => sources.map(({ name }) => name));

test("sources stand by site, those last used in front of them", () => {
  assert.deepEqual(titles(sourceGroups(SOURCES, [], "")), ["4chan", "Danbooru", "e621", "Imgur"]);
  const groups = sourceGroups(SOURCES, ["imgur tag", "gone", "4chan board"], "");
  assert.deepEqual(titles(groups), ["", "4chan", "Danbooru", "e621", "Imgur"]);
  assert.deepEqual(names(groups).slice(0, 2), ["imgur tag", "4chan board"]);
});

test("typing keeps what fits every word, and a name that begins so comes first", () => {
  assert.deepEqual(names(sourceGroups(SOURCES, ["4chan board"], "tag  E9")), ["e926 tag search"]);
  assert.deepEqual(titles(sourceGroups(SOURCES, [], "e"))[0], "e621");
  assert.deepEqual(names(sourceGroups(SOURCES, [], "e9")), ["e926 tag search"]);
  assert.deepEqual(sourceGroups(SOURCES, [], "nowhere"), []);
});

test("a site that is named with others does not stand before the one that is typed", () => {
  const family = ["gelbooru", "rule34", "safebooru"].map((name) => source("Gelbooru, Safebooru, rule34", name));
  assert.deepEqual(names(sourceGroups(family, [], "safe")), ["safebooru", "gelbooru", "rule34"]);
});

test("the first source is the last used one, and never one that wants a key unasked", () => {
  assert.equal(firstSource(SOURCES, ["gone", "e621 tag search"])?.name, "e621 tag search");
  assert.equal(firstSource(SOURCES, [])?.name, "danbooru tag search");
  assert.equal(firstSource([SOURCES[1], SOURCES[2]], [])?.name, "e621 tag search");
  assert.equal(firstSource([], []), null);
  assert.equal(lacksKey({ ...SOURCES[1], has_key: true }), false);
});

test("a few last used ones are kept, each once", () => {
  assert.deepEqual(used(["a", "b", "c", "d"], "c"), ["c", "a", "b", "d"]);
  assert.deepEqual(used(["a", "b", "c", "d"], "e"), ["e", "a", "b", "c"]);
});
