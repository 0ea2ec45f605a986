// A tile: its place is there from the first moment, then the blur of the picture, then the picture fades in over it.

import { useEffect, useRef, useState } from "preact/hooks";
import { duration } from "../words/numbers.js";
import { words } from "../words/en.js";
import { decodeBlurhash } from "./blurhash.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/** @import { FileRow } from "../api/types.js" */

/** The contract's thumbnail is 200 px at its longer side; larger tiles take the 512 px preview. */
const THUMBNAIL_PIXELS = 200;
const BLUR_PIXELS = 16;

/** @param {FileRow} row @param {number} tile CSS px @returns {string} */
function pictureFor(row, tile) {
  const isLarge = tile * (globalThis.devicePixelRatio || 1) > THUMBNAIL_PIXELS;
  return `/media/${isLarge && row.has_preview ? "preview" : "thumbnail"}/${row.sha256}`;
}

/** @param {{ hash: string }} props */
export function Blur({ hash }) {
  const ref = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    const pixels = decodeBlurhash(hash, BLUR_PIXELS, BLUR_PIXELS);
    const context = ref.current?.getContext("2d");
    if (!pixels || !context) return;
    context.putImageData(new ImageData(/** @type {Uint8ClampedArray<ArrayBuffer>} */ (pixels), BLUR_PIXELS, BLUR_PIXELS), 0, 0);
  }, [hash]);
  return html`<canvas ref=${ref} class="blur" width=${BLUR_PIXELS} height=${BLUR_PIXELS} aria-hidden="true"></canvas>`;
}

/** @param {{ row: FileRow, tile: number }} props */
export function TilePicture({ row, tile }) {
  const [state, setState] = useState("coming");
  const source = pictureFor(row, tile);
  return html`${state !== "here" && row.blurhash && html`<${Blur} hash=${row.blurhash} />`}
    ${state === "missing"
      ? html`<span class="no-picture"><${Icon} name=${row.kind === "video" ? "film" : row.kind === "audio" ? "sound" : "doc"} />${row.ext.replace(".", "").toUpperCase()}</span>`
      : html`<img key=${row.sha256} src=${source} alt="" decoding="async" draggable=${false} data-state=${state} onLoad=${() => setState("here")} onError=${() => setState("missing")} />`}`;
}

/** @param {{ row: FileRow }} props */
export function Badges({ row }) {
  const isMoving = row.kind === "video" || row.kind === "animation" || row.kind === "audio";
  return html`${(row.is_inbox || row.is_trashed) && html`<span class="badges top"><span></span><span>
      ${row.is_trashed && html`<b class="badge"><${Icon} name="trash" />${words.tile.trash}</b>`}
      ${row.is_inbox && !row.is_trashed && html`<b class="badge" data-b="inbox"><${Icon} name="inbox" /></b>`}</span></span>`}
    ${(isMoving || row.has_audio) && html`<span class="badges"><span>
      ${row.kind === "video" && html`<b class="badge"><${Icon} name="film" />${row.duration_ms ? duration(row.duration_ms) : ""}</b>`}
      ${row.kind === "audio" && html`<b class="badge"><${Icon} name="note" />${row.duration_ms ? duration(row.duration_ms) : ""}</b>`}
      ${row.kind === "animation" && html`<b class="badge"><${Icon} name="frames" />${row.num_frames ?? ""}</b>`}
      ${row.has_audio && row.kind !== "audio" && html`<b class="badge"><${Icon} name="sound" /></b>`}</span></span>`}`;
}
