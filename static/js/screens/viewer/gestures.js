// Fingers, pointer and wheel on the stage: pinch and wheel zoom, double tap, pan when zoomed, swipes when fitted.

import { useEffect, useRef } from "preact/hooks";
import { FITTED, swipeOf, within, zoomed } from "./zoom.js";

/** @typedef {import("./zoom.js").Stand} Stand */
/** @typedef {import("./zoom.js").Size} Size */

const DOUBLE_TAP_MS = 300;
const TAP_PIXELS = 12;

/**
 * @typedef {object} Handlers
 * @property {() => Stand} stand where the picture stands now
 * @property {(stand: Stand, isMoving: boolean) => void} move
 * @property {() => Size} fitted
 * @property {() => Size} stage
 * @property {() => number} doubleTapScale to go to from fitted
 * @property {(drag: { x: number, y: number } | null) => void} drag the fitted picture follows the finger; null lets go
 * @property {(swipe: "next" | "before" | "close") => void} onSwipe
 * @property {() => void} onTap
 */

/** @param {import("preact").RefObject<HTMLElement | null>} place @param {Handlers} handlers */
export function useGestures(place, handlers) {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    return attach(element, latest);
  }, []);
}

/** @param {HTMLElement} element @param {{ current: Handlers }} latest @returns {() => void} */
function attach(element, latest) {
  /** @type {Map<number, { x: number, y: number }>} */
  const fingers = new Map();
  let start = { x: 0, y: 0, at: 0, stand: /** @type {Stand} */ (FITTED), hadTwo: false };
  let lastTap = { x: 0, y: 0, at: 0 };
  let apart = 0;

  /** From the middle of the stage. @param {{ x: number, y: number }} point */
  const fromMiddle = (point) => {
    const box = element.getBoundingClientRect();
    return { x: point.x - box.left - box.width / 2, y: point.y - box.top - box.height / 2 };
  };
  /** @param {Stand} stand @param {boolean} isMoving */
  const move = (stand, isMoving) => latest.current.move(within(stand, latest.current.fitted(), latest.current.stage()), isMoving);
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return { distance: Math.hypot(a.x - b.x, a.y - b.y), middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
  };

  const onDown = (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest("button, a, video, audio, input"))) return;
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1) start = { x: event.clientX, y: event.clientY, at: event.timeStamp, stand: latest.current.stand(), hadTwo: false };
    if (fingers.size === 2) {
      start.hadTwo = true;
      latest.current.drag(null);
      apart = spread().distance;
    }
  };
  const onMove = (/** @type {PointerEvent} */ event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) {
      const { distance, middle } = spread();
      if (apart > 0) move(zoomed(latest.current.stand(), distance / apart, fromMiddle(middle)), true);
      apart = distance;
    } else if (fingers.size === 1 && !start.hadTwo) {
      const by = { x: event.clientX - start.x, y: event.clientY - start.y };
      if (start.stand.scale > 1) move({ scale: start.stand.scale, x: start.stand.x + by.x, y: start.stand.y + by.y }, true);
      else if (Math.hypot(by.x, by.y) > TAP_PIXELS) latest.current.drag(by);
    }
  };
  const onUp = (/** @type {PointerEvent} */ event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size > 0 || start.hadTwo) return;
    const by = { x: event.clientX - start.x, y: event.clientY - start.y };
    if (Math.hypot(by.x, by.y) <= TAP_PIXELS) tap(event);
    else if (start.stand.scale <= 1) {
      latest.current.drag(null);
      const swipe = event.type === "pointercancel" ? null : swipeOf(by.x, by.y, event.timeStamp - start.at);
      if (swipe) latest.current.onSwipe(swipe);
    }
  };
  const tap = (/** @type {PointerEvent} */ event) => {
    const isDouble = event.timeStamp - lastTap.at < DOUBLE_TAP_MS && Math.hypot(event.clientX - lastTap.x, event.clientY - lastTap.y) < 40;
    lastTap = { x: event.clientX, y: event.clientY, at: isDouble ? 0 : event.timeStamp };
    if (!isDouble) return latest.current.onTap();
    const stand = latest.current.stand();
    if (stand.scale > 1) move(FITTED, false);
    else move(zoomed(stand, latest.current.doubleTapScale(), fromMiddle({ x: event.clientX, y: event.clientY })), false);
  };
  const onWheel = (/** @type {WheelEvent} */ event) => {
    if (event.target instanceof Element && event.target.closest("video, audio")) return;
    event.preventDefault();
    const steps = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    move(zoomed(latest.current.stand(), Math.exp(-steps * 0.0022), fromMiddle({ x: event.clientX, y: event.clientY })), true);
  };

  element.addEventListener("pointerdown", onDown);
  element.addEventListener("pointermove", onMove);
  element.addEventListener("pointerup", onUp);
  element.addEventListener("pointercancel", onUp);
  element.addEventListener("wheel", onWheel, { passive: false });
  return () => {
    element.removeEventListener("pointerdown", onDown);
    element.removeEventListener("pointermove", onMove);
    element.removeEventListener("pointerup", onUp);
    element.removeEventListener("pointercancel", onUp);
    element.removeEventListener("wheel", onWheel);
  };
}
