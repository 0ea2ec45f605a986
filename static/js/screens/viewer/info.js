// What is known of the file: facts, tags by namespace, addresses, notes, times.

import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { IconButton } from "../../parts/small.js";
import { colourOf, splitTag } from "../../parts/tags.js";
import { libraryAddress } from "../../state/contexts.js";
import { words } from "../../words/en.js";
import { bytes, count, duration } from "../../words/numbers.js";
import { OutwardLink } from "../downloads/log.js";
import { copy } from "../library/chips.js";
import { kindOf } from "./stage.js";

/** @import { WholeFile } from "../../api/types.js" */

/** @param {{ file: WholeFile, onArchive: () => void, onClose: () => void }} props */
export function Info({ file, onArchive, onClose }) {
  const title = titleOf(file);
  return html`<aside class="info" aria-label=${words.viewer.details}>
    <header class="info-head"><div class="grow"><h1 class="cut">${title}</h1><p class="quiet small">${factsOf(file)}</p></div>
      ${file.is_inbox && html`<span class="badge-plain"><${Icon} name="inbox" />${words.viewer.inbox}</span>`}
      <${IconButton} class="phone-only" icon="close" label=${words.viewer.close} onClick=${onClose} /></header>
    <div class="line act-line"><button type="button" class=${file.is_inbox ? "button blue grow" : "button soft grow"} onClick=${onArchive}><${Icon} name=${file.is_inbox ? "archive" : "inbox"} />${file.is_inbox ? words.viewer.archive : words.viewer.toInbox} <span class="kbd desk-only">A</span></button>
      <a class="button soft only" aria-label=${words.viewer.download} title=${words.viewer.download} href=${`/media/file/${file.sha256}?download=1`} download=""><${Icon} name="export" /></a></div>
    <${Tags} file=${file} /><${Notes} file=${file} /><${Addresses} file=${file} /><${Facts} file=${file} />
  </aside>`;
}

/** The largest tags say what it is. @param {WholeFile} file */
function titleOf(file) {
  const all = Object.values(file.tags).flatMap(({ current }) => current);
  for (const namespace of ["title", "character", "series", "creator"]) {
    const found = all.find((tag) => tag.startsWith(`${namespace}:`));
    if (found) return splitTag(found).subtag;
  }
  return `${kindOf(file)} ${file.sha256.slice(0, 8)}`;
}

/** @param {WholeFile} file */
function factsOf(file) {
  return [file.width && file.height ? `${count(file.width)} × ${count(file.height)}` : "", kindOf(file), bytes(file.size), file.duration_ms ? duration(file.duration_ms) : "", file.imported_at ? words.viewer.since(file.imported_at) : ""].filter(Boolean).join(", ");
}

/** @param {{ file: WholeFile }} props */
function Tags({ file }) {
  const services = Object.entries(file.tags).filter(([, { current }]) => current.length > 0);
  return html`<section><h2 class="head">${words.viewer.tags}</h2>
    ${services.length === 0 && html`<p class="small quiet">${words.viewer.noTags}</p>`}
    ${services.map(([key, { name, current }]) => html`<div key=${key} class="tag-service">${services.length > 1 && html`<p class="faint small">${name}</p>`}
      ${[...byNamespace(current)].map(([namespace, tags]) => html`<div class="tag-group" key=${namespace}><h3 class="cut">${namespace || words.viewer.general}</h3>
        <div class="line wrap tags">${tags.map((tag) => html`<a class="tag" key=${tag} data-ns=${colourOf(namespace)} href=${libraryAddress({ terms: [tag], sort: 2, ascending: false })} title=${words.viewer.searchTag(tag)}><span class="cut">${splitTag(tag).subtag}</span></a>`)}</div></div>`)}</div>`)}
  </section>`;
}

const ORDER = ["creator", "series", "character", "species", "person", "place", "medium", "rating"];

/** @param {string[]} tags @returns {Map<string, string[]>} in the order in which one looks for them; those without a namespace last but for the rest */
function byNamespace(tags) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const tag of tags) {
    const { namespace } = splitTag(tag);
    groups.set(namespace, [...(groups.get(namespace) ?? []), tag]);
  }
  /** @param {string} namespace */
  const rank = (namespace) => (ORDER.includes(namespace) ? ORDER.indexOf(namespace) : namespace === "" ? ORDER.length : ORDER.length + 1);
  return new Map([...groups].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b)));
}

/** @param {{ file: WholeFile }} props */
function Notes({ file }) {
  const notes = Object.entries(file.notes);
  return notes.length > 0 && html`<section><h2 class="head">${words.viewer.notes}</h2>${notes.map(([name, text]) => html`<div class="note" key=${name}><h3>${name}</h3><p>${text}</p></div>`)}</section>`;
}

/** @param {{ file: WholeFile }} props */
function Addresses({ file }) {
  return file.urls.length > 0 && html`<section><h2 class="head">${words.viewer.addresses}</h2><ul class="urls">${file.urls.map(({ url, name, kind }) => html`<li key=${url}>
    <${Icon} name="link" /><span class="grow"><${OutwardLink} url=${url} /><span class="small faint">${name || kind}</span></span><${IconButton} little icon="copy" label=${words.viewer.copy} onClick=${() => void copy(url)} /></li>`)}</ul></section>`;
}

/** @param {{ file: WholeFile }} props */
function Facts({ file }) {
  const times = Object.entries(file.times).flatMap(([name, at]) => (at ? [/** @type {const} */ ([words.viewer.timeWords[name] ?? words.viewer.timeAt(name), words.viewer.exact(at)])] : []));
  return html`<section><h2 class="head">${words.viewer.facts}</h2><dl class="pairs">
    ${times.map(([name, at]) => html`<div key=${name}><dt>${name}</dt><dd>${at}</dd></div>`)}
    ${Object.entries(file.hashes).map(([name, hex]) => html`<div key=${name}><dt>${name}</dt><dd class="mono cut" title=${hex}>${hex}</dd></div>`)}</dl></section>`;
}
