// The viewer: one file over the screen it came from, its neighbours a swipe or an arrow away.

import { useEffect, useRef, useState } from "preact/hooks";
import { files } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { useKeys } from "../../parts/keys.js";
import { Empty, ErrorLine, IconButton } from "../../parts/small.js";
import { useSharedFeed } from "../../parts/use_feed.js";
import { goBack, navigate } from "../../router.js";
import { isPhone } from "../../state/appearance.js";
import { baseAddressOf } from "../../state/contexts.js";
import { needRows, refreshRows, rowOf, rowsVersion } from "../../state/rows.js";
import { showToast } from "../../state/toasts.js";
import { words } from "../../words/en.js";
import { Info } from "./info.js";
import { mannerOf, Stage } from "./stage.js";
import { useFile } from "./use_file.js";

/** @param {{ sha256: string, asked: URLSearchParams }} props */
export function Viewer({ sha256, asked }) {
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const control = useRef(/** @type {import("./stage.js").ZoomControl | null} */ (null));
  const [percent, setPercent] = useState(100);
  const [hasInfo, showInfo] = useState(!isPhone.value);
  const feed = useSharedFeed(asked.toString());
  const { file, error, reload } = useFile(sha256);
  const { at, total, before, next } = useNeighbours(feed, file?.id ?? null);
  const close = () => goBack(baseAddressOf(asked).url);
  /** @param {string | null} to */
  const go = (to) => {
    if (to) navigate(`/file/${to}${asked.size > 0 ? `?${asked}` : ""}`, { replace: true });
  };
  const archive = async () => {
    if (!file) return;
    const { id, is_inbox: wasInbox } = file;
    /** @param {boolean} toArchive */
    const set = async (toArchive) => {
      await (toArchive ? files.archive([id]) : files.unarchive([id]));
      refreshRows([id]);
      reload();
    };
    try {
      await set(wasInbox);
      showToast({ text: wasInbox ? words.viewer.archived : words.viewer.unarchived, undo: () => void set(!wasInbox).catch((problem) => showToast({ text: asApiError(problem).sentence })) });
    } catch (problem) {
      showToast({ text: asApiError(problem).sentence });
    }
  };
  useKeys([
    { key: "ArrowLeft", words: words.viewer.before, run: () => onMedia() ? false : go(before) },
    { key: "ArrowRight", words: words.viewer.next, run: () => onMedia() ? false : go(next) },
    { key: "Escape", words: words.viewer.close, run: close },
    { key: "a", words: words.keymap.archive, run: () => void archive() },
    { key: "i", words: words.keymap.details, run: () => showInfo(!hasInfo) },
    { key: "+", words: words.keymap.zoom, run: () => control.current?.by(1.4) },
    { key: "-", words: words.keymap.zoom, run: () => control.current?.by(1 / 1.4) },
    { key: "0", words: words.keymap.fit, run: () => control.current?.toggle() },
    { key: "f", words: words.viewer.fullScreen, run: () => fullScreen(place.current) },
  ], [file, before, next, hasInfo, sha256]);
  useEffect(() => {
    const opener = document.activeElement;
    place.current?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement) setTimeout(() => opener.focus({ preventScroll: true }));
    };
  }, []);

  const isPicture = file && mannerOf(file) === "picture";
  /** @param {"next" | "before" | "close"} swipe */
  const onSwipe = (swipe) => (swipe === "close" ? close() : go(swipe === "next" ? next : before));
  return html`<div ref=${place} class="viewer" role="dialog" aria-modal="true" aria-label=${words.viewer.label} tabindex="-1" data-info=${hasInfo && file ? "" : undefined}>
    <section class="stage">
      <header class="stage-bar"><${IconButton} icon="arrow-left" label=${words.viewer.back} onClick=${close} />
        <span class="grow cut">${at >= 0 && words.viewer.place(at + 1, total)}</span>
        ${isPicture && html`<span class="desk-only line"><${IconButton} icon="minus" label=${words.viewer.zoomOut} onClick=${() => control.current?.by(1 / 1.4)} /><span class="dim zoom-at">${percent} %</span><${IconButton} icon="plus" label=${words.viewer.zoomIn} onClick=${() => control.current?.by(1.4)} /><${IconButton} icon="fit" label=${words.viewer.fit} onClick=${() => control.current?.toggle()} /></span>`}
        ${document.fullscreenEnabled && html`<${IconButton} class="desk-only" icon="full" label=${words.viewer.fullScreen} onClick=${() => fullScreen(place.current)} />`}
        <${IconButton} class="desk-only" icon="panel" label=${words.viewer.details} pressed=${hasInfo} onClick=${() => showInfo(!hasInfo)} /></header>
      ${error && (error.status === 404 ? html`<div class="media"><${Empty} title=${words.viewer.gone} why=${words.viewer.goneWhy}><a class="button primary" href="/library">${words.viewer.toLibrary}</a><//></div>` : html`<div class="media"><${ErrorLine} error=${error} retryWords=${words.errors.again} onRetry=${reload} /></div>`)}
      ${!error && (file ? html`<${Stage} key=${file.sha256} row=${file} control=${control} onZoom=${setPercent} onSwipe=${onSwipe} onTap=${() => {}} />` : html`<div class="media"></div>`)}
      ${before && html`<button type="button" class="turn prev desk-only" aria-label=${words.viewer.before} onClick=${() => go(before)}><${Icon} name="left" /></button>`}
      ${next && html`<button type="button" class="turn next desk-only" aria-label=${words.viewer.next} onClick=${() => go(next)}><${Icon} name="right" /></button>`}
      ${isPhone.value && !hasInfo && html`<footer class="stage-foot"><${IconButton} icon="left" label=${words.viewer.before} disabled=${!before} onClick=${() => go(before)} />
        ${file && html`<button type="button" class="button" onClick=${() => void archive()}><${Icon} name=${file.is_inbox ? "archive" : "inbox"} />${file.is_inbox ? words.viewer.archive : words.viewer.toInbox}</button>`}
        ${file && html`<button type="button" class="button" onClick=${() => showInfo(!hasInfo)}><${Icon} name="info" />${words.viewer.details}</button>`}
        <${IconButton} icon="right" label=${words.viewer.next} disabled=${!next} onClick=${() => go(next)} /></footer>`}
    </section>
    ${hasInfo && file && html`<${Info} file=${file} onArchive=${() => void archive()} onClose=${() => showInfo(false)} />`}
  </div>`;
}

const NEAR = 3;

/** @param {import("../../state/feed.js").Feed | null} feed @param {number | null} id @returns {{ at: number, total: number, before: string | null, next: string | null }} the neighbours by hash, once their rows are here */
function useNeighbours(feed, id) {
  void rowsVersion.value;
  const ids = feed?.ids.value ?? new Uint32Array();
  const at = id === null ? -1 : ids.indexOf(id);
  useEffect(() => {
    if (at >= 0) needRows(ids.subarray(Math.max(0, at - NEAR), at + NEAR + 1));
  }, [ids, at]);
  const row = (/** @type {number} */ i) => (at >= 0 && i >= 0 && i < ids.length ? rowOf(ids[i]) : undefined);
  const [before, next] = [row(at - 1), row(at + 1)];
  useEffect(() => {
    for (const neighbour of [next, before]) {
      if (neighbour && mannerOf(neighbour) === "picture") new Image().src = `/media/file/${neighbour.sha256}`;
    }
  }, [before?.sha256, next?.sha256]);
  return { at, total: ids.length, before: before?.sha256 ?? null, next: next?.sha256 ?? null };
}

/** Whether the arrows belong to a player that has the focus. */
const onMedia = () => document.activeElement instanceof HTMLMediaElement;

/** @param {HTMLElement | null} element */
function fullScreen(element) {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void element?.requestFullscreen?.();
}
