// Settings: a list of parts, each with an address of its own; on a phone a part is a pushed view.

import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { IconButton } from "../../parts/small.js";
import { goBack } from "../../router.js";
import { isPhone } from "../../state/appearance.js";
import { words } from "../../words/en.js";
import { About } from "./about.js";
import { AccessKeys } from "./access_keys.js";
import { Account } from "./account.js";
import { Appearance } from "./appearance.js";
import { Network } from "./network.js";
import { SiteKeys } from "./site_keys.js";
import { Table } from "./table.js";

const PARTS = /** @type {Record<string, { icon: string, screen: () => any }>} */ ({
  account: { icon: "lock", screen: Account },
  keys: { icon: "key", screen: AccessKeys },
  sites: { icon: "globe", screen: SiteKeys },
  network: { icon: "pulse", screen: Network },
  appearance: { icon: "moon", screen: Appearance },
  table: { icon: "list", screen: Table },
  about: { icon: "info", screen: About },
});

/** @param {{ part: string }} props */
export function Settings({ part }) {
  const asked = part in PARTS ? part : null;
  const shown = asked ?? (isPhone.value ? null : "account");
  const title = shown ? words.settings.parts[shown] : words.settings.title;
  return html`<div class="settings" data-scroller>
    <header class="page-head">${isPhone.value && asked && html`<${IconButton} icon="arrow-left" label=${words.settings.back} onClick=${() => goBack("/settings")} />`}
      <h1>${isPhone.value ? title : words.settings.title}</h1></header>
    <div class="panes">
      ${(!isPhone.value || !shown) && html`<nav class="pane settings-list" aria-label=${words.settings.title}>${Object.entries(PARTS).map(([name, { icon }]) => html`<a class="row settings-row" key=${name} href=${`/settings/${name}`} aria-current=${name === shown ? "page" : undefined}>
        <${Icon} name=${icon} /><span><b>${words.settings.parts[name]}</b><small class="faint">${words.settings.partsWhy[name]}</small></span><span class="phone-only"><${Icon} name="right" /></span></a>`)}</nav>`}
      ${shown && html`<section class="pane main settings-part" data-scroller aria-label=${title}>${!isPhone.value && html`<h2>${title}</h2>`}<${PARTS[shown].screen} key=${shown} /></section>`}
    </div>
  </div>`;
}
