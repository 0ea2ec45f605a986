// The grid of files: cells of one size, only those in view in the document, rows fetched for what is in view.

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { fit } from "../state/appearance.js";
import { needRows, rowOf, rowsVersion } from "../state/rows.js";
import { rememberedScroll, rememberScroll } from "../router.js";
import { words } from "../words/en.js";
import { html } from "./html.js";
import { useKeys } from "./keys.js";
import { useScrollView } from "./scroll.js";
import { Badges, TilePicture } from "./tile.js";
import { columnsFor, scrolledHeight, stepFor, visibleRows } from "./virtual.js";

const MORE_ROWS = 3;
const SMALL_TILE = 88;

/**
 * @typedef {object} GridProps
 * @property {import("../state/feed.js").Feed} feed
 * @property {number} tile least width of a tile, CSS px
 * @property {number} gap
 * @property {string} place names this grid, to find its scroll place again
 * @property {(sha256: string) => string} addressOf the view of one file
 * @property {any[]} [before] cells that stand before the files: those on their way
 * @property {number | null} [current] the id that the viewer shows, to be kept in view
 */

/** @param {GridProps} props */
export function FileGrid({ feed, tile: least, gap, place, addressOf, before = [], current = null }) {
  const ids = feed.ids.value;
  void rowsVersion.value;
  const total = ids.length + before.length;
  const width = useSignal(0);
  const { columns, tile } = columnsFor(width.value, least, gap);
  const step = tile + gap;
  const rowCount = Math.ceil(total / columns);
  const contentHeight = Math.max(0, rowCount * step - gap);
  const view = useScrollView(contentHeight);
  if (view.width !== width.peek()) queueMicrotask(() => (width.value = view.width));
  const { first, end } = visibleRows(rowCount, step, view.virtualTop, view.view, MORE_ROWS);
  const from = first * columns;
  const to = Math.min(total, end * columns);

  const focused = useSignal(/** @type {number | null} */ (null));
  const wantsFocus = useRef(false);
  useEffect(() => needRows(ids.subarray(Math.max(0, from - before.length), Math.max(0, to - before.length))), [ids, from, to, before.length]);
  useHold(feed, view);
  useScrollMemory(place, view, total > 0 && width.value > 0);
  useKeepInView(current, ids, before.length, columns, step, view);
  useLayoutEffect(() => {
    if (!wantsFocus.current || focused.value === null) return;
    const cell = /** @type {HTMLElement | null | undefined} */ (view.content.current?.querySelector(`[data-id="${focused.value}"]`));
    if (!cell) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const id = Number(/** @type {HTMLElement} */ (event.target).dataset.id);
    const at = ids.indexOf(id);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = stepFor(event.key, at, ids.length, columns, Math.max(1, Math.floor(view.view / step)));
    if (next < 0) return;
    event.preventDefault();
    focused.value = ids[next];
    wantsFocus.current = true;
    showRow(view, Math.floor((next + before.length) / columns), step);
  };

  const intoGrid = () => {
    if (document.activeElement !== document.body || stop === undefined) return false;
    focused.value = stop;
    wantsFocus.current = true;
    return true;
  };
  useKeys([
    { key: "ArrowDown", words: words.keymap.move, run: intoGrid },
    { key: "Enter", words: words.keymap.open, run: () => false },
  ], [ids, from]);

  const stop = focused.value !== null && ids.includes(focused.value) ? focused.value : ids[Math.max(0, from - before.length)];
  const cells = [];
  for (let i = from; i < to; i += 1) {
    const style = { width: `${tile}px`, height: `${tile}px`, translate: `${(i % columns) * step}px ${Math.floor(i / columns) * step + view.shift}px` };
    if (i < before.length) cells.push(html`<div class="cell" key=${`b${i}`} style=${style}>${before[i]}</div>`);
    else {
      const id = ids[i - before.length];
      cells.push(html`<${Cell} key=${id} id=${id} style=${style} tile=${tile} isStop=${id === stop} isNew=${feed.fresh.value.has(id)} isCurrent=${id === current}
        addressOf=${addressOf} onFocus=${() => (focused.value = id)} />`);
    }
  }
  return html`<div ref=${view.content} class="virtual grid-cells" role="listbox" aria-label=${words.library.grid} data-fit=${fit.value} data-tile=${tile < SMALL_TILE ? "small" : undefined}
    style=${{ height: `${scrolledHeight(contentHeight)}px` }} onKeyDown=${onKeyDown}>${cells}</div>`;
}

/** @param {{ id: number, style: object, tile: number, isStop: boolean, isNew: boolean, isCurrent: boolean, addressOf: (sha256: string) => string, onFocus: () => void }} props */
function Cell({ id, style, tile, isStop, isNew, isCurrent, addressOf, onFocus }) {
  void rowsVersion.value;
  const row = rowOf(id);
  // One element whether its row is known or still comes: the focus stays on it.
  return html`<a class="cell tile" role="option" href=${row && addressOf(row.sha256)} data-id=${id} data-empty=${row ? undefined : ""} data-new=${isNew || undefined}
    data-current=${isCurrent || undefined} data-trash=${row?.is_trashed || undefined} aria-label=${row ? words.tile.label(row) : words.tile.unknown}
    tabindex=${isStop ? 0 : -1} style=${style} draggable=${false} onFocus=${onFocus}>
    ${row && html`<${TilePicture} key=${row.sha256} row=${row} tile=${tile} /><${Badges} row=${row} />`}</a>`;
}

/** Nothing moves unless the newest edge is shown and untouched. @param {import("../state/feed.js").Feed} feed @param {import("./scroll.js").ScrollView} view */
function useHold(feed, view) {
  const isAway = view.virtualTop > 8;
  useEffect(() => feed.hold(isAway), [feed, isAway]);
}

/** @param {string} place @param {import("./scroll.js").ScrollView} view @param {boolean} isReady */
function useScrollMemory(place, view, isReady) {
  const restored = useRef("");
  useLayoutEffect(() => {
    if (!isReady || restored.current === place) return;
    restored.current = place;
    const top = rememberedScroll(place);
    if (top > 0) view.scrollTo(top);
  }, [place, isReady]);
  useEffect(() => {
    if (restored.current === place) rememberScroll(place, view.virtualTop);
  }, [place, view.virtualTop]);
}

/**
 * @param {number | null} current @param {Uint32Array} ids @param {number} offset @param {number} columns @param {number} step
 * @param {import("./scroll.js").ScrollView} view
 */
function useKeepInView(current, ids, offset, columns, step, view) {
  useEffect(() => {
    const at = current === null ? -1 : ids.indexOf(current);
    if (at >= 0) showRow(view, Math.floor((at + offset) / columns), step);
  }, [current]);
}

/** @param {import("./scroll.js").ScrollView} view @param {number} row @param {number} step */
function showRow(view, row, step) {
  const top = row * step;
  if (top < view.virtualTop) view.scrollTo(top);
  else if (top + step > view.virtualTop + view.view) view.scrollTo(top + step - view.view);
}
