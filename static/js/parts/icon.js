// An icon: a mask of the stylesheet in the colour of the text. Words beside it, or the label of its button, say what it means.

import { html } from "./html.js";

/** @param {{ name: string }} props */
export const Icon = ({ name }) => html`<i class=${`i i-${name}`} aria-hidden="true"></i>`;

/** The mark: the bower of twigs with the blue treasure in it. */
export const Mark = () => html`<svg class="mark" viewBox="0 0 32 32" role="img" aria-label="Bowerbird">
  <g fill="none" stroke="var(--straw)" stroke-width="2" stroke-linecap="round">
    <path d="M5.5 28C2 19 5 10.5 12 4.5M9.5 28C6.5 20 8.5 12 14 6.500M26.5 28C30 19 27 10.5 20 4.5M22.5 28C25.5 20 23.5 12 18 6.500" />
  </g>
  <circle cx="16" cy="22" r="5.2" fill="var(--blue)" /><circle cx="14.3" cy="20.2" r="1.5" fill="#fff" opacity=".75" />
</svg>`;
