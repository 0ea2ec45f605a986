// The parts of the search as chips: removable, each with a menu.

import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { MenuButton } from "../../parts/menu_button.js";
import { colourOf, splitTag } from "../../parts/tags.js";
import { showToast } from "../../state/toasts.js";
import { termText } from "../../state/contexts.js";
import { words } from "../../words/en.js";
import { isNot, turned } from "./terms.js";

/** @import { Term } from "../../api/types.js" */

/** @param {{ terms: Term[], onChange: (terms: Term[]) => void, onOr: (index: number) => void }} props */
export function Chips({ terms, onChange, onOr }) {
  return terms.map((term, i) => html`<${Chip} key=${termText(term)} term=${term} onOr=${() => onOr(i)} onOnly=${() => onChange([term])}
    onRemove=${() => onChange(terms.filter((_, at) => at !== i))} onTurn=${() => onChange(terms.map((other, at) => (at === i ? turned(other) : other)))} />`);
}

/** @param {{ term: Term, onRemove: () => void, onOnly: () => void, onTurn: () => void, onOr: () => void }} props */
function Chip({ term, onRemove, onOnly, onTurn, onOr }) {
  const text = termText(term);
  const single = typeof term === "string" ? term : null;
  const colour = single ? colourOf(splitTag(single.replace(/^-/, "")).namespace.replace(/^system$/, "meta")) : undefined;
  /** @returns {import("../../parts/menu.js").MenuItem[]} */
  const items = () => [
    { icon: "search", words: words.library.only, run: onOnly },
    ...(single ? [{ icon: isNot(single) ? "plus" : "minus", words: isNot(single) ? words.library.with : words.library.without, run: onTurn }] : []),
    { icon: "filter", words: words.library.orWith, run: onOr },
    { icon: "copy", words: words.library.copy, run: () => void copy(text) },
  ];
  return html`<span class="chip" data-ns=${colour} data-term=${text}>
    <${MenuButton} class="chip-words" label=${words.library.chipMenu(text)} words=${html`<${TermWords} term=${term} />`} items=${items} />
    <button type="button" aria-label=${words.library.remove(text)} onClick=${onRemove}><${Icon} name="close" /></button></span>`;
}

/** @param {{ term: Term }} props */
function TermWords({ term }) {
  const parts = typeof term === "string" ? [term] : term;
  return parts.map((part, i) => html`${i > 0 && html`<i class="word">${words.library.or}</i>`}${isNot(part) && html`<i class="word">${words.library.not}</i>`}<span>${words.library.ruleWords[part] ?? part.replace(/^-/, "")}</span>`);
}

/** Puts text on the clipboard; where the browser has none (plain http), selects it from a field of its own. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "vh";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  showToast({ text: words.library.copied });
}
