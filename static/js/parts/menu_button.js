// A button that opens a menu.

import { useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Menu } from "./menu.js";

/** @param {{ label: string, icon?: string, words?: any, class?: string, items: () => import("./menu.js").MenuItem[] }} props */
export function MenuButton({ label, icon, words, class: kind = "button only little", items }) {
  const ref = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const [isOpen, setOpen] = useState(false);
  return html`<button ref=${ref} type="button" class=${kind} aria-haspopup="menu" aria-expanded=${isOpen} aria-label=${words ? undefined : label} title=${label}
      onClick=${() => setOpen(!isOpen)}>${icon && html`<${Icon} name=${icon} />`}${words}</button>
    ${isOpen && ref.current && html`<${Menu} label=${label} anchor=${ref.current} items=${items()} onClose=${() => setOpen(false)} />`}`;
}
