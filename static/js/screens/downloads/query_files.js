// The files of a query as they arrive: first what failed and why, then the grid, newest first.

import { useEffect, useState } from "preact/hooks";
import { queries } from "../../api/calls.js";
import { FileGrid } from "../../parts/grid.js";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { Empty, ErrorLine, ReasonLine } from "../../parts/small.js";
import { useSharedFeed } from "../../parts/use_feed.js";
import { isPhone } from "../../state/appearance.js";
import { fileInQuery } from "../../state/contexts.js";
import { watch } from "../../state/live.js";
import { act } from "../../state/queries.js";
import { words } from "../../words/en.js";
import { count } from "../../words/numbers.js";
import { failedGroups, leftOutGroups, refusedGroups } from "./status.js";

/** @import { QueryRow, ReasonGroup } from "../../api/types.js" */

/** @param {{ query: QueryRow, onLog: () => void }} props */
export function QueryFiles({ query, onLog }) {
  const feed = useSharedFeed(`query=${query.id}`);
  const underway = useUnderway(query.id);
  const isWorking = query.files_state === "working";
  const isOver = query.files_state === "done" && query.search_state === "done";
  const coming = isWorking ? [html`<${OnItsWay} percent=${underway} />`] : [];
  if (!feed) return null;
  const isEmpty = feed.state.value === "ready" && feed.ids.value.length === 0 && !isWorking;
  return html`<${Reasons} query=${query} />
    ${feed.error.value && html`<${ErrorLine} error=${feed.error.value} retryWords=${words.errors.again} onRetry=${() => void feed.reload()} />`}
    ${isEmpty && html`<${Empty} title=${words.queries.noFiles} why=${isOver ? words.queries.noFilesDone : words.queries.noFilesWhy}>
      ${isOver && html`<button type="button" class="button blue" onClick=${onLog}>${words.queries.toLog}</button>`}<//>`}
    <div class="grid-place">${feed.waiting.value > 0 && html`<${MoreAbove} n=${feed.waiting.value} onClick=${() => feed.settle()} />`}
      <${FileGrid} feed=${feed} tile=${isPhone.value ? 80 : 104} gap=${isPhone.value ? 3 : 6} place=${`query ${query.id}`} before=${coming} addressOf=${(/** @type {string} */ sha256) => fileInQuery(sha256, query.id)} /></div>`;
}

/** @param {{ n: number, onClick: () => void }} props */
export const MoreAbove = ({ n, onClick }) => html`<div class="more-place"><button type="button" class="more-above" onClick=${(/** @type {MouseEvent} */ event) => {
  onClick();
  const place = /** @type {HTMLElement} */ (event.currentTarget).closest("[data-scroller]");
  place?.scrollTo({ top: 0 });
}}><${Icon} name="arrow-up" />${words.library.newAbove(n)}</button></div>`;

/** @param {{ query: QueryRow }} props  failures grouped by cause, each with its action; then what was left out */
function Reasons({ query }) {
  const needy = [...failedGroups(query).map((group) => /** @type {const} */ ([group, "failed"])), ...refusedGroups(query).map((group) => /** @type {const} */ ([group, "ignored"]))];
  const left = leftOutGroups(query);
  const again = (/** @type {ReasonGroup} */ group, /** @type {"failed" | "ignored"} */ what) => act(query.id, () => queries.retry(query.id, { what, reason: group.code }));
  const leftWords = left.map((group) => `${count(group.count)}: ${group.sentence}`).join(" ");
  return html`<div class="reasons">${needy.map(([group, what]) => html`<${ReasonLine} key=${group.code} kind=${group.code === "challenge" ? "challenge" : "held"} light=${words.queries.held}
      sentence=${`${count(group.count)}: ${group.sentence}`} detail=${/^retry$/i.test(group.action) ? "" : group.action}
      action=${html`<button type="button" class="button" onClick=${() => void again(group, what)}>${words.log.retryAllOf}</button>`} />`)}
    ${query.stop_reason && html`<${ReasonLine} kind="plain" icon="stop" sentence=${query.stop_reason.sentence} detail=${leftWords} />`}
    ${!query.stop_reason && leftWords && html`<${ReasonLine} kind="plain" sentence=${leftWords} />`}</div>`;
}

/** The place of the next file, there from its first byte. @param {{ percent: number | null }} props */
const OnItsWay = ({ percent }) => html`<div class="tile on-its-way" data-empty role="img" aria-label=${words.queries.onItsWay(percent ?? 0)}>
  <span class="fetch" style=${{ "--n": percent ?? 0 }}><i></i></span></div>`;

/** How far the file is that this query fetches now. @param {number} queryId @returns {number | null} percent */
function useUnderway(queryId) {
  const [percent, setPercent] = useState(/** @type {number | null} */ (null));
  useEffect(() => {
    setPercent(null);
    return watch(`query:${queryId}`, {
      onRefetch: () => setPercent(null),
      onEvents(events) {
        const last = events.findLast(({ topic }) => topic === "progress" || topic === "seed.changed");
        if (!last) return;
        if (last.topic === "seed.changed" || !last.total) setPercent(null);
        else setPercent(Math.round((100 * (last.received ?? 0)) / last.total));
      },
    });
  }, [queryId]);
  return percent;
}
