// Sign-in. The address stays, so that the user comes out where they wanted to go.

import { useState } from "preact/hooks";
import { asApiError } from "../api/http.js";
import { html } from "../parts/html.js";
import { BusyButton, Field } from "../parts/small.js";
import { signIn } from "../state/session.js";
import { words } from "../words/en.js";
import { Welcome } from "./welcome.js";

export function SignIn() {
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const onSubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isBusy) return;
    if (!password) return setWrong(words.welcome.needsPassword);
    setBusy(true);
    try {
      await signIn(password);
    } catch (problem) {
      setWrong(asApiError(problem).sentence);
      setBusy(false);
    }
  };
  return html`<${Welcome} label=${words.welcome.signIn}><header><h1>${words.welcome.signIn}</h1><p class="quiet">${words.welcome.signInWhy}</p></header>
    <form class="door-form" onSubmit=${onSubmit}>
      <input class="vh" type="text" autocomplete="username" value="owner" tabindex="-1" aria-hidden="true" readonly />
      <${Field} id="password" label=${words.welcome.password} wrong=${wrong}>
        <div class="box"><input id="password" type="password" autocomplete="current-password" autofocus value=${password} aria-describedby="password-hint"
          onInput=${(/** @type {InputEvent} */ event) => (setPassword(/** @type {HTMLInputElement} */ (event.target).value), setWrong(""))} /></div><//>
      <div class="line"><span class="grow"></span><${BusyButton} busy=${isBusy} words=${words.welcome.open} busyWords=${words.welcome.opening} /></div>
    </form><//>`;
}
