// The password, and the way out.

import { useState } from "preact/hooks";
import { session } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { html } from "../../parts/html.js";
import { BusyButton, Field } from "../../parts/small.js";
import { signOut } from "../../state/session.js";
import { showToast } from "../../state/toasts.js";
import { words } from "../../words/en.js";

const NOTHING = { old: "", fresh: "", again: "" };
const LEAST_LENGTH = 8;

export function Account() {
  const [typed, setTyped] = useState(NOTHING);
  const [wrong, setWrong] = useState(NOTHING);
  const [isBusy, setBusy] = useState(false);
  const onSubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isBusy) return;
    if (!typed.old) return setWrong({ ...NOTHING, old: words.welcome.needsPassword });
    if (typed.fresh.length < LEAST_LENGTH) return setWrong({ ...NOTHING, fresh: words.welcome.tooShort });
    if (typed.fresh !== typed.again) return setWrong({ ...NOTHING, again: words.welcome.differ });
    setBusy(true);
    try {
      await session.changePassword(typed.old, typed.fresh);
      setTyped(NOTHING);
      showToast({ text: words.account.changed });
    } catch (problem) {
      setWrong({ ...NOTHING, old: asApiError(problem).sentence });
    }
    setBusy(false);
  };
  const out = () => void signOut().catch((problem) => showToast({ text: asApiError(problem).sentence }));
  /** @param {keyof typeof NOTHING} name @param {string} complete */
  const field = (name, complete) => html`<${Field} id=${`password-${name}`} label=${words.account[name]} wrong=${wrong[name]}>
    <div class="box"><input id=${`password-${name}`} type="password" autocomplete=${complete} value=${typed[name]}
      onInput=${(/** @type {InputEvent} */ event) => (setTyped({ ...typed, [name]: /** @type {HTMLInputElement} */ (event.target).value }), setWrong(NOTHING))} /></div><//>`;
  return html`<form class="option-form" onSubmit=${onSubmit}><h3>${words.account.password}</h3>
      <input class="vh" type="text" autocomplete="username" value="owner" tabindex="-1" aria-hidden="true" readonly />
      ${field("old", "current-password")}${field("fresh", "new-password")}${field("again", "new-password")}
      <div><${BusyButton} kind="blue" busy=${isBusy} words=${words.account.change} busyWords=${words.settings.saving} /></div></form>
    <div class="option-form"><h3>${words.account.signOut}</h3><p class="quiet small">${words.account.signOutWhy}</p><div><button type="button" class="button soft" onClick=${out}>${words.account.signOut}</button></div></div>`;
}
