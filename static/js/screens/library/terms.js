// The parts of a search as they are typed and changed. Pure.

/** @import { Term } from "../../api/types.js" */

/** @param {string} text as typed @returns {Term | null} null when it says nothing */
export function termOf(text) {
  const parts = text.split(/\s+OR\s+/).map(clean).filter((part) => part && part !== "-");
  if (parts.length === 0) return null;
  return parts.length === 1 ? parts[0] : parts;
}

/** @param {string} text */
function clean(text) {
  const trimmed = text.trim().replace(/\s+/g, " ").toLowerCase();
  return trimmed.startsWith("-") ? `-${trimmed.slice(1).trim()}` : trimmed;
}

/** @param {string} tag */
export const isNot = (tag) => tag.startsWith("-");

/** @param {string} tag @returns {string} the same, asked for the other way round */
const negated = (tag) => (isNot(tag) ? tag.slice(1) : `-${tag}`);

/** "-a" and "a" are about the same tag; system rules turn into their counterpart. */
const COUNTERPARTS = /** @type {Record<string, string>} */ ({ "system:inbox": "system:archive", "system:archive": "system:inbox" });

/** @param {Term} term @returns {Term} left out instead of asked for, or the other way round */
export function turned(term) {
  if (typeof term !== "string") return term;
  return COUNTERPARTS[term] ?? negated(term);
}

/** @param {Term[]} terms @param {Term} term @returns {Term[]} with the term at the end, once */
export function withTerm(terms, term) {
  const key = JSON.stringify(term);
  return [...terms.filter((other) => JSON.stringify(other) !== key && !isContrary(other, term)), term];
}

/** @param {Term} a @param {Term} b */
const isContrary = (a, b) => typeof a === "string" && typeof b === "string" && (negated(a) === b || COUNTERPARTS[a] === b);

/** @param {Term} term @param {Term} other @returns {Term} one part that is met by either */
export const joined = (term, other) => [...new Set([term, other].flat())];
