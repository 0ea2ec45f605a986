// Tells a screen reader how something stands: at once, then at most every ten seconds.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";

const PAUSE_MS = 10_000;

/** @param {{ text: string }} props */
export function Announce({ text }) {
  const [told, setTold] = useState(text);
  const lastAt = useRef(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      lastAt.current = Date.now();
      setTold(text);
    }, Math.max(0, lastAt.current + PAUSE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [text]);
  return html`<span class="vh" role="status">${told}</span>`;
}
