// Takes links that are dropped anywhere on the page, or pasted while no field has the focus.

import { useEffect, useState } from "preact/hooks";
import { droppedLines } from "../state/dropped.js";
import { showToast } from "../state/toasts.js";
import { words } from "../words/en.js";
import { holdsLines, linesOf } from "./dropped.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/** @param {DragEvent} event */
const holdsFiles = (event) => Boolean(event.dataTransfer?.types.includes("Files"));

/** @param {{ onLines: () => void }} props  told when lines wait in `droppedLines` */
export function DropPlace({ onLines }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    let depth = 0;
    /** @param {DragEvent} event @param {number} step */
    const count = (event, step) => {
      if (!holdsLines(event.dataTransfer)) return;
      depth = Math.max(0, depth + step);
      setOver(depth > 0);
    };
    /** @param {DataTransfer | null} carried @returns {boolean} whether it held lines */
    const take = (carried) => {
      const lines = carried ? linesOf(carried) : [];
      if (lines.length === 0) return false;
      droppedLines.value = lines;
      onLines();
      return true;
    };
    addEventListener("dragenter", (event) => count(event, 1), { signal });
    addEventListener("dragleave", (event) => count(event, -1), { signal });
    addEventListener("dragover", (event) => (holdsLines(event.dataTransfer) || holdsFiles(event)) && event.preventDefault(), { signal });
    addEventListener("drop", (event) => {
      depth = 0;
      setOver(false);
      if (take(event.dataTransfer)) event.preventDefault();
      else if (holdsFiles(event)) {
        event.preventDefault(); // else the browser would leave the page for the file
        showToast({ text: words.paste.noFiles });
      }
    }, { signal });
    addEventListener("paste", (event) => {
      const isInField = event.target instanceof HTMLElement && event.target.closest("input, textarea");
      if (!isInField && take(event.clipboardData)) event.preventDefault();
    }, { signal });
    return () => abort.abort();
  }, []);
  return isOver && html`<div class="drop-veil"><${Icon} name="link" />${words.paste.dropHere}</div>`;
}
