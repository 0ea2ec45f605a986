// The one door to htm: every part and screen writes its markup with this tag. Values become text nodes and properties.

import { h } from "preact";
import htm from "htm";

/** @typedef {import("preact").VNode<any>} VNode */
/** @typedef {import("preact").ComponentChildren} Children */

/** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */
export const html = htm.bind(/** @type {any} */ (h));
