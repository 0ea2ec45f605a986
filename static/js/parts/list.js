// A list of any length: rows of one height, only those in view are in the document.

import { useEffect } from "preact/hooks";
import { html } from "./html.js";
import { useScrollView } from "./scroll.js";
import { scrolledHeight, visibleRows } from "./virtual.js";

const MORE_ROWS = 6;

/**
 * @param {object} props
 * @param {number} props.count
 * @param {number} props.rowHeight px
 * @param {string} props.label
 * @param {(index: number) => string | number} props.keyOf
 * @param {(index: number) => any} props.children draws one row
 * @param {(first: number, end: number) => void} [props.onWindow] told which rows are in view
 * @param {string} [props.role]
 */
export function VirtualList({ count, rowHeight, label, keyOf, children: draw, onWindow, role = "list" }) {
  const contentHeight = count * rowHeight;
  const view = useScrollView(contentHeight);
  const { first, end } = visibleRows(count, rowHeight, view.virtualTop, view.view, MORE_ROWS);
  useEffect(() => onWindow?.(first, end), [first, end, onWindow]);
  const rows = [];
  for (let i = first; i < end; i += 1) {
    rows.push(html`<div key=${keyOf(i)} class="virtual-row" role=${role === "list" ? "listitem" : "presentation"} aria-setsize=${count} aria-posinset=${i + 1}
      style=${{ height: `${rowHeight}px`, translate: `0 ${i * rowHeight + view.shift}px` }}>${draw(i)}</div>`);
  }
  return html`<div ref=${view.content} class="virtual" role=${role} aria-label=${label} style=${{ height: `${scrolledHeight(contentHeight)}px` }}>${rows}</div>`;
}
