// The whole table of settings: value, where it comes from, what it does; what stands above this page can't be changed here.

import { useState } from "preact/hooks";
import { settings } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { html } from "../../parts/html.js";
import { BusyButton, ErrorLine, SkeletonRows } from "../../parts/small.js";
import { useLoad } from "../../parts/use_load.js";
import { showToast } from "../../state/toasts.js";
import { words } from "../../words/en.js";
import { bytes } from "../../words/numbers.js";

/** @import { SettingRow } from "../../api/types.js" */

/** A value given by a flag or the environment stands above what is chosen here. */
const CHANGEABLE = new Set(["default", "file"]);
/** Units that are said behind the number; the others only name the kind of value. */
const SAID = new Set(["seconds", "days"]);

export function Table() {
  const { value, error, reload } = useLoad(settings.all, "setting.changed");
  const [sought, setSought] = useState("");
  const rows = value?.settings.filter(({ name, sentence }) => `${name} ${sentence}`.toLowerCase().includes(sought.toLowerCase())) ?? [];
  return html`<p class="quiet">${words.table.why}</p>
    <label class="box finder"><span class="vh">${words.table.filter}</span><input type="search" placeholder=${words.table.filter} value=${sought} onInput=${(/** @type {InputEvent} */ event) => setSought(/** @type {HTMLInputElement} */ (event.target).value)} /></label>
    ${error && html`<${ErrorLine} error=${error} retryWords=${words.errors.again} onRetry=${reload} />`}
    ${!value && !error && html`<${SkeletonRows} rows=${6} />`}
    <ul class="plain-list settings-table">${rows.map((row) => html`<${Row} key=${row.name} row=${row} onChanged=${reload} />`)}</ul>`;
}

/** @param {string} value @param {string} unit @returns {string} as one says it */
function said(value, unit) {
  if (unit === "bytes" && /^\d+$/.test(value)) return bytes(Number(value));
  if (unit === "switch") return value === "true" ? words.table.on : words.table.off;
  return SAID.has(unit) && value !== "none" ? `${value} ${unit}` : value;
}

/** @param {{ row: SettingRow, onChanged: () => void }} props */
function Row({ row, onChanged }) {
  const facts = [words.table.origin(row.origin), words.table.default(said(row.default, row.unit)), row.is_pending ? words.table.pending : row.is_live ? "" : words.table.restart];
  const isChangeable = CHANGEABLE.has(row.origin) && row.name !== "data";
  return html`<li><span class="grow"><b class="mono" id=${`setting-${row.name}`}>${row.name}</b><span class="small quiet">${row.sentence}</span>
      <span class="small faint">${facts.filter(Boolean).join(" · ")}</span></span>
    ${isChangeable && row.unit === "switch" ? html`<${SwitchValue} row=${row} onChanged=${onChanged} />` : html`<${TextValue} row=${row} isChangeable=${isChangeable} onChanged=${onChanged} />`}</li>`;
}

/** @param {{ row: SettingRow, onChanged: () => void }} props */
function SwitchValue({ row, onChanged }) {
  const isOn = row.value === "true";
  const turn = async () => {
    try {
      await settings.set(row.name, isOn ? "false" : "true");
    } catch (problem) {
      showToast({ text: asApiError(problem).sentence });
    }
    onChanged();
  };
  return html`<label class="check"><input type="checkbox" class="switch" aria-labelledby=${`setting-${row.name}`} checked=${isOn} onChange=${() => void turn()} /></label>`;
}

/** @param {{ row: SettingRow, isChangeable: boolean, onChanged: () => void }} props */
function TextValue({ row, isChangeable, onChanged }) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const onSubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await settings.set(row.name, typed ?? "");
      setTyped(null);
      onChanged();
    } catch (problem) {
      setWrong(asApiError(problem).sentence);
    }
    setBusy(false);
  };
  const change = () => {
    setTyped(row.value);
    setWrong("");
  };
  if (typed === null) {
    return html`<span class="setting-value mono" title=${row.value}>${said(row.value, row.unit)}</span>${isChangeable && html`<button type="button" class="button little soft" onClick=${change}>${words.table.change}</button>`}`;
  }
  return html`<form class="setting-form field" data-wrong=${wrong ? "" : undefined} onSubmit=${onSubmit}><div class="line"><div class="box tiny"><input aria-labelledby=${`setting-${row.name}`} autofocus value=${typed}
      onInput=${(/** @type {InputEvent} */ event) => (setTyped(/** @type {HTMLInputElement} */ (event.target).value), setWrong(""))} /></div>
      <${BusyButton} kind="little blue" busy=${isBusy} words=${words.settings.save} busyWords=${words.settings.saving} /><button type="button" class="button little" onClick=${() => setTyped(null)}>${words.settings.cancel}</button></div>
    ${wrong && html`<p class="hint" role="alert">${wrong}</p>`}</form>`;
}
