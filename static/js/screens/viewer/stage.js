// The stage: one file, as large as it fits, or zoomed; the preview stands there until the file itself is here.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../../parts/html.js";
import { Blur } from "../../parts/tile.js";
import { words } from "../../words/en.js";
import { useGestures } from "./gestures.js";
import { FITTED, fitScale, within, zoomed } from "./zoom.js";

/** @import { FileRow } from "../../api/types.js" */
/** @typedef {{ by: (factor: number) => void, toggle: () => void }} ZoomControl */

const SHOWN_PICTURES = new Set(["image/jpeg", "image/png", "image/apng", "image/gif", "image/webp", "image/avif", "image/bmp", "image/x-icon", "image/svg+xml"]);

/** @param {FileRow} row @returns {"picture" | "video" | "audio" | "other"} how this browser can show it */
export function mannerOf(row) {
  if (SHOWN_PICTURES.has(row.mime)) return "picture";
  if (row.mime.startsWith("video/")) return "video";
  return row.mime.startsWith("audio/") ? "audio" : "other";
}

/** @param {{ row: FileRow, control: { current: ZoomControl | null }, onZoom: (percent: number) => void, onSwipe: (swipe: "next" | "before" | "close") => void, onTap: () => void }} props */
export function Stage({ row, control, onZoom, onSwipe, onTap }) {
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [stage, setStage] = useState({ width: 0, height: 0 });
  const [stand, setStand] = useState(/** @type {import("./zoom.js").Stand} */ (FITTED));
  const [isMoving, setMoving] = useState(false);
  const [drag, setDrag] = useState(/** @type {{ x: number, y: number } | null} */ (null));
  const manner = mannerOf(row);
  const picture = { width: row.width || 1, height: row.height || 1 };
  const scale = fitScale(picture, stage);
  const fitted = { width: picture.width * scale, height: picture.height * scale };

  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const measure = () => setStage({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => onZoom(Math.round(stand.scale * scale * 100)), [stand.scale, scale]);

  /** @param {import("./zoom.js").Stand} next @param {boolean} moving */
  const move = (next, moving) => {
    setMoving(moving);
    setStand(next);
  };
  const fullSize = () => Math.max(2, 1 / scale);
  control.current = {
    by: (factor) => move(within(zoomed(stand, factor, { x: 0, y: 0 }), fitted, stage), false),
    toggle: () => move(stand.scale > 1 ? FITTED : within(zoomed(stand, fullSize(), { x: 0, y: 0 }), fitted, stage), false),
  };
  useGestures(place, { stand: () => stand, move, fitted: () => fitted, stage: () => stage, doubleTapScale: fullSize, drag: setDrag, onSwipe, onTap });

  const shift = drag ? { x: drag.x, y: Math.max(0, drag.y) } : { x: stand.x, y: stand.y };
  const style = { width: `${fitted.width}px`, height: `${fitted.height}px`, translate: `${shift.x}px ${shift.y}px`, scale: String(stand.scale) };
  const isZoomable = manner === "picture" || (manner === "other" && row.has_preview);
  return html`<div ref=${place} class="media" data-zoomed=${stand.scale > 1 || undefined} data-moving=${isMoving || drag !== null || undefined}>
    ${isZoomable && stage.width > 0 && html`<${Picture} row=${row} manner=${manner} style=${style} />`}
    ${manner === "video" && html`<${Video} row=${row} />`}
    ${manner === "audio" && html`<audio class="sound" controls autoplay src=${`/media/file/${row.sha256}`}></audio>`}
    ${manner === "other" && html`<p class="no-show">${row.has_preview ? words.viewer.noShow(kindOf(row)) : words.viewer.noPreview(kindOf(row))} <a href=${`/media/file/${row.sha256}?download=1`} download="">${words.viewer.download}</a></p>`}
  </div>`;
}

/** @param {FileRow} row */
export const kindOf = (row) => row.ext.replace(".", "").toUpperCase();

/** @param {{ row: FileRow, manner: string, style: Record<string, string> }} props */
function Picture({ row, manner, style }) {
  const [state, setState] = useState("coming");
  const preview = `/media/preview/${row.sha256}`;
  return html`<div class="picture" style=${style} data-state=${state}>
    ${state === "coming" && (row.has_preview ? html`<img class="under" src=${preview} alt="" draggable=${false} />` : row.blurhash && html`<${Blur} hash=${row.blurhash} />`)}
    <img class="over" src=${manner === "picture" ? `/media/file/${row.sha256}` : preview} alt="" draggable=${false} decoding="async" onLoad=${() => setState("here")} onError=${() => setState("broken")} />
    ${state === "broken" && html`<p class="no-show">${words.viewer.broken}</p>`}</div>`;
}

/** @param {{ row: FileRow }} props */
function Video({ row }) {
  const [isBroken, setBroken] = useState(false);
  return html`<video class="film" controls autoplay loop playsinline poster=${row.has_preview ? `/media/preview/${row.sha256}` : undefined} src=${`/media/file/${row.sha256}`} onError=${() => setBroken(true)}></video>
    ${isBroken && html`<p class="no-show">${words.viewer.noPreview(kindOf(row))} <a href=${`/media/file/${row.sha256}?download=1`} download="">${words.viewer.download}</a></p>`}`;
}
