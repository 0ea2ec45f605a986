// Downloads: one field for everything, the list of queries, and the highlighted one with its files arriving.

import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { IconButton } from "../../parts/small.js";
import { navigate } from "../../router.js";
import { isPhone } from "../../state/appearance.js";
import { overview, setNetworkPaused } from "../../state/overview.js";
import { queryList, standingOf } from "../../state/queries.js";
import { words } from "../../words/en.js";
import { Paste } from "./paste.js";
import { QueryDetail } from "./query_detail.js";
import { QueryList } from "./query_list.js";

/** @param {{ chosen: string, isCovered: boolean }} props  chosen: the id in the address, or nothing */
export function Downloads({ chosen }) {
  const all = queryList.value;
  const asked = /^\d+$/.test(chosen) ? Number(chosen) : null;
  const shown = asked ?? (isPhone.value ? null : (all[0]?.id ?? null));
  const isPaused = overview.value?.network.paused ?? false;
  const pauseWords = isPaused ? words.queries.resumeAll : words.queries.pauseAll;
  const toggle = () => void setNetworkPaused(!isPaused);
  return html`<div class="downloads" data-scroller data-detail=${asked !== null || undefined}>
    <header class="page-head list-side"><h1>${words.screens.downloads}</h1><span class="quiet cut desk-only">${all.length > 0 && summary(all)}</span><span class="grow"></span>
      <button type="button" class="button soft desk-only" onClick=${toggle}><${Icon} name=${isPaused ? "play" : "pause"} />${pauseWords}</button>
      <${IconButton} class="phone-only" icon=${isPaused ? "play" : "pause"} label=${pauseWords} onClick=${toggle} /></header>
    <div class="list-side"><${Paste} onAdded=${(/** @type {number | null} */ id) => id !== null && !isPhone.value && navigate(`/downloads/${id}`)} /></div>
    <div class="panes">
      <section class="pane list-pane list-side" data-scroller aria-label=${words.queries.label}><${QueryList} chosen=${shown} /></section>
      ${(shown !== null || (!isPhone.value && all.length > 0)) && html`<section class="pane main detail" aria-label=${words.queries.highlighted}>
        ${shown !== null && html`<${QueryDetail} id=${shown} key=${shown} />`}</section>`}
    </div>
  </div>`;
}

/** @param {import("../../api/types.js").QueryRow[]} all */
function summary(all) {
  const standings = all.map(standingOf);
  const number = (/** @type {string} */ name) => standings.filter((standing) => standing === name).length;
  return words.queries.summary({ running: number("running"), waiting: number("waiting"), needYou: number("need-you") });
}
