// The list of queries: virtual, in parts, and in one order for as long as a finger or pointer is on it.

import { useRef, useState } from "preact/hooks";
import { html } from "../../parts/html.js";
import { VirtualList } from "../../parts/list.js";
import { Empty, ErrorLine, SkeletonRows } from "../../parts/small.js";
import { fetchAll, listError, listState, queryById, queryList, standingOf } from "../../state/queries.js";
import { words } from "../../words/en.js";
import { count } from "../../words/numbers.js";
import { QueryLine } from "./query_row.js";

/** @import { QueryRow } from "../../api/types.js" */

const ROW_HEIGHT = 94;
const CALM_MS = 4000;

/** @param {{ chosen: number | null }} props */
export function QueryList({ chosen }) {
  const [filter, setFilter] = useState("all");
  const touched = useTouched();
  const all = queryList.value;
  const shown = useCalm(all, filter, touched.isTouched);
  if (listState.value === "loading") return html`<${SkeletonRows} rows=${5} />`;
  return html`
    ${listError.value && html`<${ErrorLine} error=${listError.value} retryWords=${words.errors.again} onRetry=${() => void fetchAll()} />`}
    ${all.length > 0 && html`<${Filters} all=${all} filter=${filter} onChange=${setFilter} />`}
    ${all.length === 0 && !listError.value && html`<${Empty} title=${words.queries.emptyTitle} why=${words.queries.empty} />`}
    ${all.length > 0 && shown.length === 0 && html`<div class="empty"><h2>${words.queries.noneTitle}</h2><button type="button" class="button blue" onClick=${() => setFilter("all")}>${words.queries.noneAction}</button></div>`}
    <div ...${touched.handlers}><${VirtualList} count=${shown.length} rowHeight=${ROW_HEIGHT} label=${words.queries.label} keyOf=${(/** @type {number} */ i) => shown[i]}>
      ${(/** @type {number} */ i) => {
        const query = queryById(shown[i]);
        return query && html`<${QueryLine} query=${query} isChosen=${query.id === chosen} />`;
      }}<//></div>`;
}

/** @param {{ all: QueryRow[], filter: string, onChange: (filter: string) => void }} props */
function Filters({ all, filter, onChange }) {
  const standings = all.map(standingOf);
  return html`<div class="list-tools"><div class="segments scroll" role="group" aria-label=${words.queries.label}>
    ${Object.entries(words.queries.filters).map(([name, label]) => {
      const n = name === "all" ? all.length : standings.filter((standing) => standing === name).length;
      return (n > 0 || name === "all" || name === filter) && html`<button type="button" key=${name} aria-pressed=${name === filter} onClick=${() => onChange(name)}>${label} ${count(n)}</button>`;
    })}</div></div>`;
}

/** Whether a finger or pointer is at it: true from its last move on for a few seconds. */
function useTouched() {
  const [isTouched, setTouched] = useState(false);
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const touch = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setTouched(false), CALM_MS);
    setTouched(true);
  };
  const leave = () => {
    clearTimeout(timer.current);
    setTouched(false);
  };
  return { isTouched, handlers: { onPointerMove: touch, onPointerDown: touch, onPointerLeave: leave } };
}

/** @param {QueryRow[]} all @param {string} filter @param {boolean} isTouched @returns {number[]} the ids to show, in their order */
function useCalm(all, filter, isTouched) {
  const kept = useRef({ filter, ids: /** @type {number[]} */ ([]) });
  const wanted = all.filter((query) => filter === "all" || standingOf(query) === filter).map(({ id }) => id);
  if (isTouched && kept.current.filter === filter && kept.current.ids.length > 0) {
    const here = new Set(all.map(({ id }) => id));
    return kept.current.ids.filter((id) => here.has(id));
  }
  kept.current = { filter, ids: wanted };
  return wanted;
}
