// API keys of the user's accounts at sites: set and removed here, never shown again.

import { useState } from "preact/hooks";
import { definitions, downloads, siteKeys } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { Dialog } from "../../parts/dialog.js";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { BusyButton, Empty, ErrorLine, Field, SkeletonRows } from "../../parts/small.js";
import { useLoad } from "../../parts/use_load.js";
import { showToast } from "../../state/toasts.js";
import { words } from "../../words/en.js";

/** @typedef {{ domain: string, wantsKey: boolean }} Choice */

/** What sites ask for; whatever else is kept for a site is asked for by its name. */
const USUAL = ["api_key", "user_id"];

export function SiteKeys() {
  const { value, error, reload } = useLoad(siteKeys.all);
  const choices = useLoad(loadChoices);
  const [asked, setAsked] = useState(/** @type {{ domain: string, names: string[] } | null} */ (null));
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
    ${(error ?? choices.error) && html`<${ErrorLine} error=${error ?? choices.error} retryWords=${words.errors.again} onRetry=${() => (reload(), choices.reload())} />`}
    ${!value && !error && html`<${SkeletonRows} rows=${3} />`}
    ${value?.length === 0 && html`<${Empty} title=${words.sites.none} why=${words.sites.noneWhy} />`}
    <ul class="plain-list">${value?.map((site) => html`<li key=${site.domain}><${Icon} name="key" /><span class="grow"><b>${site.domain}</b>
        <span class="light small" data-light="ok">${words.sites.has(site.names.map(labelOf).join(", "))}</span></span>
      <button type="button" class="button little soft" onClick=${() => setAsked(site)}>${words.sites.change}</button>
      <button type="button" class="button little soft" onClick=${() => void remove(site.domain)}>${words.settings.remove}</button></li>`)}</ul>
    ${choices.value && html`<div><button type="button" class="button blue" onClick=${() => setAsked({ domain: "", names: USUAL })}><${Icon} name="plus" />${words.sites.add}</button></div>`}
    ${asked && html`<${SetKey} domain=${asked.domain} names=${asked.names} choices=${choices.value ?? []} onClose=${() => setAsked(null)} onDone=${() => (setAsked(null), reload())} />`}`;
}

/** The sites that are known, those that want a key first. @returns {Promise<Choice[]>} */
async function loadChoices() {
  const [sources, sites] = await Promise.all([downloads.sources(), definitions()]);
  const needy = new Set(sources.filter((source) => source.needs_key).map((source) => source.site));
  const choices = sites.flatMap((site) => site.domains.map((domain) => ({ domain, wantsKey: needy.has(site.name) })));
  return choices.sort((a, b) => Number(b.wantsKey) - Number(a.wantsKey) || a.domain.localeCompare(b.domain));
}

const labelOf = (/** @type {string} */ name) => words.sites.names[name] ?? name;

/** @param {{ domain: string, names: string[], choices: Choice[], onClose: () => void, onDone: () => void }} props */
function SetKey({ domain, names, choices, onClose, onDone }) {
  const [chosen, setChosen] = useState(domain || choices[0]?.domain || "");
  const [typed, setTyped] = useState(/** @type {Record<string, string>} */ ({}));
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    const parameters = Object.fromEntries(names.map((name) => [name, (typed[name] ?? "").trim()]));
    if (Object.values(parameters).some((value) => !value)) return setWrong(words.sites.empty);
    setBusy(true);
    try {
      await siteKeys.set(chosen, parameters);
      onDone();
    } catch (problem) {
      setWrong(asApiError(problem).sentence);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${domain || words.sites.add} onClose=${onClose} foot=${html`<span class="grow"></span><button type="button" class="button" onClick=${onClose}>${words.settings.cancel}</button><${BusyButton} type="button" busy=${isBusy} words=${words.settings.save} busyWords=${words.settings.saving} onClick=${() => void save()} />`}>
    ${!domain && html`<${Field} id="site-domain" label=${words.sites.site}><select id="site-domain" class="box" value=${chosen} onChange=${(/** @type {Event} */ event) => setChosen(/** @type {HTMLSelectElement} */ (event.target).value)}>
      ${choices.map((choice) => html`<option key=${choice.domain} value=${choice.domain}>${choice.wantsKey ? words.sites.wants(choice.domain) : choice.domain}</option>`)}</select><//>`}
    ${names.map((name, i) => html`<${Field} key=${name} id=${`site-${name}`} label=${labelOf(name)} wrong=${i === names.length - 1 ? wrong : ""}>
      <div class="box"><input id=${`site-${name}`} autocomplete="off" spellcheck=${false} autofocus=${i === 0} value=${typed[name] ?? ""} onInput=${(/** @type {InputEvent} */ event) => (setTyped({ ...typed, [name]: /** @type {HTMLInputElement} */ (event.target).value }), setWrong(""))} /></div><//>`)}
  <//>`;
}
