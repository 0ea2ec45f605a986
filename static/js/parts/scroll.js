// Follows one scrolled element: how far, how high, how wide.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { isPhone } from "../state/appearance.js";
import { follow, placeFor, scrolledHeight } from "./virtual.js";

/**
 * @typedef {object} ScrollView
 * @property {import("preact").RefObject<HTMLElement | null>} scroller
 * @property {import("preact").RefObject<HTMLElement | null>} content
 * @property {number} virtualTop of the content, 0 at its start
 * @property {number} shift px to add to a virtual place to get the place in the scrolled element
 * @property {number} view height of the window on the content
 * @property {number} width of the content
 * @property {(virtualTop: number) => void} scrollTo
 */

/** @param {HTMLElement} element @returns {HTMLElement} the nearest that scrolls in the layout of the moment */
function scrollerOf(element) {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (at.hasAttribute("data-scroller") && getComputedStyle(at).overflowY !== "visible") return at;
  }
  return document.documentElement;
}

/**
 * The content may stand below other things in the same scroller: its own start is measured.
 * @param {number} contentHeight px of all rows, virtual
 * @returns {ScrollView}
 */
export function useScrollView(contentHeight) {
  const content = useRef(/** @type {HTMLElement | null} */ (null));
  const scroller = useRef(/** @type {HTMLElement | null} */ (null));
  const place = useRef({ top: 0, virtualTop: 0 });
  const height = useRef(contentHeight);
  height.current = contentHeight;
  const [seen, setSeen] = useState({ virtualTop: 0, top: 0, view: 0, width: 0 });
  const layout = isPhone.value;

  useLayoutEffect(() => {
    const element = content.current;
    if (!element) return undefined;
    const scrolled = scrollerOf(element);
    scroller.current = scrolled;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const top = scrolled.scrollTop - startOf(element, scrolled);
      const view = scrolled.clientHeight;
      place.current = follow(place.current, top, height.current, view);
      const next = { virtualTop: place.current.virtualTop, top, view, width: element.clientWidth };
      setSeen((before) => (isSame(before, next) ? before : next));
    };
    const onScroll = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    const watcher = new ResizeObserver(onScroll);
    watcher.observe(scrolled);
    watcher.observe(element);
    scrolled.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      watcher.disconnect();
      scrolled.removeEventListener("scroll", onScroll);
    };
  }, [layout]);

  /** @param {number} virtualTop */
  const scrollTo = (virtualTop) => {
    const [element, scrolled] = [content.current, scroller.current];
    if (!element || !scrolled) return;
    const next = placeFor(virtualTop, height.current, scrolled.clientHeight);
    place.current = next;
    scrolled.scrollTop = next.top + startOf(element, scrolled);
    setSeen({ virtualTop: next.virtualTop, top: next.top, view: scrolled.clientHeight, width: element.clientWidth });
  };
  const shift = scrolledHeight(contentHeight) === contentHeight ? 0 : seen.top - seen.virtualTop;
  return { scroller, content, virtualTop: seen.virtualTop, shift, view: seen.view, width: seen.width, scrollTo };
}

/** @param {HTMLElement} element @param {HTMLElement} scrolled @returns {number} px from the start of the scroller's content */
function startOf(element, scrolled) {
  return element.getBoundingClientRect().top - scrolled.getBoundingClientRect().top + scrolled.scrollTop - scrolled.clientTop;
}

/** @param {Record<string, number>} a @param {Record<string, number>} b */
const isSame = (a, b) => Object.keys(a).every((key) => a[key] === b[key]);
