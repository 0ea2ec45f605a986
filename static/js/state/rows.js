// What is known of files by id: rows are fetched for what is in view, at most 256 at once, and again when they change.

import { signal } from "@preact/signals";
import { files } from "../api/calls.js";
import { watch } from "./live.js";

/** @import { FileRow } from "../api/types.js" */

const MOST_IDS = 256;
const GATHER_MS = 30;
const KEPT_ROWS = 20_000;

/** @type {Map<number, FileRow>} */
const known = new Map();
/** @type {Map<string, number>} */
const idByHash = new Map();
/** @type {Set<number>} */
const wanted = new Set();
/** @type {Set<number>} */
const underway = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let gathering;

/** Counts up whenever rows came: whoever draws rows reads it. */
export const rowsVersion = signal(0);

/** @param {number} id @returns {FileRow | undefined} */
export const rowOf = (id) => known.get(id);

/** @param {string} sha256 @returns {number | null} the id, when its row is known */
export const idOf = (sha256) => idByHash.get(sha256) ?? null;

/** Asks for the rows of these ids; those that are known or on their way are not asked for twice. @param {Iterable<number>} ids */
export function needRows(ids) {
  for (const id of ids) if (!known.has(id) && !underway.has(id)) wanted.add(id);
  if (wanted.size > 0) gathering ??= setTimeout(() => void fetchWanted(), GATHER_MS);
}

async function fetchWanted() {
  gathering = undefined;
  const ids = [...wanted];
  wanted.clear();
  /** @type {Promise<void>[]} */
  const chunks = [];
  for (let i = 0; i < ids.length; i += MOST_IDS) chunks.push(fetchChunk(ids.slice(i, i + MOST_IDS)));
  await Promise.all(chunks);
}

/** @param {number[]} ids */
async function fetchChunk(ids) {
  for (const id of ids) underway.add(id);
  try {
    const { rows } = await files.rows(ids);
    for (const row of rows) {
      known.set(row.id, row);
      idByHash.set(row.sha256, row.id);
    }
    forgetOldest();
    rowsVersion.value += 1;
  } catch {
    // They are asked for again when they next come into view.
  } finally {
    for (const id of ids) underway.delete(id);
  }
}

function forgetOldest() {
  for (const [id, { sha256 }] of known) {
    if (known.size <= KEPT_ROWS) return;
    known.delete(id);
    idByHash.delete(sha256);
  }
}

/** Fetches these rows anew if they were known. @param {number[]} ids */
export function refreshRows(ids) {
  const stale = ids.filter((id) => known.has(id));
  for (let i = 0; i < stale.length; i += MOST_IDS) void fetchChunk(stale.slice(i, i + MOST_IDS));
}

/** Keeps the rows alike with the server until the returned function is called. @returns {() => void} */
export function followRows() {
  return watch("library", {
    onRefetch: () => refreshRows([...known.keys()].slice(-MOST_IDS)),
    onEvents: (events) => refreshRows(events.flatMap(({ topic, file_ids: ids }) => (topic === "file.changed" ? (ids ?? []) : []))),
  });
}
