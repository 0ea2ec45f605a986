// The small parts: progress, reason, light, empty state, skeleton, an icon alone on a button.

import { html } from "./html.js";
import { Icon, Mark } from "./icon.js";

/** @typedef {"ok" | "wait" | "held" | "challenge" | "off"} LightKind */

/**
 * A button with an icon alone: its words are its label and its tooltip.
 * @param {{ icon: string, label: string, onClick?: (event: MouseEvent) => void, little?: boolean, pressed?: boolean, class?: string, disabled?: boolean }} props
 */
export const IconButton = ({ icon, label, onClick, little, pressed, class: more = "", disabled }) => html`
  <button type="button" class=${`button only ${little ? "little" : ""} ${more}`} aria-label=${label} title=${label}
    aria-pressed=${pressed} disabled=${disabled} onClick=${onClick}><${Icon} name=${icon} /></button>`;

/** @param {{ counts: import("../api/types.js").Counts, label: string }} props  parts add up to what the query knows */
export function Progress({ counts, label }) {
  const left = counts.ignored + counts.deleted + counts.skipped + counts.children;
  /** @type {[string, number][]} */
  const parts = [["new", counts.successful], ["had", counts.known], ["left", left], ["failed", counts.failed], ["rest", counts.todo]];
  return html`<div class="progress" role="img" aria-label=${label}>
    ${parts.map(([part, n]) => n > 0 && html`<i key=${part} data-part=${part} style=${{ "--n": n }}></i>`)}
  </div>`;
}

/**
 * Why something is as it is: a shape, a sentence, at most one small line, one action.
 * @param {{ kind?: LightKind | "plain", light?: string, sentence: string, detail?: string, action?: any, inRow?: boolean, live?: boolean, icon?: string }} props
 */
export const ReasonLine = ({ kind = "wait", light, sentence, detail, action, inRow, live, icon = "info" }) => html`
  <div class=${inRow ? "reason in-row" : "reason"} data-kind=${kind === "wait" ? undefined : kind === "off" ? "plain" : kind} role=${live ? "status" : undefined}>
    ${kind === "plain" ? html`<${Icon} name=${icon} />` : html`<span class="light bare" data-light=${kind}><span>${light ?? ""}</span></span>`}
    <p title=${inRow ? sentence : undefined}>${sentence}${detail && html`<small>${detail}</small>`}</p>
    ${action}
  </div>`;

/** @param {{ error: { sentence: string, action: string }, onRetry?: () => void, retryWords: string }} props */
export const ErrorLine = ({ error, onRetry, retryWords }) => html`
  <div class="error-line" role="alert"><${ReasonLine} kind="held" sentence=${error.sentence} detail=${onRetry && error.action === retryWords ? "" : error.action}
    action=${onRetry && html`<button type="button" class="button" onClick=${onRetry}>${retryWords}</button>`} /></div>`;

/** @param {{ title: string, why: string, children?: any }} props */
export const Empty = ({ title, why, children }) => html`
  <div class="empty"><${Mark} /><h2>${title}</h2><p>${why}</p>${children}</div>`;

/** @param {{ rows: number, class?: string }} props  the shape of a list that comes */
export const SkeletonRows = ({ rows, class: more = "" }) => html`
  <div class=${`skeleton-rows ${more}`} aria-hidden="true">
    ${Array.from({ length: rows }, (_, i) => html`<div key=${i} class="skeleton-row"><span class="skeleton box-shape"></span><span><span class="skeleton line-shape"></span><span class="skeleton line-shape short"></span></span></div>`)}
  </div>`;

/**
 * A button that says so while it works, and keeps its width.
 * @param {{ busy: boolean, words: string, busyWords: string, kind?: string, disabled?: boolean, type?: string, onClick?: () => void }} props
 */
export const BusyButton = ({ busy, words, busyWords, kind = "primary", disabled, type = "submit", onClick }) => html`
  <button type=${type} class=${`button ${kind}`} data-busy=${busy || undefined} aria-disabled=${busy || undefined} disabled=${disabled && !busy} onClick=${onClick}>${busy ? busyWords : words}</button>`;

/**
 * A labelled field with its hint, or what is wrong with it.
 * @param {{ id: string, label: string, hint?: string, wrong?: string, children: any }} props
 */
export const Field = ({ id, label, hint, wrong, children }) => html`
  <div class="field" data-wrong=${wrong ? "" : undefined}>
    <label for=${id}>${label}</label>${children}
    ${(wrong || hint) && html`<p class="hint" id=${`${id}-hint`} role=${wrong ? "alert" : undefined}>${wrong || hint}</p>`}
  </div>`;
