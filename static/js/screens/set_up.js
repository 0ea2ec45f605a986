// The first start: whoever holds the link from the console chooses the password, then asks for the first download.

import { useState } from "preact/hooks";
import { asApiError } from "../api/http.js";
import { DropPlace } from "../parts/drop_place.js";
import { html } from "../parts/html.js";
import { Icon } from "../parts/icon.js";
import { BusyButton, Field } from "../parts/small.js";
import { navigate, route } from "../router.js";
import { askSession, setUp } from "../state/session.js";
import { words } from "../words/en.js";
import { Paste } from "./downloads/paste.js";
import { Welcome } from "./welcome.js";

const LEAST_LENGTH = 8;

export function SetUp() {
  const token = route.value.asked.get("token") ?? "";
  const [isSet, setIsSet] = useState(false);
  if (!token && !isSet) {
    return html`<${Welcome} label=${words.welcome.make}><header><h1>${words.welcome.linkMissing}</h1><p class="quiet">${words.welcome.linkMissingWhy}</p></header><//>`;
  }
  /** @param {string} to */
  const open = (to) => {
    navigate(to, { replace: true });
    void askSession();
  };
  return html`<${Welcome} label=${words.welcome.make}><header><h1>${words.welcome.make}</h1><p class="quiet">${words.welcome.makeWhy}</p></header>
    <ol class="steps-list">
      <li data-done=${isSet || undefined} data-now=${isSet ? undefined : ""}><span class="step-n">${isSet ? html`<${Icon} name="check" />` : "1"}</span>
        <div><h2>${words.welcome.choose}</h2>${isSet ? html`<p class="quiet small">${words.welcome.chosen}</p>` : html`<${ChoosePassword} token=${token} onSet=${() => setIsSet(true)} />`}</div></li>
      <li data-now=${isSet ? "" : undefined}><span class="step-n">2</span><div><h2>${words.welcome.first}</h2><p class="quiet small">${words.welcome.firstWhy}</p>
        ${isSet && html`<${DropPlace} onLines=${() => undefined} /><${Paste} isFirst onAdded=${(/** @type {number | null} */ id) => open(id === null ? "/downloads" : `/downloads/${id}`)} />`}</div></li>
    </ol>
    ${isSet && html`<footer class="line"><button type="button" class="button" onClick=${() => open("/downloads")}>${words.welcome.later}</button></footer>`}
  <//>`;
}

/** @param {{ token: string, onSet: () => void }} props */
function ChoosePassword({ token, onSet }) {
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [wrong, setWrong] = useState({ first: "", second: "" });
  const [isBusy, setBusy] = useState(false);
  const onSubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isBusy) return;
    if (password.length < LEAST_LENGTH) return setWrong({ first: words.welcome.tooShort, second: "" });
    if (password !== again) return setWrong({ first: "", second: words.welcome.differ });
    setBusy(true);
    try {
      await setUp(token, password);
      onSet();
    } catch (problem) {
      setWrong({ first: asApiError(problem).sentence, second: "" });
      setBusy(false);
    }
  };
  /** @param {(text: string) => void} set */
  const typed = (set) => (/** @type {InputEvent} */ event) => {
    set(/** @type {HTMLInputElement} */ (event.target).value);
    setWrong({ first: "", second: "" });
  };
  return html`<form class="door-form" onSubmit=${onSubmit}>
    <input class="vh" type="text" autocomplete="username" value="owner" tabindex="-1" aria-hidden="true" readonly />
    <${Field} id="fresh" label=${words.welcome.password} hint=${words.welcome.chooseWhy} wrong=${wrong.first}>
      <div class="box"><input id="fresh" type="password" autocomplete="new-password" autofocus value=${password} aria-describedby="fresh-hint" onInput=${typed(setPassword)} /></div><//>
    <${Field} id="again" label=${words.welcome.again} wrong=${wrong.second}>
      <div class="box"><input id="again" type="password" autocomplete="new-password" value=${again} onInput=${typed(setAgain)} /></div><//>
    <div class="line"><span class="grow"></span><${BusyButton} busy=${isBusy} words=${words.welcome.set} busyWords=${words.welcome.setting} /></div>
  </form>`;
}
