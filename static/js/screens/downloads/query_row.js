// One query in the list: its cover, its words, its bar, and one line of facts or one reason. Its height never changes.

import { queries } from "../../api/calls.js";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { IconButton, Progress, ReasonLine } from "../../parts/small.js";
import { act, setPaused, standingOf } from "../../state/queries.js";
import { words } from "../../words/en.js";
import { count } from "../../words/numbers.js";
import { statusOf } from "./status.js";

/** @import { QueryRow } from "../../api/types.js" */

/** @param {{ query: QueryRow, isChosen: boolean }} props */
export function QueryLine({ query, isChosen }) {
  const standing = standingOf(query);
  const isPaused = query.is_files_paused && query.is_search_paused;
  const isOver = standing === "done" || standing === "need-you";
  return html`<div class="row q" aria-selected=${isChosen ? "true" : undefined} data-query=${query.id}>
    ${query.cover ? html`<img class="q-thumb" src=${`/media/thumbnail/${query.cover}`} alt="" loading="lazy" decoding="async" />` : html`<span class="q-thumb q-blank"><${Icon} name=${query.kind === "urls" ? "link" : "search"} /></span>`}
    <div class="q-body">
      <a class="row-title stretched" href=${`/downloads/${query.id}`} aria-current=${isChosen ? "true" : undefined}><span class="cut">${titleOf(query)}</span><span class="faint src cut">${query.source}</span>
        ${query.stop_reason && html`<span class="stop-sign" title=${query.stop_reason.sentence}><${Icon} name="stop" /><span class="vh">${query.stop_reason.sentence}</span></span>`}</a>
      <${Progress} counts=${query.counts} label=${words.queries.bar(query.counts)} />
      <${Facts} query=${query} />
    </div>
    <span class="q-act">${!isOver && html`<${IconButton} little icon=${isPaused ? "play" : "pause"} label=${isPaused ? words.queries.resume : words.queries.pause}
      onClick=${() => void setPaused(query, { files: !isPaused, search: !isPaused })} />`}</span>
  </div>`;
}

/** @param {QueryRow} query */
export const titleOf = (query) => (query.kind === "urls" ? query.text || words.queries.urls : query.text);

/** @param {{ query: QueryRow }} props */
function Facts({ query }) {
  const { counts } = query;
  const status = statusOf(query);
  switch (standingOf(query)) {
    case "running":
      return html`<p class="row-sub"><span><b>${count(counts.successful)}</b> ${words.queries.newWord}</span><span>${words.queries.of(counts.total - counts.todo, counts.total)}</span>
        ${query.speed_bytes > 0 && html`<span class="faint">${words.queries.speed(query.speed_bytes)}</span>`}<span class="faint cut">${status.sentence}</span></p>`;
    case "done":
      return html`<p class="row-sub done"><span class="light" data-light="ok">${status.word}</span><span class="cut" title=${query.stop_reason?.sentence}>${status.sentence}</span></p>`;
    default: {
      const button = status.action === "retry" && html`<button type="button" class="button" onClick=${() => void act(query.id, () => queries.retry(query.id, { what: counts.failed > 0 ? "failed" : "ignored" }))}>${words.log.retry}</button>`;
      return html`<${ReasonLine} inRow kind=${status.light} light=${status.word} sentence=${status.sentence} action=${button} />`;
    }
  }
}
