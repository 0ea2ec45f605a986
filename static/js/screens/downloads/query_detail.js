// The highlighted query: its files, its two logs, its options.

import { useEffect, useRef, useState } from "preact/hooks";
import { queries } from "../../api/calls.js";
import { Announce } from "../../parts/announce.js";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { MenuButton } from "../../parts/menu_button.js";
import { BusyButton, Empty, Field, IconButton, Progress, ReasonLine } from "../../parts/small.js";
import { goBack, navigate, route } from "../../router.js";
import { act, fetchOne, listState, queryById, removeQuery, setPaused, standingOf } from "../../state/queries.js";
import { showToast } from "../../state/toasts.js";
import { words } from "../../words/en.js";
import { count } from "../../words/numbers.js";
import { Log } from "./log.js";
import { QueryFiles } from "./query_files.js";
import { titleOf } from "./query_row.js";
import { statusOf } from "./status.js";

/** @import { QueryRow } from "../../api/types.js" */
/** @typedef {"files" | "log" | "pages" | "options"} Tab */

/** @param {{ id: number }} props */
export function QueryDetail({ id }) {
  const asked = route.value.asked.get("tab") ?? "files";
  const tab = /** @type {Tab} */ (asked in words.queries.tabs ? asked : "files");
  const setTab = (/** @type {Tab} */ to) => navigate(to === "files" ? `/downloads/${id}` : `/downloads/${id}?tab=${to}`, { replace: true });
  const query = queryById(id);
  const hasLooked = useLookUp(id, query === undefined);
  if (!query) {
    return listState.value === "ready" && hasLooked ? html`<${Empty} title=${words.queries.gone} why=${words.queries.goneWhy}><a class="button blue" href="/downloads">${words.queries.back}</a><//>` : null;
  }
  const counts = /** @type {Record<string, number>} */ ({ files: query.counts.successful + query.counts.known, log: query.counts.total });
  return html`<header class="detail-head"><${IconButton} class="phone-only" icon="arrow-left" label=${words.queries.back} onClick=${() => goBack("/downloads")} />
      <div class="grow"><h2 class="cut" title=${titleOf(query)}>${titleOf(query)}</h2><p class="quiet small cut">${query.source ? `${query.source}, ` : ""}${words.queries.addedAt(query.created_at)}</p></div>
      <${Actions} query=${query} /></header>
    <${Announce} text=${`${titleOf(query)}: ${words.queries.bar(query.counts)}`} />
    <div class="detail-now"><${Progress} counts=${query.counts} label=${words.queries.bar(query.counts)} /><${Now} query=${query} /></div>
    <div class="tabs" role="tablist">${Object.entries(words.queries.tabs).map(([name, label]) => html`<button type="button" role="tab" key=${name} aria-selected=${name === tab}
      onClick=${() => setTab(/** @type {Tab} */ (name))}>${label}${counts[name] > 0 && html` <span class="count">${count(counts[name])}</span>`}</button>`)}</div>
    <div class="detail-body" data-scroller role="tabpanel" aria-label=${words.queries.tabs[tab]} key=${`${id} ${tab}`}>
      ${tab === "files" && html`<${QueryFiles} query=${query} onLog=${() => setTab("log")} />`}
      ${tab === "log" && html`<${Log} queryId=${id} kind="file-log" />`}
      ${tab === "pages" && html`<${Log} queryId=${id} kind="gallery-log" />`}
      ${tab === "options" && html`<${Options} query=${query} />`}</div>`;
}

/** Asks for a query that was never in the list: it may have been added a moment ago. @param {number} id @param {boolean} isMissing */
function useLookUp(id, isMissing) {
  const [hasLooked, setLooked] = useState(false);
  const wasHere = useRef(false);
  if (!isMissing) wasHere.current = true;
  useEffect(() => {
    if (isMissing && !wasHere.current) void fetchOne(id).then(() => setLooked(true));
  }, [id]);
  return hasLooked || wasHere.current;
}

