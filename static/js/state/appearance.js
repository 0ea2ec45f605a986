// How this browser likes the page: kept in this browser only.

import { effect, signal } from "@preact/signals";
import { memorize, recall } from "../parts/memo.js";

/** @param {string} name @param {string} otherwise */
const kept = (name, otherwise) => recall(name) || otherwise;

export const LEAST_TILE = 72;
export const LARGEST_TILE = 320;

/** "light", "dark" or "system" */
export const theme = signal(kept("theme", "system"));
/** Least width of a tile in CSS pixels; 0 means what the screen suggests. */
export const tileWidth = signal(Number(kept("tile", "0")) || 0);
/** Square tiles ("fill") or whole pictures in square cells ("whole"). */
export const fit = signal(kept("fit", "fill"));
/** Whether single letters are commands. */
export const hasLetterKeys = signal(kept("letter-keys", "on") === "on");

effect(() => {
  memorize("theme", theme.value);
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
effect(() => memorize("tile", String(tileWidth.value)));
effect(() => memorize("fit", fit.value));
effect(() => memorize("letter-keys", hasLetterKeys.value ? "on" : "off"));

/** The tile width to use on a screen that wide. @param {number} screenWidth */
export function tileFor(screenWidth) {
  if (tileWidth.value) return tileWidth.value;
  return screenWidth < 700 ? 88 : 132;
}

const narrow = globalThis.matchMedia("(max-width: 699.98px)");
/** Whether the screen is a phone's. */
export const isPhone = signal(narrow.matches);
narrow.addEventListener("change", () => {
  isPhone.value = narrow.matches;
});
