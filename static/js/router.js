// Every view has an address. The address is the state; back means back.

import { computed, signal } from "@preact/signals";

/**
 * @typedef {object} Route
 * @property {"downloads" | "library" | "file" | "settings" | "sign-in" | "setup" | "unknown"} name
 * @property {string} part the second piece of the path: a query's id, a file's hash, a part of the settings
 * @property {URLSearchParams} asked
 * @property {string} url
 */

/** @type {Record<string, Route["name"]>} */
const NAMES = { "": "downloads", downloads: "downloads", library: "library", file: "file", settings: "settings", "sign-in": "sign-in", setup: "setup" };

/** @param {string} url path and query @returns {Route} */
export function routeOf(url) {
  const { pathname, search } = new URL(url, "http://page");
  const [first, part = ""] = pathname.slice(1).split("/");
  return { name: NAMES[first] ?? "unknown", part, asked: new URLSearchParams(search), url: pathname + search };
}

const here = () => location.pathname + location.search;
const url = signal(here());

export const route = computed(() => routeOf(url.value));

/** How many views of this visit lie behind the one shown. */
const depth = () => Number(history.state?.depth ?? 0);

/** @param {string} to path and query @param {{ replace?: boolean }} [how] */
export function navigate(to, { replace = false } = {}) {
  if (to === here()) return;
  if (replace) history.replaceState({ depth: depth() }, "", to);
  else history.pushState({ depth: depth() + 1 }, "", to);
  url.value = here();
}

/** Goes back to the view before, or to `otherwise` when this is the first of the visit. @param {string} otherwise */
export function goBack(otherwise) {
  if (depth() > 0) history.back();
  else navigate(otherwise, { replace: true });
}

addEventListener("popstate", () => {
  url.value = here();
});

/** Follows links inside the page without loading it anew. @param {MouseEvent} event */
function onClick(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
  const to = new URL(link.href);
  if (to.origin !== location.origin || routeOf(to.pathname).name === "unknown") return;
  event.preventDefault();
  navigate(to.pathname + to.search);
}

addEventListener("click", onClick);

/** @type {Map<string, number>} */
const scrollPlaces = new Map();

/** @param {string} key @param {number} top */
export const rememberScroll = (key, top) => void scrollPlaces.set(key, top);

/** @param {string} key */
export const rememberedScroll = (key) => scrollPlaces.get(key) ?? 0;
