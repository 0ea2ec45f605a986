// The search: chips, the field, and the suggestions under it. Typed with "-" to leave out and " OR " for alternatives.

import { useRef, useState } from "preact/hooks";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { useKeys } from "../../parts/keys.js";
import { IconButton } from "../../parts/small.js";
import { isPhone } from "../../state/appearance.js";
import { termText } from "../../state/contexts.js";
import { words } from "../../words/en.js";
import { Chips } from "./chips.js";
import { openPart, Suggestions, useSuggestions } from "./suggest.js";
import { joined, termOf, withTerm } from "./terms.js";

/** @import { Term } from "../../api/types.js" */
/** @import { Suggestion } from "./suggest.js" */

const LIST_ID = "library-suggestions";

/** @param {{ terms: Term[], onChange: (terms: Term[]) => void }} props */
export function SearchBar({ terms, onChange }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [orWith, setOrWith] = useState(/** @type {number | null} */ (null));
  const suggestions = useSuggestions(text, isOpen, orWith === null ? terms : terms.filter((_, i) => i !== orWith));
  const { typed } = openPart(text);
  useKeys([{ key: "/", words: words.keymap.search, run: () => field.current?.focus() }], []);

  /** @param {Term | null} term */
  const take = (term) => {
    setText("");
    setActive(-1);
    setOpen(false);
    if (!term) return;
    const partner = orWith === null ? undefined : terms[orWith];
    setOrWith(null);
    onChange(partner === undefined ? withTerm(terms, term) : terms.map((other) => (other === partner ? joined(partner, term) : other)));
  };
  /** @param {Suggestion} suggestion */
  const choose = (suggestion) => {
    const { before, isNot } = openPart(text);
    take(termOf([...before, `${isNot ? "-" : ""}${suggestion.tag}`].join(" OR ")));
    if (isPhone.value) field.current?.blur(); // the keys go, the result is seen
    else field.current?.focus();
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = suggestions.length + 1; // one of them is the field itself
      setActive(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" || (event.key === "," && text.trim() && !text.includes("system:"))) {
      event.preventDefault();
      if (active >= 0 && suggestions[active]) choose(suggestions[active]);
      else take(termOf(text));
    } else if (event.key === "Backspace" && text === "" && terms.length > 0) {
      onChange(terms.slice(0, -1));
    } else if (event.key === "Escape" && (isOpen || orWith !== null)) {
      event.preventDefault();
      setOpen(false);
      setOrWith(null);
      setActive(-1);
    }
  };
  const partner = orWith === null ? undefined : terms[orWith];
  return html`<div class="search-place" role="search">
    <div class="box searchbar" onClick=${(/** @type {MouseEvent} */ event) => event.target === event.currentTarget && field.current?.focus()}>
      <${Icon} name="search" />
      <div class="chips"><${Chips} terms=${terms} onChange=${onChange} onOr=${(/** @type {number} */ i) => (setOrWith(i), field.current?.focus())} />
      <input ref=${field} type="text" role="combobox" aria-label=${words.library.search} aria-expanded=${isOpen && suggestions.length > 0} aria-controls=${LIST_ID} aria-autocomplete="list"
        aria-activedescendant=${active >= 0 ? `${LIST_ID}-${active}` : undefined} autocomplete="off" autocapitalize="none" spellcheck=${false} enterkeyhint="search" value=${text}
        placeholder=${partner !== undefined ? words.library.orHint(termText(partner)) : terms.length > 0 ? words.library.placeholder : words.library.placeholderFirst}
        onInput=${(/** @type {InputEvent} */ event) => (setText(/** @type {HTMLInputElement} */ (event.target).value), setOpen(true), setActive(-1))}
        onKeyDown=${onKeyDown} onFocus=${() => setOpen(true)} onClick=${() => setOpen(true)} onBlur=${() => setOpen(false)} /></div>
      ${terms.length > 0 || text ? html`<${IconButton} little icon="close" label=${words.library.clear} onClick=${() => (setText(""), setOrWith(null), onChange([]))} />` : html`<span class="kbd desk-only">/</span>`}
    </div>
    ${isOpen && suggestions.length > 0 && html`<${Suggestions} id=${LIST_ID} suggestions=${suggestions} active=${active} typed=${typed} onChoose=${choose} />`}
  </div>`;
}
