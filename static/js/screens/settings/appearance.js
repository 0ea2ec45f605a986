// How this browser shows the page.

import { html } from "../../parts/html.js";
import { fit, hasLetterKeys, LARGEST_TILE, LEAST_TILE, theme, tileFor, tileWidth } from "../../state/appearance.js";
import { words } from "../../words/en.js";

export function Appearance() {
  const width = tileFor(innerWidth);
  return html`<p class="quiet small">${words.appearance.here}</p>
    <div class="field"><span class="label" id="theme-label">${words.appearance.theme}</span><div class="segments" role="group" aria-labelledby="theme-label">
      ${Object.entries(words.appearance.themes).map(([name, label]) => html`<button type="button" key=${name} aria-pressed=${theme.value === name} onClick=${() => (theme.value = name)}>${label}</button>`)}</div></div>
    <div class="field"><label for="tile-width">${words.appearance.tiles}</label><div class="line wrap"><input id="tile-width" class="slider" type="range" min=${LEAST_TILE} max=${LARGEST_TILE} step="4" value=${width}
        style=${{ "--at": `${((width - LEAST_TILE) / (LARGEST_TILE - LEAST_TILE)) * 100}%` }} onInput=${(/** @type {InputEvent} */ event) => (tileWidth.value = Number(/** @type {HTMLInputElement} */ (event.target).value))} /><span class="unit">${width} px</span>
      ${tileWidth.value > 0 && html`<button type="button" class="button little soft" onClick=${() => (tileWidth.value = 0)}>${words.appearance.asScreen}</button>`}</div></div>
    <div class="field"><span class="label" id="shape-label">${words.appearance.shape}</span><div class="segments" role="group" aria-labelledby="shape-label">
      ${/** @type {const} */ (["fill", "whole"]).map((shape) => html`<button type="button" key=${shape} aria-pressed=${fit.value === shape} onClick=${() => (fit.value = shape)}>${words.library[shape]}</button>`)}</div></div>
    <label class="check"><input type="checkbox" class="switch" checked=${hasLetterKeys.value} onChange=${() => (hasLetterKeys.value = !hasLetterKeys.value)} />${words.appearance.letters}</label>
    <p class="quiet small">${words.appearance.lettersWhy}</p>`;
}
