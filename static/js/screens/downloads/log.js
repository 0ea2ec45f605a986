// The file log and the gallery log of a query: virtual, fetched page by page as it is read, kept fresh while shown.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { queries } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { html } from "../../parts/html.js";
import { VirtualList } from "../../parts/list.js";
import { ErrorLine, IconButton, SkeletonRows } from "../../parts/small.js";
import { act } from "../../state/queries.js";
import { watch } from "../../state/live.js";
import { words } from "../../words/en.js";
import { fileInQuery } from "../../state/contexts.js";

/** @import { LogPage, LogRow } from "../../api/types.js" */

const PAGE = 200;
const ROW_HEIGHT = 66;
const REFRESH_MS = 1000;

const TODO = 0;
const RETRIABLE = new Set([3, 4, 7, 8]);
const LIGHTS = /** @type {Record<number, import("../../parts/small.js").LightKind>} */ ({ 0: "wait", 1: "ok", 2: "ok", 4: "held" });

/** @param {{ queryId: number, kind: "file-log" | "gallery-log" }} props */
export function Log({ queryId, kind }) {
  const [status, setStatus] = useState("");
  const { rows, isWhole, state, error, readOn, reload } = useLog(queryId, kind, status);
  const onWindow = useCallback((/** @type {number} */ _first, /** @type {number} */ end) => {
    if (!isWhole && end > rows.length - 20) readOn();
  }, [rows.length, isWhole]);
  return html`
    ${kind === "file-log" && html`<div class="segments scroll" role="group" aria-label=${words.queries.tabs.log}>
      ${words.log.filters.map(([value, label]) => html`<button type="button" key=${value} aria-pressed=${value === status} onClick=${() => setStatus(value)}>${label}</button>`)}</div>`}
    ${error && html`<${ErrorLine} error=${error} retryWords=${words.errors.again} onRetry=${reload} />`}
    ${state === "loading" && html`<${SkeletonRows} rows=${6} />`}
    ${state === "ready" && rows.length === 0 && html`<p class="quiet pad">${status ? words.log.emptyFilter : words.log.empty}</p>`}
    <${VirtualList} count=${rows.length} rowHeight=${ROW_HEIGHT} label=${words.queries.tabs.log} keyOf=${(/** @type {number} */ i) => rows[i].id} onWindow=${onWindow}>
      ${(/** @type {number} */ i) => html`<${LogLine} row=${rows[i]} queryId=${queryId} kind=${kind} onChanged=${reload} />`}<//>`;
}

/** @param {{ row: LogRow, queryId: number, kind: string, onChanged: () => void }} props */
function LogLine({ row, queryId, kind, onChanged }) {
  const isFile = kind === "file-log";
  const again = () => act(queryId, () => queries.retry(queryId, { what: isFile ? "seeds" : "pages", seed_ids: [row.id] })).then(onChanged);
  const skip = () => act(queryId, () => queries.skip(queryId, [row.id])).then(onChanged);
  const light = LIGHTS[row.status] ?? "off";
  const why = [row.reason?.sentence, row.reason?.detail, row.attempts > 1 ? words.log.attempts(row.attempts) : "", row.next_try_at ? words.log.nextTry(row.next_try_at) : ""].filter(Boolean).join(" · ");
  return html`<div class="row log-row" data-status=${row.status}>
    ${row.sha256 ? html`<a href=${fileInQuery(row.sha256, queryId)} aria-label=${words.log.open}><img class="log-thumb" src=${`/media/thumbnail/${row.sha256}`} alt="" loading="lazy" decoding="async" /></a>` : html`<span class="log-thumb log-blank"></span>`}
    <div class="grow">
      <p class="line small"><span class="light" data-light=${light}>${words.log.statuses[row.status] ?? row.status_word}</span><${OutwardLink} url=${row.url} /></p>
      <p class="small quiet cut" title=${why}>${why}</p>
    </div>
    ${row.reason?.action && !/^retry/i.test(row.reason.action) && html`<span class="small faint desk-only log-next">${row.reason.action}</span>`}
    ${RETRIABLE.has(row.status) && html`<${IconButton} little icon="undo" label=${words.log.retry} onClick=${() => void again()} />`}
    ${isFile && row.status === TODO && html`<${IconButton} little icon="skip" label=${words.log.skip} onClick=${() => void skip()} />`}
  </div>`;
}

/** Only http and https lead out, and they take nothing along. @param {{ url: string }} props */
export const OutwardLink = ({ url }) => (/^https?:\/\//i.test(url)
  ? html`<a class="cut" href=${url} target="_blank" rel="noopener noreferrer" title=${url}>${url.replace(/^https?:\/\//i, "")}</a>`
  : html`<span class="cut" title=${url}>${url}</span>`);

/**
 * @param {number} queryId @param {"file-log" | "gallery-log"} kind @param {string} status
 */
function useLog(queryId, kind, status) {
  const [pages, setPages] = useState(/** @type {(LogPage & { after: number | null })[]} */ ([]));
  const [state, setState] = useState(/** @type {"loading" | "ready"} */ ("loading"));
  const [error, setError] = useState(/** @type {import("../../api/http.js").ApiError | null} */ (null));
  const latest = useRef(pages);
  latest.current = pages;
  const isReading = useRef(false);
  const turn = useRef(0);

  /** @param {(number | null)[]} cursors */
  const read = async (cursors) => {
    const mine = turn.current;
    isReading.current = true;
    try {
      const fresh = await Promise.all(cursors.map(async (after) => ({ after, ...(await queries.log(queryId, kind, { after, limit: PAGE, status })) })));
      if (mine !== turn.current) return;
      setPages((before) => merged(before, fresh));
      setError(null);
    } catch (problem) {
      if (mine === turn.current) setError(asApiError(problem));
    } finally {
      if (mine === turn.current) {
        isReading.current = false;
        setState("ready");
      }
    }
  };
  useEffect(() => {
    turn.current += 1;
    setPages([]);
    setState("loading");
    void read([null]);
    const stale = /** @type {Set<number>} */ (new Set());
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const refresh = () => {
      timer = undefined;
      const touched = latest.current.filter((page, i) => page.rows.some((row) => stale.has(row.id)) || i === latest.current.length - 1);
      stale.clear();
      void read(touched.map((page) => page.after));
    };
    const end = watch(`query:${queryId}`, {
      onRefetch: () => void read(latest.current.length > 0 ? latest.current.map((page) => page.after) : [null]),
      onEvents(events) {
        for (const { topic, seed_id: id } of events) if (topic !== "progress" && id !== undefined) stale.add(id);
        if (stale.size > 0) timer ??= setTimeout(refresh, REFRESH_MS);
      },
    });
    return () => {
      turn.current += 1;
      clearTimeout(timer);
      end();
    };
  }, [queryId, kind, status]);

  const last = pages.at(-1);
  return {
    rows: pages.flatMap((page) => page.rows),
    isWhole: last?.next == null,
    state,
    error,
    readOn: () => {
      if (last?.next != null && !isReading.current) void read([last.next]);
    },
    reload: () => void read(latest.current.length > 0 ? latest.current.map((page) => page.after) : [null]),
  };
}

/**
 * @template {{ after: number | null }} Page
 * @param {Page[]} before @param {Page[]} fresh @returns {Page[]} in the order of reading, the fresh ones in the place of the old
 */
function merged(before, fresh) {
  const byCursor = new Map(before.map((page) => [page.after, page]));
  for (const page of fresh) byCursor.set(page.after, page);
  return [...byCursor.values()];
}
