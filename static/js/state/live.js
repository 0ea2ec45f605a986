// The live line to the server. Events are hints with a sequence number per room: whoever watches a room gets its events,
// and is told to fetch the state anew after each (re)connect and whenever a number was skipped.

import { signal } from "@preact/signals";
import { io } from "socket.io-client";
import { checkSession, standing } from "./session.js";

/**
 * @typedef {{ topic: string, query_id?: number, seed_id?: number, file_id?: number, file_ids?: number[], sha256?: string,
 *   status?: number, received?: number, total?: number | null, name?: string }} LiveEvent
 * @typedef {{ onEvents: (events: LiveEvent[]) => void, onRefetch: () => void }} Watcher
 * @typedef {{ state: "connecting" | "live" | "offline", lastSeen: Date | null, retryAt: number }} Connection
 */

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** @type {import("@preact/signals").Signal<Connection>} */
export const connection = signal({ state: "connecting", lastSeen: null, retryAt: 0 });

/** @type {Map<string, Set<Watcher>>} */
const watchers = new Map();
/** @type {Map<string, number>} */
const lastSequence = new Map();
/** @type {import("socket.io-client").Socket | null} */
let socket = null;
let wait = FIRST_WAIT_MS;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retryTimer;

/** Opens the line; call it once the browser is signed in. */
export function openLine() {
  if (socket) return;
  socket = io({ reconnection: false, transports: ["websocket", "polling"], tryAllTransports: true });
  socket.on("connect", onConnect);
  socket.on("disconnect", () => planRetry());
  socket.on("connect_error", () => {
    planRetry();
    void checkSession();
  });
  socket.on("events", onBatch);
  socket.on("signed_out", () => {
    standing.value = "signed-out";
  });
}

/** Closes the line, as after a sign-out. */
export function closeLine() {
  clearTimeout(retryTimer);
  const closing = socket;
  socket = null;
  closing?.removeAllListeners();
  closing?.disconnect();
  lastSequence.clear();
  connection.value = { state: "connecting", lastSeen: null, retryAt: 0 };
}

/** Tries now instead of at the planned moment. */
export function retryNow() {
  clearTimeout(retryTimer);
  socket?.connect();
}

/**
 * Watches a room until the returned function is called.
 * @param {string} room @param {Watcher} watcher @returns {() => void}
 */
export function watch(room, watcher) {
  const those = watchers.get(room) ?? new Set();
  watchers.set(room, those);
  those.add(watcher);
  if (those.size === 1 && socket?.connected) join([room]);
  return () => {
    those.delete(watcher);
    if (those.size > 0 || watchers.get(room) !== those) return;
    watchers.delete(room);
    lastSequence.delete(room);
    if (socket?.connected) socket.emit("unwatch", { rooms: [room] });
  };
}

function onConnect() {
  wait = FIRST_WAIT_MS;
  connection.value = { state: "live", lastSeen: new Date(), retryAt: 0 };
  lastSequence.clear();
  join([...watchers.keys()]);
}

/** @param {string[]} rooms */
function join(rooms) {
  if (rooms.length === 0) return;
  socket?.emit("watch", { rooms }, (/** @type {{ seq?: number | Record<string, number> } | undefined} */ answer) => {
    for (const room of rooms) {
      const seq = typeof answer?.seq === "object" ? answer.seq[room] : answer?.seq;
      if (typeof seq === "number" && !lastSequence.has(room)) lastSequence.set(room, seq);
      for (const watcher of watchers.get(room) ?? []) watcher.onRefetch();
    }
  });
}

/** @param {{ room: string, seq: number, events: LiveEvent[] }} batch */
function onBatch({ room, seq, events }) {
  const before = lastSequence.get(room);
  lastSequence.set(room, seq);
  const isWhole = before === undefined || seq <= before + 1;
  for (const watcher of watchers.get(room) ?? []) {
    if (isWhole) watcher.onEvents(events);
    else watcher.onRefetch();
  }
}

function planRetry() {
  if (!socket) return;
  clearTimeout(retryTimer);
  const lastSeen = connection.value.state === "live" ? new Date() : connection.value.lastSeen;
  connection.value = { state: "offline", lastSeen, retryAt: Date.now() + wait };
  retryTimer = setTimeout(retryNow, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT_MS);
}
