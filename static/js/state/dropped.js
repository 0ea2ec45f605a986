// Lines that were dropped or pasted somewhere on the page and wait for the field that takes them.

import { signal } from "@preact/signals";

/** @type {import("@preact/signals").Signal<readonly string[]>} */
export const droppedLines = signal([]);
