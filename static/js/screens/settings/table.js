// The whole table of settings: value, where it comes from, what it does; those that can change while it runs can be changed.

import { useState } from "preact/hooks";
import { settings } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { html } from "../../parts/html.js";
import { BusyButton, ErrorLine, SkeletonRows } from "../../parts/small.js";
import { useLoad } from "../../parts/use_load.js";
import { words } from "../../words/en.js";

/** @import { SettingRow } from "../../api/types.js" */

/** A value given by a flag or the environment stands above what is chosen here. */
const CHANGEABLE = new Set(["default", "file", "settings.toml"]);

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

/** @param {{ row: SettingRow, onChanged: () => void }} props */
function Row({ row, onChanged }) {
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
  const value = [row.value, row.unit].filter(Boolean).join(" ");
  return html`<li><span class="grow"><b class="mono">${row.name}</b><span class="small quiet">${row.sentence}</span>
      <span class="small faint">${[words.table.origin(row.origin), words.table.default(String(row.default ?? "")), row.is_pending ? words.table.pending : row.is_live ? "" : words.table.restart].filter(Boolean).join(" · ")}</span></span>
    ${typed === null
      ? html`<span class="setting-value mono cut" title=${value}>${value}</span>${CHANGEABLE.has(row.origin) && row.name !== "data" && html`<button type="button" class="button little soft" onClick=${() => (setTyped(String(row.value ?? "")), setWrong(""))}>${words.table.change}</button>`}`
      : html`<form class="setting-form field" data-wrong=${wrong ? "" : undefined} onSubmit=${onSubmit}><div class="line"><div class="box tiny"><input aria-label=${row.name} autofocus value=${typed} onInput=${(/** @type {InputEvent} */ event) => (setTyped(/** @type {HTMLInputElement} */ (event.target).value), setWrong(""))} /></div>
          <${BusyButton} kind="little blue" busy=${isBusy} words=${words.settings.save} busyWords=${words.settings.saving} /><button type="button" class="button little" onClick=${() => setTyped(null)}>${words.settings.cancel}</button></div>
          ${wrong && html`<p class="hint" role="alert">${wrong}</p>`}</form>`}</li>`;
}
