// One toast at a time: what was done, and the way to take it back.

import { signal } from "@preact/signals";

const SHOWN_MS = 8000;

/**
 * @typedef {object} Toast
 * @property {string} text
 * @property {() => void} [undo]
 * @property {(isPageLeaving: boolean) => void} [onGone] called when the toast goes without undo: the moment to do it for good
 */

/** @type {import("@preact/signals").Signal<Toast | null>} */
export const toast = signal(null);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Shows a toast; the one before it goes, as if its time were over. @param {Toast} next */
export function showToast(next) {
  dismissToast();
  toast.value = next;
  holdToast(false);
}

/** Keeps the toast while it is pointed at or focused. @param {boolean} isHeld */
export function holdToast(isHeld) {
  clearTimeout(timer);
  if (!isHeld && toast.value) timer = setTimeout(dismissToast, SHOWN_MS);
}

/** Ends the toast without undo. */
export function dismissToast() {
  clearTimeout(timer);
  const going = toast.value;
  toast.value = null;
  going?.onGone?.(false);
}

/** Takes back what the toast tells. @returns {boolean} whether there was something to take back */
export function undoToast() {
  const going = toast.value;
  if (!going?.undo) return false;
  clearTimeout(timer);
  toast.value = null;
  going.undo();
  return true;
}

addEventListener("pagehide", () => {
  const going = toast.value;
  toast.value = null;
  going?.onGone?.(true);
});
