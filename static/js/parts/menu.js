// A menu of the popover API, placed beside what opened it; one tab stop, arrows move, Escape closes.

import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/**
 * @typedef {object} MenuItem
 * @property {string} words
 * @property {string} [icon]
 * @property {string} [note] at the end of the line
 * @property {boolean} [destroys]
 * @property {boolean} [chosen]
 * @property {() => void} run
 */

const MARGIN = 8;

/**
 * @param {HTMLElement} menu @param {DOMRect} anchor
 * @returns {void} placed below the anchor, or above it where there is no room
 */
export function placeBeside(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(Math.max(MARGIN, anchor.left), innerWidth - width - MARGIN);
  const fitsBelow = anchor.bottom + 4 + height <= innerHeight - MARGIN;
  const top = fitsBelow ? anchor.bottom + 4 : Math.max(MARGIN, anchor.top - 4 - height);
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${top}px`);
}

/** @param {{ label: string, anchor: HTMLElement, items: MenuItem[], onClose: () => void }} props */
export function Menu({ label, anchor, items, onClose }) {
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
  useLayoutEffect(() => {
    const menu = ref.current;
    if (!menu) return undefined;
    menu.showPopover();
    placeBeside(menu, anchor.getBoundingClientRect());
    /** @type {HTMLElement | null} */ (menu.querySelector("[aria-checked=true]") ?? menu.firstElementChild)?.focus();
    const onToggle = (/** @type {Event} */ event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "closed") onClose();
    };
    menu.addEventListener("toggle", onToggle);
    return () => menu.removeEventListener("toggle", onToggle);
  }, [anchor]);

  /** @param {MenuItem} item */
  const choose = (item) => {
    anchor.focus({ preventScroll: true });
    onClose();
    item.run();
  };
  return html`<div ref=${ref} class="menu floating" popover="auto" role="menu" aria-label=${label} onKeyDown=${moveFocus}>
    ${items.map((item) => html`<button type="button" key=${item.words} role=${item.chosen === undefined ? "menuitem" : "menuitemradio"} aria-checked=${item.chosen}
      tabindex="-1" class=${item.destroys ? "destroys" : ""} aria-selected=${item.chosen ? "true" : undefined} onClick=${() => choose(item)}>
      ${item.icon && html`<${Icon} name=${item.icon} />`}<span>${item.words}</span>${item.note && html`<small>${item.note}</small>`}</button>`)}
  </div>`;
}

/** @param {KeyboardEvent} event arrows, Home and End move through the children of the current target */
function moveFocus(event) {
  const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
  const children = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("button, a[href]")];
  const at = children.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  let to = -1;
  if (event.key in steps) to = (at + steps[event.key] + children.length) % children.length;
  else if (event.key === "Home") to = 0;
  else if (event.key === "End") to = children.length - 1;
  if (to < 0) return;
  event.preventDefault();
  event.stopPropagation();
  /** @type {HTMLElement} */ (children[to]).focus();
}
