// Access keys for other programs: what each may do, when it was last used; a new one is shown once.

import { useState } from "preact/hooks";
import { accessKeys } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { Dialog } from "../../parts/dialog.js";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { BusyButton, Empty, ErrorLine, Field, SkeletonRows } from "../../parts/small.js";
import { useLoad } from "../../parts/use_load.js";
import { showToast } from "../../state/toasts.js";
import { words } from "../../words/en.js";
import { copy } from "../library/chips.js";

/** @import { AccessKey } from "../../api/types.js" */

const IMPORT_URLS = 0;
const SEARCH_FILES = 3;

export function AccessKeys() {
  const { value, error, reload } = useLoad(accessKeys.all);
  const [isMaking, setMaking] = useState(false);
  const [fresh, setFresh] = useState("");
  const revoke = async (/** @type {string} */ name) => {
    try {
      await accessKeys.revoke(name);
      showToast({ text: words.keys.revoked(name) });
    } catch (problem) {
      showToast({ text: asApiError(problem).sentence });
    }
    reload();
  };
  return html`<p class="quiet">${words.keys.why}</p>
    ${error && html`<${ErrorLine} error=${error} retryWords=${words.errors.again} onRetry=${reload} />`}
    ${!value && !error && html`<${SkeletonRows} rows=${2} />`}
    ${value?.keys.length === 0 && html`<${Empty} title=${words.keys.none} why=${words.keys.noneWhy} />`}
    <ul class="plain-list">${value?.keys.map((key) => html`<li key=${key.name}><${Icon} name="key" /><span class="grow"><b>${key.name}</b><span class="small quiet">${mayOf(key)}</span>
      <span class="small faint">${key.last_used_at ? words.keys.used(key.last_used_at) : words.keys.neverUsed}</span></span>
      <button type="button" class="button little soft" onClick=${() => void revoke(key.name)}>${words.keys.revoke}</button></li>`)}</ul>
    <div><button type="button" class="button blue" onClick=${() => setMaking(true)}><${Icon} name="plus" />${words.keys.make}</button></div>
    ${isMaking && html`<${MakeKey} onClose=${() => setMaking(false)} onMade=${(/** @type {string} */ key) => (setMaking(false), setFresh(key), reload())} />`}
    ${fresh && html`<${Dialog} title=${words.keys.once} onClose=${() => setFresh("")} foot=${html`<span class="grow"></span><button type="button" class="button" onClick=${() => setFresh("")}>${words.keys.done}</button><button type="button" class="button primary" onClick=${() => void copy(fresh)}>${words.keys.copy}</button>`}>
      <p class="quiet">${words.keys.onceWhy}</p><p class="mono key-text">${fresh}</p><//>`}`;
}

/** @param {AccessKey} key */
function mayOf({ permits_everything: everything, permissions }) {
  if (everything) return words.keys.permitsEverything;
  return permissions.map((id) => words.keys.permissions[id] ?? String(id)).join(", ") || words.keys.permitsNothing;
}

/** @param {{ onClose: () => void, onMade: (key: string) => void }} props */
function MakeKey({ onClose, onMade }) {
  const [name, setName] = useState("");
  const [everything, setEverything] = useState(false);
  const [chosen, setChosen] = useState(/** @type {ReadonlySet<number>} */ (new Set([IMPORT_URLS, SEARCH_FILES])));
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    if (!name.trim()) return setWrong(words.keys.needsName);
    setBusy(true);
    try {
      const { access_key: key } = await accessKeys.create(name.trim(), everything, [...chosen]);
      onMade(key);
    } catch (problem) {
      setWrong(asApiError(problem).sentence);
      setBusy(false);
    }
  };
  const turn = (/** @type {number} */ id) => setChosen(new Set(chosen.has(id) ? [...chosen].filter((other) => other !== id) : [...chosen, id]));
  return html`<${Dialog} title=${words.keys.make} onClose=${onClose} foot=${html`<span class="grow"></span><button type="button" class="button" onClick=${onClose}>${words.settings.cancel}</button><${BusyButton} type="button" busy=${isBusy} words=${words.keys.make} busyWords=${words.settings.saving} onClick=${() => void make()} />`}>
    <${Field} id="key-name" label=${words.keys.name} hint=${words.keys.nameHint} wrong=${wrong}><div class="box"><input id="key-name" autocomplete="off" autofocus value=${name} onInput=${(/** @type {InputEvent} */ event) => (setName(/** @type {HTMLInputElement} */ (event.target).value), setWrong(""))} /></div><//>
    <label class="check"><input type="checkbox" class="switch" checked=${everything} onChange=${() => setEverything(!everything)} />${words.keys.everything}</label>
    ${!everything && html`<fieldset class="permissions"><legend class="label">${words.keys.may}</legend>${words.keys.permissions.map((label, id) => html`<label class="check" key=${id}><input type="checkbox" checked=${chosen.has(id)} onChange=${() => turn(id)} />${label}</label>`)}</fieldset>`}
  <//>`;
}
