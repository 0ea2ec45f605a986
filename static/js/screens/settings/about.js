// What this Bowerbird is: its version, what it holds, and the sites that it knows, each with the source of its facts.

import { definitions } from "../../api/calls.js";
import { html } from "../../parts/html.js";
import { Mark } from "../../parts/icon.js";
import { ErrorLine, SkeletonRows } from "../../parts/small.js";
import { useLoad } from "../../parts/use_load.js";
import { overview } from "../../state/overview.js";
import { version } from "../../state/session.js";
import { words } from "../../words/en.js";
import { OutwardLink } from "../downloads/log.js";

/** Text in which addresses lead out. @param {{ text: string }} props */
const Linked = ({ text }) => text.split(/(https?:\/\/[^\s;,]+)/).map((part, i) => (i % 2 === 1 ? html`<${OutwardLink} url=${part} />` : part));

export function About() {
  const { value, error, reload } = useLoad(definitions);
  const seen = overview.value;
  return html`<div class="line about-head"><${Mark} /><div><b>${words.name}</b><p class="small quiet">${words.about.version} ${version.value}</p></div></div>
    ${seen && html`<dl class="pairs"><div><dt>${words.about.holds}</dt><dd>${words.screens.holds(seen.counts.files, seen.counts.inbox)}</dd></div>
      <div><dt>${words.about.disk}</dt><dd>${words.screens.free(seen.disk.free_bytes, seen.disk.total_bytes)}</dd></div></dl>`}
    <h3>${words.about.sites}</h3>
    ${error && html`<${ErrorLine} error=${error} retryWords=${words.errors.again} onRetry=${reload} />`}
    ${!value && !error && html`<${SkeletonRows} rows=${4} />`}
    <ul class="plain-list">${value?.map((site) => html`<li key=${site.name}><span class="grow"><b>${site.name}</b><span class="small quiet">${site.domains.join(", ")}</span>
      <details class="small faint"><summary>${words.about.facts}</summary><p><${Linked} text=${site.source_of_facts} /></p></details></span><span class="small faint">${words.about.sources(site.sources.length)}</span></li>`)}</ul>`;
}
