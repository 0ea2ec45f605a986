// Which sources stand in the list, and in which groups: those last used, then site by site. Pure.

/** @import { Source } from "../../api/types.js" */
/** @typedef {{ title: string, sources: Source[] }} SourceGroup  an empty title: those last used */

export const MOST_RECENT = 4;
/** What a browser that has chosen nothing yet starts with, if it is known. */
const FIRST = "danbooru tag search";

/** Whether it can be asked only once a key is put in. @param {Source} source */
export const lacksKey = (source) => source.needs_key && !source.has_key;

/** @param {Source[]} sources @param {string[]} recent names, the last used first @returns {Source | null} */
export function firstSource(sources, recent) {
  const byName = (/** @type {string} */ name) => sources.find((source) => source.name === name);
  return recent.map(byName).find(Boolean) ?? byName(FIRST) ?? sources.find((source) => !lacksKey(source)) ?? sources[0] ?? null;
}

/** @param {string[]} recent @param {string} name @returns {string[]} with this one in front */
export const used = (recent, name) => [name, ...recent.filter((other) => other !== name)].slice(0, MOST_RECENT);

/** How well a source fits: its name begins so, its name holds every word, or its site or hint do. @param {Source} source @param {string} asked @param {string[]} parts @returns {number | null} least is best; null fits not */
function fitOf({ name, site, hint }, asked, parts) {
  const [called, all] = [name.toLowerCase(), `${site} ${name} ${hint}`.toLowerCase()];
  if (!parts.every((part) => all.includes(part))) return null;
  if (called.startsWith(asked)) return 0;
  return parts.every((part) => called.includes(part)) ? 1 : 2;
}

/**
 * Groups what fits every typed word, the best fit first. While nothing is typed, those last used stand in front, and in
 * their site's group too; sites follow the alphabet.
 * @param {Source[]} sources @param {string[]} recent @param {string} typed @returns {SourceGroup[]}
 */
export function sourceGroups(sources, recent, typed) {
  const asked = typed.trim().toLowerCase();
  const parts = asked.split(/\s+/).filter(Boolean);
  /** @type {Map<string, { fit: number, source: Source }[]>} */
  const bySite = new Map();
  for (const source of sources) {
    const fit = fitOf(source, asked, parts);
    if (fit !== null) bySite.set(source.site, [...(bySite.get(source.site) ?? []), { fit, source }]);
  }
  const ranked = [...bySite].map(([title, fits]) => ({ title, fits: fits.sort((a, b) => a.fit - b.fit) }));
  ranked.sort((a, b) => a.fits[0].fit - b.fits[0].fit || a.title.localeCompare(b.title, "en", { sensitivity: "base" }));
  const groups = ranked.map(({ title, fits }) => ({ title, sources: fits.map(({ source }) => source) }));
  const last = asked ? [] : recent.map((name) => sources.find((source) => source.name === name)).filter((source) => source !== undefined);
  return last.length > 0 ? [{ title: "", sources: last }, ...groups] : groups;
}
