// The door: pictures on one side, one form on the other.

import { html } from "../parts/html.js";
import { Mark } from "../parts/icon.js";
import { askingFailed, askSession } from "../state/session.js";
import { words } from "../words/en.js";

/** @param {{ label: string, children: any }} props */
export function Welcome({ label, children }) {
  return html`<main class="welcome">
    <section class="welcome-art"><img src="/static/icons/treasure.svg" alt="" /><div class="welcome-words"><span class="brand"><${Mark} /><span>${words.name}</span></span>
      <p>${words.welcome.lines.map((line) => html`<span key=${line}>${line} </span>`)}</p></div></section>
    <section class="welcome-form" aria-label=${label}>${children}</section>
  </main>`;
}

export function Unreachable() {
  return html`<${Welcome} label=${words.welcome.unreachable}><header><h1>${words.welcome.unreachable}</h1><p class="quiet">${askingFailed.value}</p></header>
    <div><button type="button" class="button primary" onClick=${() => void askSession()}>${words.errors.again}</button></div><//>`;
}
