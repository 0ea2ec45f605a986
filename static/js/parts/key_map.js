// The key map of the screen that is shown.

import { words } from "../words/en.js";
import { Dialog } from "./dialog.js";
import { html } from "./html.js";
import { currentKeys } from "./keys.js";

const NAMES = /** @type {Record<string, string>} */ ({ ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" });

/** @param {{ onClose: () => void }} props */
export function KeyMap({ onClose }) {
  return html`<${Dialog} title=${words.keymap.title} onClose=${onClose}><dl class="key-map">
    ${currentKeys().map(({ key, words: what }) => html`<div key=${key}><dt>${key.split(" ").map((name) => html`<kbd class="kbd" key=${name}>${NAMES[name] ?? name.toUpperCase()}</kbd>`)}</dt><dd>${what}</dd></div>`)}
  </dl><//>`;
}
