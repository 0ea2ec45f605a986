// What goes out now, what waits and until when; and the switch for all of it.

import { network } from "../../api/calls.js";
import { html } from "../../parts/html.js";
import { Empty, ErrorLine, SkeletonRows } from "../../parts/small.js";
import { useLoad } from "../../parts/use_load.js";
import { overview, setNetworkPaused } from "../../state/overview.js";
import { words } from "../../words/en.js";

/** Names that the server uses, by the light that shows them. */
const LIGHTS = /** @type {Record<string, string>} */ ({ ok: "ok", waiting: "wait", wait: "wait", held: "held", challenge: "challenge", off: "off", paused: "off" });

export function Network() {
  const { value, error, reload } = useLoad(network.get, "network.changed");
  const isPaused = overview.value?.network.paused ?? value?.paused ?? false;
  return html`<label class="check"><input type="checkbox" class="switch" checked=${isPaused} onChange=${() => void setNetworkPaused(!isPaused).then(reload)} />${words.network.pause}</label>
    <p class="quiet small">${words.network.pauseWhy}</p>
    <h3>${words.network.domains}</h3>
    ${error && html`<${ErrorLine} error=${error} retryWords=${words.errors.again} onRetry=${reload} />`}
    ${!value && !error && html`<${SkeletonRows} rows=${3} />`}
    ${value?.domains.length === 0 && html`<${Empty} title=${words.network.none} why=${words.network.pauseWhy} />`}
    <ul class="plain-list">${value?.domains.map(({ domain, light, sentence, until }) => {
      const shape = LIGHTS[light] ?? "off";
      return html`<li key=${domain}><span class="light bare" data-light=${shape}><span>${words.network.lights[shape]}</span></span>
        <span class="grow"><b>${domain}</b><span class="small quiet">${[sentence, until ? words.network.until(until) : ""].filter(Boolean).join(" ")}</span></span></li>`;
    })}</ul>`;
}