/** @param {{ query: QueryRow }} props */
function Now({ query }) {
  const { counts } = query;
  const status = statusOf(query);
  return html`<p class="row-sub wrap"><span class="light" data-light=${status.light}>${status.word}</span><span>${words.queries.bar(counts)}</span>
      ${standingOf(query) === "running" && query.speed_bytes > 0 && html`<span class="faint">${words.queries.speed(query.speed_bytes)}</span>`}</p>
    ${[query.search_status, query.files_status].filter(Boolean).map((sentence) => html`<p class="small quiet" key=${sentence}>${sentence}</p>`)}`;
}

/** @param {{ query: QueryRow }} props */
function Actions({ query }) {
  const standing = standingOf(query);
  const isPaused = query.is_files_paused && query.is_search_paused;
  const isOver = standing === "done" || standing === "need-you";
  return html`${!isOver && html`<${IconButton} icon=${isPaused ? "play" : "pause"} label=${isPaused ? words.queries.resume : words.queries.pause}
      onClick=${() => void setPaused(query, { files: !isPaused, search: !isPaused })} />`}
    <${MenuButton} class="button only" icon="more" label=${words.queries.more} items=${() => menuOf(query)} />`;
}

/** Takes it away and shows the list: its view has nothing left to show. @param {QueryRow} query */
function remove(query) {
  removeQuery(query);
  navigate("/downloads", { replace: true });
}

/** @param {QueryRow} query @returns {import("../../parts/menu.js").MenuItem[]} only what can be done now */
function menuOf(query) {
  const { id, counts } = query;
  /** @type {(import("../../parts/menu.js").MenuItem | false)[]} */
  const items = [
    query.files_state !== "done" && { icon: query.is_files_paused ? "play" : "pause", words: query.is_files_paused ? words.queries.resumeFiles : words.queries.pauseFiles, run: () => void setPaused(query, { files: !query.is_files_paused }) },
    query.search_state !== "done" && { icon: query.is_search_paused ? "play" : "pause", words: query.is_search_paused ? words.queries.resumeSearch : words.queries.pauseSearch, run: () => void setPaused(query, { search: !query.is_search_paused }) },
    counts.failed > 0 && { icon: "undo", words: words.queries.retryFailed, note: count(counts.failed), run: () => void act(id, () => queries.retry(id, { what: "failed" })) },
    counts.ignored > 0 && { icon: "undo", words: words.queries.retryIgnored, note: count(counts.ignored), run: () => void act(id, () => queries.retry(id, { what: "ignored" })) },
    query.kind === "gallery" && { icon: "search", words: words.queries.searchAgain, run: () => void act(id, () => queries.restartSearch(id)) },
    { icon: "trash", words: words.queries.remove, destroys: true, run: () => remove(query) },
  ];
  return items.filter((item) => item !== false);
}

/** @param {{ query: QueryRow }} props */
function Options({ query }) {
  const [limit, setLimit] = useState(query.file_limit === null ? "" : String(query.file_limit));
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const onSubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (limit !== "" && !/^[1-9]\d{0,8}$/.test(limit.trim())) return setWrong(words.queries.limitWrong);
    setBusy(true);
    await act(query.id, async () => {
      await queries.change(query.id, { file_limit: limit === "" ? null : Number(limit) });
      showToast({ text: words.queries.saved });
    });
    setBusy(false);
  };
  return html`<form class="option-form" onSubmit=${onSubmit}>
    ${query.stop_reason && html`<${ReasonLine} kind="plain" icon="stop" sentence=${query.stop_reason.sentence} />`}
    <${Field} id="file-limit" label=${words.queries.limit} hint=${words.queries.limitHint} wrong=${wrong}>
      <div class="box"><input id="file-limit" inputmode="numeric" autocomplete="off" value=${limit} aria-describedby="file-limit-hint" onInput=${(/** @type {InputEvent} */ event) => (setLimit(/** @type {HTMLInputElement} */ (event.target).value), setWrong(""))} /><span class="unit">${words.queries.limitUnit}</span></div><//>
    <div><${BusyButton} kind="blue" busy=${isBusy} words=${words.queries.save} busyWords=${words.settings.saving} /></div>
    <div class="line wrap"><button type="button" class="button soft" onClick=${() => remove(query)}><${Icon} name="trash" />${words.queries.remove}</button></div>
  </form>`;
}
