// How tags look: a namespace has its colour; one that is not known wears "meta".

import { html } from "./html.js";

const KNOWN = new Set(["creator", "series", "character", "species", "person", "place", "medium", "rating", "meta"]);

/** @param {string} tag @returns {{ namespace: string, subtag: string }} */
export function splitTag(tag) {
  const at = tag.indexOf(":");
  return at < 0 ? { namespace: "", subtag: tag } : { namespace: tag.slice(0, at), subtag: tag.slice(at + 1) };
}

/** The colour name of a namespace; nothing for a tag without one. @param {string} namespace */
export const colourOf = (namespace) => (namespace === "" ? undefined : KNOWN.has(namespace) ? namespace : "meta");

/** @param {{ tag: string, query?: string }} props  a tag in words, the part that was typed underlined */
export function TagWords({ tag, query = "" }) {
  const { namespace, subtag } = splitTag(tag);
  const at = query ? subtag.toLowerCase().indexOf(query.toLowerCase()) : -1;
  const shown = at < 0 ? subtag : html`${subtag.slice(0, at)}<u>${subtag.slice(at, at + query.length)}</u>${subtag.slice(at + query.length)}`;
  return html`<span class="tag-words cut" data-ns=${colourOf(namespace)}>${namespace && html`<span class="ns-word">${namespace}:</span>`}${shown}</span>`;
}
