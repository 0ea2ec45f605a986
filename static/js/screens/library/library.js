// Library: the search, its tools, and the grid. The address holds the search.

import { Announce } from "../../parts/announce.js";
import { FileGrid } from "../../parts/grid.js";
import { html } from "../../parts/html.js";
import { MenuButton } from "../../parts/menu_button.js";
import { Empty, ErrorLine } from "../../parts/small.js";
import { useSharedFeed } from "../../parts/use_feed.js";
import { navigate, route } from "../../router.js";
import { fit, isPhone, LARGEST_TILE, LEAST_TILE, tileFor, tileWidth } from "../../state/appearance.js";
import { fileInSearch, libraryAddress, searchOf, searchParameters, termText } from "../../state/contexts.js";
import { idOf, rowsVersion } from "../../state/rows.js";
import { words } from "../../words/en.js";
import { count } from "../../words/numbers.js";
import { MoreAbove } from "../downloads/query_files.js";
import { SearchBar } from "./search_bar.js";

/** @import { Search } from "../../api/types.js" */
/** @import { ApiError } from "../../api/http.js" */
/** @import { Feed } from "../../state/feed.js" */

/** @param {{ asked: URLSearchParams, isCovered: boolean }} props */
export function Library({ asked, isCovered }) {
  const search = searchOf(asked);
  const name = searchParameters(search);
  const feed = useSharedFeed(name);
  /** @param {Partial<Search>} change */
  const change = (change) => navigate(libraryAddress({ ...search, ...change }));
  return html`<div class="library" data-scroller>
    <header class="page-head search-head"><h1 class="vh">${words.screens.library}</h1><${SearchBar} terms=${search.terms} onChange=${(/** @type {Search["terms"]} */ terms) => change({ terms })} /></header>
    <${Tools} feed=${feed} search=${search} onChange=${change} />
    <div class="lib-scroll" data-scroller>${feed && html`<${Result} feed=${feed} search=${search} name=${name} isCovered=${isCovered} onChange=${change} />`}</div>
  </div>`;
}

/** @param {{ feed: Feed | null, search: Search, onChange: (change: Partial<Search>) => void }} props */
function Tools({ feed, search, onChange }) {
  const chosen = words.library.sorts.find(([sort, ascending]) => sort === search.sort && ascending === search.ascending);
  const isReady = feed?.state.value === "ready";
  const width = tileFor(innerWidth);
  return html`<div class="lib-tools">
    <p class="grow cut">${isReady ? html`<b>${count(feed.ids.value.length)}</b> ${words.library.fileWord(feed.ids.value.length)}` : feed?.state.value !== "failed" && html`<span class="quiet">${words.library.searching}</span>`}</p>
    <${Announce} text=${isReady ? words.library.found(feed.ids.value.length) : words.library.searching} />
    <${MenuButton} class="button little" icon="sort" label=${words.library.sort} words=${html`<span>${chosen?.[2] ?? words.library.sort}</span>`} items=${() =>
      words.library.sorts.map(([sort, ascending, label]) => ({ words: label, chosen: sort === search.sort && ascending === search.ascending, run: () => onChange({ sort, ascending }) }))} />
    <div class="segments desk-only" role="group" aria-label=${words.library.shape}>${/** @type {const} */ (["fill", "whole"]).map((shape) => html`<button type="button" key=${shape} aria-pressed=${fit.value === shape} onClick=${() => (fit.value = shape)}>${words.library[shape]}</button>`)}</div>
    <input class="slider desk-only" type="range" min=${LEAST_TILE} max=${LARGEST_TILE} step="4" value=${width} aria-label=${words.library.size}
      style=${{ "--at": `${((width - LEAST_TILE) / (LARGEST_TILE - LEAST_TILE)) * 100}%` }} onInput=${(/** @type {InputEvent} */ event) => (tileWidth.value = Number(/** @type {HTMLInputElement} */ (event.target).value))} />
  </div>`;
}

/** @param {{ feed: Feed, search: Search, name: string, isCovered: boolean, onChange: (change: Partial<Search>) => void }} props */
function Result({ feed, search, name, isCovered, onChange }) {
  void rowsVersion.value;
  const ids = feed.ids.value;
  if (feed.state.value === "loading") return html`<div class="grid skeleton-grid" aria-hidden="true">${Array.from({ length: 24 }, (_, i) => html`<div key=${i} class="tile skeleton"></div>`)}</div>`;
  const current = isCovered ? idOf(route.value.part) : null;
  return html`${feed.error.value && html`<${Trouble} feed=${feed} error=${feed.error.value} search=${search} onChange=${onChange} />`}
    ${feed.state.value === "ready" && ids.length === 0 && html`<${Nothing} search=${search} onChange=${onChange} />`}
    ${feed.waiting.value > 0 && html`<${MoreAbove} n=${feed.waiting.value} onClick=${() => feed.settle()} />`}
    <${FileGrid} key=${name} feed=${feed} tile=${tileFor(innerWidth)} gap=${isPhone.value ? 3 : 6} place=${`search ${name}`} current=${current} addressOf=${(/** @type {string} */ sha256) => fileInSearch(sha256, search)} />`;
}

/** A search that is not understood is mended by leaving its last part out; anything else is tried again. @param {{ feed: Feed, error: ApiError, search: Search, onChange: (change: Partial<Search>) => void }} props */
function Trouble({ feed, error, search, onChange }) {
  const last = search.terms.at(-1);
  if (error.status !== 400 || last === undefined) return html`<${ErrorLine} error=${error} retryWords=${words.errors.again} onRetry=${() => void feed.reload()} />`;
  return html`<${ErrorLine} error=${error} retryWords=${words.library.noneAction(termText(last))} onRetry=${() => onChange({ terms: search.terms.slice(0, -1) })} />`;
}

/** @param {{ search: Search, onChange: (change: Partial<Search>) => void }} props */
function Nothing({ search, onChange }) {
  const last = search.terms.at(-1);
  if (last === undefined) return html`<${Empty} title=${words.library.emptyTitle} why=${words.library.empty}><a class="button primary" href="/downloads">${words.library.emptyAction}</a><//>`;
  return html`<${Empty} title=${words.library.noneTitle} why=${words.library.none}>
    <button type="button" class="button blue" onClick=${() => onChange({ terms: search.terms.slice(0, -1) })}>${words.library.noneAction(termText(last))}</button><//>`;
}
