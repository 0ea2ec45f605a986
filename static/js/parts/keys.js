// The keyboard: each screen says its keys while it is shown, the newest first. Single letters rest in a field.

import { useEffect } from "preact/hooks";
import { hasLetterKeys } from "../state/appearance.js";

/**
 * @typedef {object} Binding
 * @property {string} key as KeyboardEvent.key has it; "g d" is two keys one after the other
 * @property {string} words what it does; shown in the key map
 * @property {(event: KeyboardEvent) => boolean | void} run false lets the key go on to the next that wants it
 * @property {boolean} [inFields] whether it works while a field has the focus
 */

/** @type {Binding[][]} */
const layers = [];
const SEQUENCE_MS = 1200;
let first = "";
let firstAt = 0;

/** @param {Binding[]} bindings @param {unknown[]} [dependencies] */
export function useKeys(bindings, dependencies = []) {
  useEffect(() => {
    layers.unshift(bindings);
    return () => void layers.splice(layers.indexOf(bindings), 1);
  }, dependencies);
}

/** What the keys do now, the nearest layer first, each key once. @returns {Binding[]} */
export function currentKeys() {
  const seen = new Set();
  return layers.flat().filter(({ key }) => !seen.has(key) && Boolean(seen.add(key)));
}

/** @param {EventTarget | null} target */
function isField(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["button", "checkbox", "radio", "range", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open], :popover-open")) return;
  const inField = isField(event.target);
  const isLetter = event.key.length === 1 && event.key !== "/" && event.key !== "?";
  if (isLetter && (inField || !hasLetterKeys.value)) return;
  const pressed = isLetter ? event.key.toLowerCase() : event.key;
  const names = event.timeStamp - firstAt < SEQUENCE_MS && first ? [`${first} ${pressed}`, pressed] : [pressed];
  first = pressed;
  firstAt = event.timeStamp;
  for (const name of names) {
    for (const binding of layers.flat()) {
      if (binding.key !== name || (inField && !binding.inFields)) continue;
      if (binding.run(event) === false) continue;
      event.preventDefault();
      if (name.includes(" ")) first = "";
      return;
    }
  }
}

addEventListener("keydown", onKey);
