// A sequence of file ids that a grid shows and the viewer walks through: a search of the library, or the files of a query.
// New arrivals join in one step while the newest edge is shown and untouched; otherwise they wait behind a count.

import { signal } from "@preact/signals";
import { files, queries } from "../api/calls.js";
import { asApiError } from "../api/http.js";
import { watch } from "./live.js";

/** @import { Search } from "../api/types.js" */
/** @import { LiveEvent } from "./live.js" */

const FRESH_MS = 2500;
const LEAST_MS_BETWEEN = 1500;
const BY_IMPORT_TIME = 2;

/**
 * @typedef {object} Kind
 * @property {string} room
 * @property {() => Promise<Uint32Array>} load
 * @property {(event: LiveEvent) => number | null} arrival the id that this event adds at the newest edge, if it is that simple
 * @property {(event: LiveEvent) => boolean} isStale whether this event asks for a new load
 */

export class Feed {
  /** @param {Kind} kind */
  constructor(kind) {
    this.kind = kind;
    this.ids = signal(/** @type {Uint32Array} */ (new Uint32Array()));
    /** @type {import("@preact/signals").Signal<"loading" | "ready" | "failed">} */
    this.state = signal("loading");
    /** @type {import("@preact/signals").Signal<import("../api/http.js").ApiError | null>} */
    this.error = signal(null);
    /** How many new ones wait for the grid to be untouched. */
    this.waiting = signal(0);
    /** @type {import("@preact/signals").Signal<ReadonlySet<number>>} ids that came a moment ago */
    this.fresh = signal(new Set());
    this.isHeld = false;
    /** @type {Uint32Array | null} */
    this.next = null;
    this.loadedAt = 0;
    this.loadTook = 0;
    this.generation = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.planned = undefined;
    /** @type {() => void} */
    this.end = () => {};
  }

  /** Loads and follows until `close`. @returns {this} */
  open() {
    this.end = watch(this.kind.room, { onRefetch: () => void this.reload(), onEvents: (events) => this.take(events) });
    void this.reload();
    return this;
  }

  close() {
    this.generation += 1;
    clearTimeout(this.planned);
    this.end();
  }

  /** Loads the ids anew. Never throws: `state` and `error` say what came of it. */
  async reload() {
    clearTimeout(this.planned);
    this.planned = undefined;
    const generation = ++this.generation;
    const began = performance.now();
    try {
      const ids = await this.kind.load();
      if (generation !== this.generation) return;
      if (this.state.value === "ready") this.offer(ids);
      else this.ids.value = ids;
      this.state.value = "ready";
      this.error.value = null;
    } catch (problem) {
      if (generation !== this.generation) return;
      this.error.value = asApiError(problem);
      if (this.state.value === "loading") this.state.value = "failed";
    }
    this.loadedAt = performance.now();
    this.loadTook = this.loadedAt - began;
  }

  /** While held, nothing moves. @param {boolean} isHeld */
  hold(isHeld) {
    this.isHeld = isHeld;
    if (!isHeld) this.settle();
  }

  /** Lets those that wait join. */
  settle() {
    if (!this.next) return;
    const ids = this.next;
    this.next = null;
    this.waiting.value = 0;
    this.show(ids);
  }

  /** @param {LiveEvent[]} events */
  take(events) {
    /** @type {number[]} */
    const arrived = [];
    let isStale = false;
    for (const event of events) {
      const id = this.kind.arrival(event);
      if (id !== null) arrived.push(id);
      else if (this.kind.isStale(event)) isStale = true;
    }
    if (arrived.length > 0 && this.state.value === "ready") this.offer(withNewest(this.next ?? this.ids.value, arrived));
    if (isStale) this.reloadSoon();
  }

  reloadSoon() {
    const pause = Math.max(LEAST_MS_BETWEEN, 3 * this.loadTook);
    this.planned ??= setTimeout(() => void this.reload(), Math.max(0, this.loadedAt + pause - performance.now()));
  }

  /** @param {Uint32Array} ids */
  offer(ids) {
    const added = ids.length - this.ids.value.length;
    if (this.isHeld && added > 0) {
      this.next = ids;
      this.waiting.value = added;
    } else {
      this.next = null;
      this.waiting.value = 0;
      this.show(ids);
    }
  }

  /** @param {Uint32Array} ids */
  show(ids) {
    const before = this.ids.value;
    this.ids.value = ids;
    const added = ids.length - before.length;
    if (added <= 0 || before.length === 0 || added > 200) return;
    const old = new Set(before.subarray(0, 400));
    const fresh = [...ids.subarray(0, added)].filter((id) => !old.has(id));
    this.fresh.value = new Set([...this.fresh.value, ...fresh]);
    setTimeout(() => {
      this.fresh.value = new Set([...this.fresh.value].filter((id) => !fresh.includes(id)));
    }, FRESH_MS);
  }
}

/** @param {Uint32Array} ids @param {number[]} arrived oldest first @returns {Uint32Array} the newest in front, none twice */
function withNewest(ids, arrived) {
  const near = new Set(ids.subarray(0, 1000));
  const fresh = [...new Set(arrived)].filter((id) => !near.has(id)).reverse();
  const joined = new Uint32Array(ids.length + fresh.length);
  joined.set(fresh);
  joined.set(ids, fresh.length);
  return joined;
}

/** @param {Search} search @returns {Feed} */
export function searchFeed(search) {
  const isNewestOfAll = search.terms.length === 0 && search.sort === BY_IMPORT_TIME && !search.ascending;
  return new Feed({
    room: "library",
    load: () => files.search(search),
    arrival: ({ topic, file_id: id }) => (isNewestOfAll && topic === "file.imported" ? (id ?? null) : null),
    isStale: ({ topic }) => topic === "file.imported" || (topic === "file.changed" && search.terms.length > 0),
  });
}

/** The presented files of a query, newest first. @param {number} queryId @returns {Feed} */
export function queryFeed(queryId) {
  return new Feed({
    room: `query:${queryId}`,
    load: async () => (await queries.files(queryId)).reverse(),
    arrival: ({ topic, file_id: id }) => (topic === "file.presented" ? (id ?? null) : null),
    isStale: () => false,
  });
}
