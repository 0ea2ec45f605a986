// The frame: the rail on a desktop, the bar at the bottom of a phone, the line that says when the server is away.

import { useEffect, useState } from "preact/hooks";
import { html } from "../parts/html.js";
import { Icon, Mark } from "../parts/icon.js";
import { ReasonLine } from "../parts/small.js";
import { theme } from "../state/appearance.js";
import { connection, retryNow } from "../state/live.js";
import { overview, setNetworkPaused } from "../state/overview.js";
import { queryList, standingOf } from "../state/queries.js";
import { words } from "../words/en.js";
import { count } from "../words/numbers.js";

/** @import { Route } from "../router.js" */

const SCREENS = /** @type {const} */ ([
  { name: "downloads", href: "/downloads", icon: "download", words: words.screens.downloads },
  { name: "library", href: "/library", icon: "library", words: words.screens.library },
  { name: "settings", href: "/settings", icon: "sliders", words: words.screens.settings },
]);

/** @param {{ base: Route, isCovered: boolean, children: any }} props */
export function Shell({ base, isCovered, children }) {
  const current = base.name === "sign-in" || base.name === "setup" ? "downloads" : base.name;
  return html`<div class="app" data-screen=${current} inert=${isCovered}>
    <a class="skip button primary" href="#content" onClick=${focusContent}>${words.screens.skip}</a>
    <${Rail} current=${current} />
    <main class="page" id="content" tabindex="-1"><${AwayLine} />${children}</main>
    <nav class="bottom-bar" aria-label=${words.screens.label}>${SCREENS.map((screen) => html`<a key=${screen.name} href=${screen.href} aria-current=${screen.name === current ? "page" : undefined}>
      <${Icon} name=${screen.icon} />${screen.words}${screen.name === "downloads" && html`<${RunningCount} />`}</a>`)}</nav>
  </div>`;
}

/** @param {{ current: string }} props */
function Rail({ current }) {
  const [collect, keep, settings] = SCREENS;
  /** @param {typeof SCREENS[number]} screen */
  const link = (screen) => html`<a class="rail-link" href=${screen.href} title=${screen.words} aria-current=${screen.name === current ? "page" : undefined}>
    <${Icon} name=${screen.icon} /><span>${screen.words}</span>${screen.name === "downloads" && html`<${RunningCount} />`}</a>`;
  return html`<nav class="rail" aria-label=${words.screens.label}>
    <a class="brand" href="/downloads"><${Mark} /><span>${words.name}</span></a>
    <h3>${words.screens.collect}</h3>${link(collect)}
    <h3>${words.screens.keep}</h3>${link(keep)}
    <div class="rail-foot"><${Now} />
      <button type="button" class="rail-link plain" title=${words.screens.theme} onClick=${toggleTheme}><${Icon} name="moon" /><span>${words.screens.theme}</span></button>
      ${link(settings)}</div>
  </nav>`;
}

/** How many queries run now. */
function RunningCount() {
  const running = queryList.value.filter((query) => standingOf(query) === "running").length;
  return running > 0 ? html`<b class="count">${count(running)}</b>` : null;
}

/** Speed, disk and what the library holds. */
function Now() {
  const seen = overview.value;
  if (!seen) return null;
  const speed = queryList.value.filter((query) => standingOf(query) === "running").reduce((sum, query) => sum + query.speed_bytes, 0);
  const { free_bytes: free, total_bytes: total } = seen.disk;
  const percent = total > 0 ? Math.round((1 - free / total) * 100) : 0;
  return html`<div class="card now">
    ${speed > 0 && html`<b>${words.queries.speed(speed)}</b>`}
    <span class="small quiet">${words.screens.holds(seen.counts.files, seen.counts.inbox)}</span>
    <div class="meter" style=${{ "--n": percent }} data-near=${percent > 92 || undefined} role="img" aria-label=${words.screens.full(percent)}><i></i></div>
    <span class="faint small">${words.screens.free(free, total)}</span></div>`;
}

/** "Last seen 14:02. Trying again in 8 s.", and whatever the whole house has to say. */
function AwayLine() {
  const { state, lastSeen, retryAt } = connection.value;
  const [now, setNow] = useState(Date.now());
  const isAway = state === "offline";
  useEffect(() => {
    if (!isAway) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isAway]);
  const notices = overview.value?.notices ?? [];
  return html`${isAway && html`<div class="away"><${ReasonLine} live sentence=${words.line.lost(lastSeen, Math.max(0, Math.ceil((retryAt - now) / 1000)))}
      action=${html`<button type="button" class="button" onClick=${retryNow}>${words.line.now}</button>`} /></div>`}
    ${notices.map((notice) => html`<div class="away" key=${notice.code}>${notice.code === "network_paused"
      ? html`<${ReasonLine} live kind="wait" light=${words.queries.paused} sentence=${words.queries.networkPaused} action=${html`<button type="button" class="button" onClick=${() => void setNetworkPaused(false)}>${words.queries.resumeAll}</button>`} />`
      : html`<${ReasonLine} live kind="held" sentence=${notice.sentence} detail=${notice.action} />`}</div>`)}`;
}

function toggleTheme() {
  const isDark = theme.value === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : theme.value === "dark";
  theme.value = isDark ? "light" : "dark";
}

/** @param {MouseEvent} event */
function focusContent(event) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
