// The sequence of files that a view walks through, named by the address: a search of the library, or a query's files.

import { routeOf } from "../router.js";
import { queryFeed, searchFeed } from "./feed.js";

/** @import { Search, Term } from "../api/types.js" */

const DEFAULT_SORT = 2;
const OR = " OR ";

/** @param {URLSearchParams} asked @returns {Search} */
export function searchOf(asked) {
  const terms = asked.getAll("tag").filter(Boolean).map(/** @returns {Term} */ (text) => (text.includes(OR) ? text.split(OR) : text));
  const sort = Number(asked.get("sort") ?? DEFAULT_SORT);
  return { terms, sort: Number.isInteger(sort) ? sort : DEFAULT_SORT, ascending: asked.get("order") === "up" };
}

/** @param {Search} search @returns {string} the query part of an address, without "?" */
export function searchParameters({ terms, sort, ascending }) {
  const asked = new URLSearchParams();
  for (const term of terms) asked.append("tag", termText(term));
  if (sort !== DEFAULT_SORT) asked.set("sort", String(sort));
  if (ascending) asked.set("order", "up");
  return asked.toString();
}

/** @param {Term} term @returns {string} */
export const termText = (term) => (typeof term === "string" ? term : term.join(OR));

/** @param {Search} search @returns {string} */
export function libraryAddress(search) {
  const asked = searchParameters(search);
  return asked ? `/library?${asked}` : "/library";
}

/** @param {string} sha256 @param {Search} search */
export function fileInSearch(sha256, search) {
  const asked = searchParameters(search);
  return asked ? `/file/${sha256}?${asked}` : `/file/${sha256}`;
}

/** @param {string} sha256 @param {number} queryId */
export const fileInQuery = (sha256, queryId) => `/file/${sha256}?query=${queryId}`;

/** The screen that a file's address belongs to. @param {URLSearchParams} asked */
export function baseAddressOf(asked) {
  const query = asked.get("query");
  return routeOf(query ? `/downloads/${query}` : libraryAddress(searchOf(asked)));
}

/** What names a context: equal for equal sequences. @param {URLSearchParams} asked */
function nameOf(asked) {
  const query = asked.get("query");
  return query ? `query ${query}` : `search ${searchParameters(searchOf(asked))}`;
}

/** @type {Map<string, { feed: import("./feed.js").Feed, users: number }>} */
const open = new Map();

/**
 * The feed of a context, shared by the grid under the viewer and the viewer itself.
 * @param {URLSearchParams} asked
 * @returns {{ feed: import("./feed.js").Feed, release: () => void }}
 */
export function takeFeed(asked) {
  const name = nameOf(asked);
  const query = asked.get("query");
  const entry = open.get(name) ?? { feed: (query ? queryFeed(Number(query)) : searchFeed(searchOf(asked))).open(), users: 0 };
  open.set(name, entry);
  entry.users += 1;
  return {
    feed: entry.feed,
    release() {
      entry.users -= 1;
      if (entry.users > 0) return;
      // Whoever comes next in the same moment (from the grid into the viewer) still finds it.
      setTimeout(() => {
        if (entry.users > 0 || open.get(name) !== entry) return;
        open.delete(name);
        entry.feed.close();
      });
    },
  };
}
