// The suggestion list under the search field: tags with their counts, system rules, and what was typed as it is.

import { useEffect, useState } from "preact/hooks";
import { files } from "../../api/calls.js";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { TagWords } from "../../parts/tags.js";
import { words } from "../../words/en.js";
import { count } from "../../words/numbers.js";

/** @typedef {{ tag: string, count: number | null, isRule?: boolean, isLiteral?: boolean }} Suggestion */

const PAUSE_MS = 120;
const RULES = Object.keys(words.library.ruleWords);

/** The alternative that is being typed: what follows the last OR, and without its "-". @param {string} text */
export function openPart(text) {
  const parts = text.split(/\s+OR\s+/);
  const last = (parts.pop() ?? "").trim();
  return { before: parts, isNot: last.startsWith("-"), typed: last.replace(/^-\s*/, "") };
}

/** @param {string} text @param {boolean} isOpen @param {import("../../api/types.js").Term[]} within the rest of the search: counts are of what each would leave @returns {Suggestion[]} */
export function useSuggestions(text, isOpen, within) {
  const [found, setFound] = useState(/** @type {{ typed: string, tags: Suggestion[] }} */ ({ typed: "", tags: [] }));
  const { typed } = openPart(text);
  useEffect(() => {
    if (!isOpen || typed === "" || typed.startsWith("system:")) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const { tags } = await files.autocomplete(typed, within, abort.signal);
        setFound({ typed, tags });
      } catch {
        if (!abort.signal.aborted) setFound({ typed, tags: [] });
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [typed, isOpen, JSON.stringify(within)]);
  if (!isOpen) return [];
  const rules = RULES.filter((rule) => (typed === "" ? true : rule.includes(typed) || words.library.ruleWords[rule].includes(typed))).map((tag) => ({ tag, count: null, isRule: true }));
  if (typed === "") return rules;
  const tags = typed.startsWith("system:") ? [] : found.tags.filter(({ tag }) => found.typed === typed || tag.includes(typed.toLowerCase()));
  const isAmong = [...tags, ...rules].some(({ tag }) => tag === typed.toLowerCase());
  return [...tags, ...rules, ...(isAmong || typed.startsWith("system:") ? [] : [{ tag: typed, count: null, isLiteral: true }])];
}

/** @param {{ id: string, suggestions: Suggestion[], active: number, typed: string, onChoose: (suggestion: Suggestion) => void }} props */
export const Suggestions = ({ id, suggestions, active, typed, onChoose }) => html`
  <div class="menu suggestions" role="listbox" id=${id} aria-label=${words.library.suggestions}>
    ${suggestions.map((suggestion, i) => html`<button type="button" key=${`${suggestion.tag}${suggestion.isLiteral ? "!" : ""}`} id=${`${id}-${i}`} role="option" tabindex="-1" aria-selected=${i === active}
      onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${() => onChoose(suggestion)}>
      ${suggestion.isRule && html`<${Icon} name="filter" /><span>${words.library.ruleWords[suggestion.tag]}</span><small>${suggestion.tag}</small>`}
      ${suggestion.isLiteral && html`<${Icon} name="search" /><span class="cut">${words.library.noSuggestion(suggestion.tag)}</span>`}
      ${!suggestion.isRule && !suggestion.isLiteral && html`<${TagWords} tag=${suggestion.tag} query=${typed} /><small>${count(suggestion.count ?? 0)}</small>`}</button>`)}
  </div>`;
