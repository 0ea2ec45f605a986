// A dialog: in the middle on a desktop, from the bottom on a phone. Escape and the veil close it.

import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "./html.js";
import { IconButton } from "./small.js";
import { words } from "../words/en.js";

/** @param {{ title: string, onClose: () => void, children: any, foot?: any }} props */
export function Dialog({ title, onClose, children, foot }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const onVeil = (/** @type {MouseEvent} */ event) => {
    if (event.target === ref.current) onClose();
  };
  return html`<dialog ref=${ref} class="modal" aria-label=${title} onCancel=${(/** @type {Event} */ event) => (event.preventDefault(), onClose())} onClick=${onVeil}>
    <div class="dialog"><header><h1 class="grow cut">${title}</h1><${IconButton} icon="close" label=${words.viewer.close} onClick=${onClose} /></header>
      <div class="body">${children}</div>${foot && html`<footer>${foot}</footer>`}</div>
  </dialog>`;
}
