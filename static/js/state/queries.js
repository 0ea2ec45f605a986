// The download queries, kept alike with the server: fetched whole at the start, then row by row as they change.

import { computed, signal } from "@preact/signals";
import { queries as calls } from "../api/calls.js";
import { asApiError } from "../api/http.js";
import { watch } from "./live.js";
import { showToast } from "./toasts.js";
import { words } from "../words/en.js";

/** @import { QueryRow } from "../api/types.js" */
/** @typedef {"running" | "waiting" | "need-you" | "paused" | "done"} Standing */

/** More changed rows than this are fetched with the whole list. */
const MOST_ASKED = 100;
const GATHER_MS = 250;
/** A long list is fetched with pauses of so many times what it took. */
const PAUSE_SHARE = 4;

/** @type {import("@preact/signals").Signal<ReadonlyMap<number, QueryRow>>} */
const rows = signal(new Map());
/** @type {import("@preact/signals").Signal<ReadonlySet<number>>} removed here, but still to be removed on the server */
const leaving = signal(new Set());

/** @type {import("@preact/signals").Signal<"loading" | "ready" | "failed">} */
export const listState = signal("loading");
/** @type {import("@preact/signals").Signal<import("../api/http.js").ApiError | null>} */
export const listError = signal(null);

/** Newest first. */
export const queryList = computed(() =>
  [...rows.value.values()].filter(({ id }) => !leaving.value.has(id)).sort((a, b) => b.id - a.id),
);

/** @param {number} id @returns {QueryRow | undefined} */
export const queryById = (id) => (leaving.value.has(id) ? undefined : rows.value.get(id));

/** Which of the list's parts a query stands in. @param {QueryRow} query @returns {Standing} */
export function standingOf(query) {
  const states = [query.files_state, query.search_state];
  if (states.includes("working")) return "running";
  const isAllDone = states.every((state) => state === "done");
  if (isAllDone) return query.counts.failed > 0 || query.reasons.some(({ code }) => code === "http_401" || code === "http_403") ? "need-you" : "done";
  if (states.every((state) => state === "paused" || state === "pausing" || state === "done")) return "paused";
  return "waiting";
}

/** @type {Set<number>} */
const changed = new Set();
let listTook = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let gathering;

/** Keeps the list alike with the server until the returned function is called. @returns {() => void} */
export function followQueries() {
  void fetchAll();
  return watch("queries", { onRefetch: () => void fetchAll(), onEvents });
}

/** Fetches the whole list. Never throws: `listState` and `listError` say what came of it. */
export async function fetchAll() {
  try {
    const { queries } = await calls.all();
    rows.value = new Map(queries.map((row) => [row.id, row]));
    listState.value = "ready";
    listError.value = null;
  } catch (problem) {
    listError.value = asApiError(problem);
    if (listState.value === "loading") listState.value = "failed";
  }
}

/** @param {import("./live.js").LiveEvent[]} events */
function onEvents(events) {
  for (const { topic, query_id: id } of events) {
    if (id === undefined) continue;
    if (topic === "query.removed") {
      changed.delete(id);
      drop(id);
    } else {
      changed.add(id);
    }
  }
  if (changed.size > 0) gathering ??= setTimeout(() => void fetchChanged(), Math.max(GATHER_MS, listTook * PAUSE_SHARE));
}

async function fetchChanged() {
  gathering = undefined;
  const ids = [...changed];
  changed.clear();
  if (ids.length <= MOST_ASKED) {
    listTook = 0;
    await fetchSome(ids);
    return;
  }
  const began = performance.now();
  await fetchAll();
  listTook = performance.now() - began;
}

/** Fetches these rows anew; those go that the server has no more. Never throws. @param {number[]} ids */
async function fetchSome(ids) {
  try {
    const { queries } = await calls.some(ids);
    const fresh = new Map(rows.value);
    for (const id of ids) fresh.delete(id);
    for (const row of queries) fresh.set(row.id, row);
    rows.value = fresh;
  } catch {
    // The rows stay as they were last known; the line above says when the server is away.
  }
}

/** Fetches one row anew; it goes when the server has it no more. Never throws. @param {number} id */
export const fetchOne = (id) => fetchSome([id]);

/** @param {number} id */
function drop(id) {
  if (!rows.value.has(id)) return;
  const rest = new Map(rows.value);
  rest.delete(id);
  rows.value = rest;
}

/** Does something to one query, then shows its new state; a failure is said in a toast. @param {number} id @param {() => Promise<unknown>} act */
export async function act(id, act) {
  try {
    await act();
    await fetchOne(id);
  } catch (problem) {
    showToast({ text: asApiError(problem).sentence });
  }
}

/** @param {QueryRow} query @param {{ files?: boolean, search?: boolean }} paused */
export function setPaused(query, { files, search }) {
  /** @type {{ is_files_paused?: boolean, is_search_paused?: boolean }} */
  const change = {};
  if (files !== undefined) change.is_files_paused = files;
  if (search !== undefined) change.is_search_paused = search;
  return act(query.id, () => calls.change(query.id, change));
}

/** Takes a query away at once, and from the server when its toast is gone. @param {QueryRow} query */
export function removeQuery(query) {
  leaving.value = new Set(leaving.value).add(query.id);
  const comeBack = () => {
    const rest = new Set(leaving.value);
    rest.delete(query.id);
    leaving.value = rest;
  };
  showToast({
    text: words.queries.removed(query.text),
    undo: comeBack,
    onGone: async (isPageLeaving) => {
      try {
        await calls.remove(query.id, isPageLeaving);
        drop(query.id);
      } catch (problem) {
        showToast({ text: asApiError(problem).sentence });
      }
      comeBack();
    },
  });
}
