// The page starts here.

import { render } from "preact";
import { App } from "./app.js";
import { html } from "./parts/html.js";
import { askSession } from "./state/session.js";

const place = document.getElementById("app");
if (place) render(html`<${App} />`, place);
void askSession();
