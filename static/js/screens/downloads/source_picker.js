// Chooses where to search: a button with the chosen source, and under it a list by site that narrows while one types.
// On a phone the list is a sheet; the keyboard comes only when the field is touched.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { placeBeside } from "../../parts/menu.js";
import { IconButton } from "../../parts/small.js";
import { isPhone } from "../../state/appearance.js";
import { words } from "../../words/en.js";
import { lacksKey, sourceGroups } from "./source_groups.js";

/** @import { Source } from "../../api/types.js" */

const LIST_ID = "source-list";

/** @param {{ sources: Source[] | null, source: Source | null, recent: string[], onChoose: (name: string) => void }} props */
export function SourcePicker({ sources, source, recent, onChoose }) {
  const anchor = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const [isOpen, setOpen] = useState(false);
  const wasOpen = useRef(false);
  const shown = source?.name ?? (sources ? words.paste.noSources : words.paste.sourcesCome);
  const close = () => {
    setOpen(false);
    anchor.current?.focus({ preventScroll: true });
  };
  // A press beside an open list closes it before the click comes: this very click must not open it again.
  return html`<button ref=${anchor} type="button" class="box tiny source-button" aria-haspopup="dialog" aria-expanded=${isOpen} aria-label=${`${words.paste.source}: ${shown}`}
      disabled=${!sources?.length} onPointerDown=${() => (wasOpen.current = isOpen)} onClick=${(/** @type {MouseEvent} */ event) => setOpen(event.detail === 0 || !wasOpen.current)}>
      ${source && lacksKey(source) && html`<${Icon} name="key" />`}<span class="cut">${shown}</span></button>
    ${isOpen && anchor.current && html`<${SourceList} sources=${sources ?? []} chosen=${source} recent=${recent} anchor=${anchor.current} onClose=${close} onChoose=${(/** @type {string} */ name) => (onChoose(name), close())} />`}`;
}

/** @param {{ sources: Source[], chosen: Source | null, recent: string[], anchor: HTMLElement, onClose: () => void, onChoose: (name: string) => void }} props */
function SourceList({ sources, chosen, recent, anchor, onClose, onChoose }) {
  const panel = useRef(/** @type {HTMLDivElement | null} */ (null));
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [typed, setTyped] = useState("");
  const groups = sourceGroups(sources, recent, typed);
  const options = groups.flatMap((group) => group.sources);
  const [active, setActive] = useState(Math.max(0, options.findIndex((source) => source === chosen)));

  useLayoutEffect(() => {
    const shown = panel.current;
    if (!shown) return undefined;
    shown.showPopover();
    if (isPhone.value) shown.focus();
    else {
      placeBeside(shown, anchor.getBoundingClientRect());
      field.current?.focus();
    }
    const onToggle = (/** @type {Event} */ event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "closed") onClose();
    };
    shown.addEventListener("toggle", onToggle);
    return () => shown.removeEventListener("toggle", onToggle);
  }, [anchor]);
  useEffect(() => panel.current?.querySelector(`#${LIST_ID}-${active}`)?.scrollIntoView({ block: "nearest" }), [active, typed]);

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 });
    if (event.key in steps && options.length > 0) {
      const to = active + steps[event.key];
      setActive(Math.abs(steps[event.key]) === 1 ? (to + options.length) % options.length : Math.min(Math.max(to, 0), options.length - 1));
    } else if (event.key === "Enter" && options[active]) onChoose(options[active].name);
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  };
  let at = -1;
  return html`<div ref=${panel} class="menu floating source-panel" popover="auto" role="dialog" aria-label=${words.paste.source} tabindex="-1">
    <div class="source-find"><div class="box"><${Icon} name="search" /><input ref=${field} type="text" role="combobox" aria-label=${words.paste.findSource} placeholder=${words.paste.findSource} aria-expanded="true"
      aria-controls=${LIST_ID} aria-autocomplete="list" aria-activedescendant=${options[active] ? `${LIST_ID}-${active}` : undefined} autocomplete="off" autocapitalize="none" spellcheck=${false}
      enterkeyhint="done" value=${typed} onInput=${(/** @type {InputEvent} */ event) => (setTyped(/** @type {HTMLInputElement} */ (event.target).value), setActive(0))} onKeyDown=${onKeyDown} /></div>
      <${IconButton} class="phone-only" icon="close" label=${words.viewer.close} onClick=${onClose} /></div>
    <div class="source-list" role="listbox" id=${LIST_ID} aria-label=${words.paste.source}>
      ${groups.map((group) => html`<div role="group" key=${group.title} aria-label=${group.title || words.paste.lastUsed}><h3 aria-hidden="true">${group.title || words.paste.lastUsed}</h3>
        ${group.sources.map((source) => {
          at += 1;
          return html`<${SourceOption} key=${source.name} id=${`${LIST_ID}-${at}`} source=${source} isActive=${at === active} isChosen=${source === chosen} onChoose=${onChoose} />`;
        })}</div>`)}
      ${groups.length === 0 && html`<p class="quiet small none">${words.paste.noSuchSource}</p>`}</div>
  </div>`;
}

/** @param {{ id: string, source: Source, isActive: boolean, isChosen: boolean, onChoose: (name: string) => void }} props */
const SourceOption = ({ id, source, isActive, isChosen, onChoose }) => html`
  <button type="button" id=${id} role="option" tabindex="-1" aria-selected=${isChosen} data-active=${isActive || undefined} data-source=${source.name}
    onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${() => onChoose(source.name)}>
    <span class="grow"><span class="cut">${source.name}</span>${lacksKey(source) && html`<span class="key-note"><${Icon} name="key" />${words.paste.keyGoes}</span>`}</span>
    <small>${source.hint}</small></button>`;
