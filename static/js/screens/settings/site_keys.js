// API keys of the user's accounts at sites: set and removed here, never shown again.

import { useState } from "preact/hooks";
import { siteKeys } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { Dialog } from "../../parts/dialog.js";
import { html } from "../../parts/html.js";
import { BusyButton, Empty, ErrorLine, Field, SkeletonRows } from "../../parts/small.js";
import { useLoad } from "../../parts/use_load.js";
import { showToast } from "../../state/toasts.js";
import { words } from "../../words/en.js";

/** @import { SiteKeys as Keys } from "../../api/types.js" */

export function SiteKeys() {
  const { value, error, reload } = useLoad(siteKeys.all);
  const [asked, setAsked] = useState(/** @type {Keys | null} */ (null));
  const remove = async (/** @type {string} */ domain) => {
    try {
      await siteKeys.remove(domain);
      showToast({ text: words.sites.removed(domain) });
    } catch (problem) {
      showToast({ text: asApiError(problem).sentence });
    }
    reload();
  };
  return html`<p class="quiet">${words.sites.why}</p>
    ${error && html`<${ErrorLine} error=${error} retryWords=${words.errors.again} onRetry=${reload} />`}
    ${!value && !error && html`<${SkeletonRows} rows=${3} />`}
    ${value?.length === 0 && html`<${Empty} title=${words.sites.none} why=${words.sites.why} />`}
    <ul class="plain-list">${value?.map((site) => html`<li key=${site.domain}><span class="grow"><b>${site.domain}</b>
        ${site.names.length > 0 ? html`<span class="light small" data-light="ok">${words.sites.has(site.names.map(labelOf).join(", "))}</span>` : html`<span class="small faint">${words.sites.hasNot}</span>`}</span>
      <button type="button" class="button little soft" onClick=${() => setAsked(site)}>${site.names.length > 0 ? words.sites.change : words.sites.set}</button>
      ${site.names.length > 0 && html`<button type="button" class="button little soft" onClick=${() => void remove(site.domain)}>${words.settings.remove}</button>`}</li>`)}</ul>
    ${asked && html`<${SetKey} site=${asked} onClose=${() => setAsked(null)} onDone=${() => (setAsked(null), reload())} />`}`;
}

const labelOf = (/** @type {string} */ name) => words.sites.names[name] ?? name;

/** What a site is asked for when it has nothing yet. */
const USUAL = ["api_key", "user_id"];

/** @param {{ site: Keys & { wants?: string[] }, onClose: () => void, onDone: () => void }} props */
function SetKey({ site, onClose, onDone }) {
  const names = site.wants ?? (site.names.length > 0 ? site.names : USUAL);
  const [typed, setTyped] = useState(/** @type {Record<string, string>} */ ({}));
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    const parameters = Object.fromEntries(names.map((name) => [name, (typed[name] ?? "").trim()]));
    if (Object.values(parameters).some((value) => !value)) return setWrong(words.sites.empty);
    setBusy(true);
    try {
      await siteKeys.set(site.domain, parameters);
      onDone();
    } catch (problem) {
      setWrong(asApiError(problem).sentence);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${site.domain} onClose=${onClose} foot=${html`<span class="grow"></span><button type="button" class="button" onClick=${onClose}>${words.settings.cancel}</button><${BusyButton} type="button" busy=${isBusy} words=${words.settings.save} busyWords=${words.settings.saving} onClick=${() => void save()} />`}>
    ${names.map((name, i) => html`<${Field} key=${name} id=${`site-${name}`} label=${labelOf(name)} wrong=${i === names.length - 1 ? wrong : ""}>
      <div class="box"><input id=${`site-${name}`} autocomplete="off" spellcheck=${false} autofocus=${i === 0} value=${typed[name] ?? ""} onInput=${(/** @type {InputEvent} */ event) => (setTyped({ ...typed, [name]: /** @type {HTMLInputElement} */ (event.target).value }), setWrong(""))} /></div><//>`)}
  <//>`;
}
