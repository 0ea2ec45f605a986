// The keys that work everywhere, and the key map of what is shown.

import { useState } from "preact/hooks";
import { navigate } from "../router.js";
import { undoToast } from "../state/toasts.js";
import { words } from "../words/en.js";
import { Dialog } from "./dialog.js";
import { html } from "./html.js";
import { currentKeys, useKeys } from "./keys.js";

const NAMES = /** @type {Record<string, string>} */ ({ ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" });

/** Stands outside of the frame, so that the map can be read over the viewer too. */
export function GlobalKeys() {
  const [hasMap, showMap] = useState(false);
  useKeys([
    { key: "?", words: words.keymap.help, run: () => showMap(true) },
    { key: "g d", words: words.keymap.go.d, run: () => navigate("/downloads") },
    { key: "g l", words: words.keymap.go.l, run: () => navigate("/library") },
    { key: "g s", words: words.keymap.go.s, run: () => navigate("/settings") },
    { key: "z", words: words.keymap.undo, run: () => undoToast() },
    { key: "Escape", words: words.keymap.escape, inFields: true, run: leaveField },
  ]);
  return hasMap && html`<${KeyMap} onClose=${() => showMap(false)} />`;
}

function leaveField() {
  if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body) document.activeElement.blur();
}

/** @param {{ onClose: () => void }} props */
function KeyMap({ onClose }) {
  return html`<${Dialog} title=${words.keymap.title} onClose=${onClose}><dl class="key-map">
    ${currentKeys().map(({ key, words: what }) => html`<div key=${key}><dt>${key.split(" ").map((name) => html`<kbd class="kbd" key=${name}>${NAMES[name] ?? name.toUpperCase()}</kbd>`)}</dt><dd>${what}</dd></div>`)}
  </dl><//>`;
}
