// Where things are in a long list or grid: arithmetic only, because all cells are of one size.

/** Browsers clamp the height of an element near 33.5 million px; above this the scroll place is mapped. */
export const MOST_PIXELS = 30_000_000;

/**
 * The scroll bar covers `scrollable` px, the content `content` px; they differ only above MOST_PIXELS.
 * @typedef {{ top: number, virtualTop: number }} Place
 */

/** @param {number} content full height of all rows in px @returns {number} the height to give the scrolled element */
export const scrolledHeight = (content) => Math.min(content, MOST_PIXELS);

/**
 * Follows a scroll: small steps move the content as far as the bar moved, large ones (a drag, a jump) go proportionally, and
 * both ends always meet.
 * @param {Place} before @param {number} top the scroll place now @param {number} content @param {number} view height of the window
 * @returns {Place}
 */
export function follow(before, top, content, view) {
  const height = scrolledHeight(content);
  if (height === content) return { top, virtualTop: top };
  const most = height - view;
  const mostVirtual = content - view;
  if (top <= 0) return { top, virtualTop: 0 };
  if (top >= most) return { top, virtualTop: mostVirtual };
  const step = top - before.top;
  const virtualTop = Math.abs(step) < view ? before.virtualTop + step : (top / most) * mostVirtual;
  return { top, virtualTop: Math.min(Math.max(virtualTop, 0), mostVirtual) };
}

/**
 * Where the bar must stand so that the content stands at `virtualTop`.
 * @param {number} virtualTop @param {number} content @param {number} view @returns {Place}
 */
export function placeFor(virtualTop, content, view) {
  const height = scrolledHeight(content);
  const most = Math.max(0, content - view);
  const wanted = Math.min(Math.max(virtualTop, 0), most);
  if (height === content) return { top: wanted, virtualTop: wanted };
  return { top: most === 0 ? 0 : (wanted / most) * (height - view), virtualTop: wanted };
}

/**
 * @param {number} total how many rows @param {number} rowHeight px @param {number} virtualTop @param {number} view
 * @param {number} more rows beyond each edge
 * @returns {{ first: number, end: number }} the rows to draw, end excluded
 */
export function visibleRows(total, rowHeight, virtualTop, view, more) {
  const first = Math.max(0, Math.floor(virtualTop / rowHeight) - more);
  const end = Math.min(total, Math.ceil((virtualTop + view) / rowHeight) + more);
  return { first: Math.min(first, end), end };
}

/**
 * @param {number} width of the grid @param {number} least least width of a tile @param {number} gap
 * @returns {{ columns: number, tile: number }}
 */
export function columnsFor(width, least, gap) {
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  return { columns, tile: Math.max(1, (width - gap * (columns - 1)) / columns) };
}

/**
 * Where an arrow key leads in a grid.
 * @param {string} key @param {number} at @param {number} total @param {number} columns @param {number} rowsInView
 * @returns {number} the new index, or -1 when the key is none of the grid's
 */
export function stepFor(key, at, total, columns, rowsInView) {
  const steps = /** @type {Record<string, number>} */ ({
    ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns,
    PageDown: columns * rowsInView, PageUp: -columns * rowsInView,
  });
  if (total === 0) return -1;
  if (key === "Home") return 0;
  if (key === "End") return total - 1;
  if (!(key in steps)) return -1;
  const to = at + steps[key];
  if (to < 0) return key === "ArrowUp" ? at : 0;
  if (to >= total) return key === "ArrowDown" && Math.floor(at / columns) === Math.floor((total - 1) / columns) ? at : total - 1;
  return to;
}
