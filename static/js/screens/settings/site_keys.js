// API keys of the user's accounts at sites: set and removed here, never shown again.

import { useState } from "preact/hooks";
import { definitions, downloads, siteKeys } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { Dialog } from "../../parts/dialog.js";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { BusyButton, Empty, ErrorLine, Field, ReasonLine, SkeletonRows } from "../../parts/small.js";
import { useLoad } from "../../parts/use_load.js";
import { showToast } from "../../state/toasts.js";
import { words } from "../../words/en.js";

/** @typedef {{ domain: string, wantsKey: boolean, needs: string }} Choice */

/** What most sites ask for; the names can be changed. */
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
  const choices = sites.flatMap((site) => site.domains.map((domain) => ({ domain, wantsKey: needy.has(site.name), needs: site.needs })));
  return choices.sort((a, b) => Number(b.wantsKey) - Number(a.wantsKey) || a.domain.localeCompare(b.domain));
}

const labelOf = (/** @type {string} */ name) => words.sites.names[name] ?? name;

/** @param {InputEvent} event */
const textOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** @param {{ domain: string, names: string[], choices: Choice[], onClose: () => void, onDone: () => void }} props */
function SetKey({ domain, names, choices, onClose, onDone }) {
  const [chosen, setChosen] = useState(domain || choices[0]?.domain || "");
  const [lines, setLines] = useState(names.map((name) => ({ name, value: "" })));
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const needs = choices.find((choice) => choice.domain === chosen)?.needs;
  /** @param {number} at @param {{ name?: string, value?: string }} change */
  const write = (at, change) => {
    setLines(lines.map((line, i) => (i === at ? { ...line, ...change } : line)));
    setWrong("");
  };
  const save = async () => {
    const whole = lines.map(({ name, value }) => [name.trim(), value.trim()]).filter(([name, value]) => name && value);
    if (whole.length === 0) return setWrong(words.sites.empty);
    if (domain && lines.some(({ name, value }) => name.trim() && !value.trim())) return setWrong(words.sites.anew);
    const parameters = Object.fromEntries(whole);
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
    ${needs && html`<${ReasonLine} kind="plain" sentence=${needs} />`}
    <div class="field" data-wrong=${wrong ? "" : undefined}>${lines.map(({ name, value }, i) => html`<div class="line" key=${i}>
      <div class="box"><input aria-label=${words.sites.parameter} autocomplete="off" autocapitalize="none" spellcheck=${false} value=${name} onInput=${(/** @type {InputEvent} */ event) => write(i, { name: textOf(event) })} /></div>
      <div class="box"><input aria-label=${name ? `${words.sites.value}: ${labelOf(name)}` : words.sites.value} placeholder=${words.sites.value} autocomplete="off" autocapitalize="none" spellcheck=${false} autofocus=${i === 0} value=${value}
        onInput=${(/** @type {InputEvent} */ event) => write(i, { value: textOf(event) })} /></div></div>`)}
      <p class="hint" role=${wrong ? "alert" : undefined}>${wrong || words.sites.parameterHint}</p></div>
    <div><button type="button" class="button little soft" onClick=${() => setLines([...lines, { name: "", value: "" }])}><${Icon} name="plus" />${words.sites.another}</button></div>
  <//>`;
}
