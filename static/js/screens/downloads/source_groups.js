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

/**
 * Groups what fits every typed word. While nothing is typed, those last used stand in front, and in their site's group too.
 * Sites follow the alphabet; those that begin with what is typed come first.
 * @param {Source[]} sources @param {string[]} recent @param {string} typed @returns {SourceGroup[]}
 */
export function sourceGroups(sources, recent, typed) {
  const asked = typed.trim().toLowerCase();
  const parts = asked.split(/\s+/).filter(Boolean);
  /** @type {Map<string, Source[]>} */
  const bySite = new Map();
  for (const source of sources) {
    const text = `${source.site} ${source.name} ${source.hint}`.toLowerCase();
    if (parts.every((part) => text.includes(part))) bySite.set(source.site, [...(bySite.get(source.site) ?? []), source]);
  }
  const begins = (/** @type {SourceGroup} */ group) => asked !== "" && [group.title, ...group.sources.map(({ name }) => name)].some((text) => text.toLowerCase().startsWith(asked));
  const groups = [...bySite].map(([title, inIt]) => ({ title, sources: inIt }));
  groups.sort((a, b) => Number(begins(b)) - Number(begins(a)) || a.title.localeCompare(b.title, "en", { sensitivity: "base" }));
  const last = asked ? [] : recent.map((name) => sources.find((source) => source.name === name)).filter((source) => source !== undefined);
  return last.length > 0 ? [{ title: "", sources: last }, ...groups] : groups;
}
