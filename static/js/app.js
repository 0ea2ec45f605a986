// What is shown: the door, or the frame with the screen of the address and the viewer over it.

import { useEffect, useRef } from "preact/hooks";
import { DropPlace } from "./parts/drop_place.js";
import { html } from "./parts/html.js";
import { GlobalKeys } from "./parts/key_map.js";
import { Empty } from "./parts/small.js";
import { ToastPlace } from "./parts/toast.js";
import { navigate, route } from "./router.js";
import { Downloads } from "./screens/downloads/downloads.js";
import { Library } from "./screens/library/library.js";
import { Settings } from "./screens/settings/settings.js";
import { Shell } from "./screens/shell.js";
import { SetUp } from "./screens/set_up.js";
import { SignIn } from "./screens/sign_in.js";
import { Unreachable } from "./screens/welcome.js";
import { Viewer } from "./screens/viewer/viewer.js";
import { isPhone } from "./state/appearance.js";
import { baseAddressOf } from "./state/contexts.js";
import { closeLine, openLine } from "./state/live.js";
import { followOverview } from "./state/overview.js";
import { followQueries } from "./state/queries.js";
import { followRows } from "./state/rows.js";
import { standing } from "./state/session.js";
import { words } from "./words/en.js";

/** @import { Route } from "./router.js" */

export function App() {
  switch (standing.value) {
    case "asking":
      return null;
    case "unreachable":
      return html`<${Unreachable} />`;
    case "setup":
      return html`<${SetUp} />`;
    case "signed-out":
      return html`<${SignIn} />`;
    case "signed-in":
      return html`<${Inside} />`;
  }
}

/** Everything behind the door: the live line is open while it is shown. */
function Inside() {
  useEffect(() => {
    openLine();
    const ends = [followOverview(), followQueries(), followRows()];
    return () => {
      for (const end of ends) end();
      closeLine();
    };
  }, []);
  const shown = route.value;
  const base = useBase(shown);
  useEffect(() => {
    document.title = `${titleOf(shown)} · ${words.name}`;
  }, [shown]);
  const isViewing = shown.name === "file";
  return html`<${Shell} base=${base} isCovered=${isViewing}><${Screen} base=${base} isCovered=${isViewing} /><//>
    ${isViewing && html`<${Viewer} sha256=${shown.part} asked=${shown.asked} />`}<${ToastPlace} /><${GlobalKeys} /><${DropPlace} onLines=${toPasteField} />`;
}

/** The paste field is on the downloads screen, in its list on a phone. */
function toPasteField() {
  if (route.value.name !== "downloads" || isPhone.value) navigate("/downloads");
}

/** The screen under the viewer: the one it was opened from, or the one its address names. @param {Route} shown @returns {Route} */
function useBase(shown) {
  const last = useRef(/** @type {Route | null} */ (null));
  if (shown.name !== "file") last.current = shown;
  last.current ??= baseAddressOf(shown.asked);
  return last.current;
}

/** @param {{ base: Route, isCovered: boolean }} props */
function Screen({ base, isCovered }) {
  switch (base.name) {
    case "downloads":
    case "sign-in":
    case "setup":
      return html`<${Downloads} chosen=${base.name === "downloads" ? base.part : ""} isCovered=${isCovered} />`;
    case "library":
      return html`<${Library} asked=${base.asked} isCovered=${isCovered} />`;
    case "settings":
      return html`<${Settings} part=${base.part} />`;
    default:
      return html`<${Empty} title=${words.screens.notHere} why=${words.screens.notHereWhy}><a class="button primary" href="/downloads">${words.screens.toDownloads}</a><//>`;
  }
}

/** @param {Route} shown */
function titleOf({ name }) {
  const titles = /** @type {Partial<Record<Route["name"], string>>} */ ({ library: words.screens.library, settings: words.screens.settings, file: words.viewer.label });
  return titles[name] ?? words.screens.downloads;
}
