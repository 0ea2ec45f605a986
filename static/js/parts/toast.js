// Shows the toast of the moment. A live region, so that it is heard as well.

import { dismissToast, holdToast, toast, undoToast } from "../state/toasts.js";
import { words } from "../words/en.js";
import { html } from "./html.js";
import { IconButton } from "./small.js";

export function ToastPlace() {
  const shown = toast.value;
  return html`<div class="toast-place" role="status" aria-live="polite">
    ${shown && html`<div class="toast" onPointerEnter=${() => holdToast(true)} onPointerLeave=${() => holdToast(false)} onFocusIn=${() => holdToast(true)} onFocusOut=${() => holdToast(false)}>
      <span class="grow">${shown.text}</span>
      ${shown.undo && html`<button type="button" class="button" onClick=${undoToast}>${words.toast.undo} <span class="kbd desk-only">Z</span></button>`}
      <${IconButton} icon="close" little label=${words.toast.close} onClick=${dismissToast} />
    </div>`}
  </div>`;
}
