// Every call the page makes, one function each, typed.

import { json, packedIds } from "./http.js";

/** @import * as T from "./types.js" */

export const session = {
  /** @returns {Promise<T.Session>} */
  get: () => json("GET", "/session"),
  /** @param {string} token @param {string} password */
  setUp: (token, password) => json("POST", "/setup", { body: { token, password } }),
  /** @param {string} password */
  signIn: (password) => json("POST", "/sign-in", { body: { password } }),
  signOut: () => json("POST", "/sign-out", { body: {} }),
  /** @param {string} old @param {string} fresh */
  changePassword: (old, fresh) => json("POST", "/password", { body: { old, new: fresh } }),
};

/** @returns {Promise<T.Overview>} */
export const overview = () => json("GET", "/overview");

export const downloads = {
  /** @returns {Promise<T.Source[]>} */
  sources: () => json("GET", "/sources"),
  /** @param {string} text @param {string} source @param {AbortSignal} signal @returns {Promise<{ lines: T.Line[] }>} */
  classify: (text, source, signal) => json("POST", "/classify", { body: withSource({ text }, source), signal }),
  /** @param {string} text @param {string} source @returns {Promise<T.Added>} */
  add: (text, source) => json("POST", "/downloads", { body: withSource({ text }, source) }),
};

/** @param {Record<string, unknown>} body @param {string} source */
const withSource = (body, source) => (source ? { ...body, source } : body);

export const queries = {
  /** @returns {Promise<{ queries: T.QueryRow[] }>} */
  all: () => json("GET", "/queries"),
  /** Those of up to 100 queries that are still there. @param {number[]} ids @returns {Promise<{ queries: T.QueryRow[] }>} */
  some: (ids) => json("GET", `/queries?ids=${ids.join()}`),
  /** @param {number} id @param {Partial<Pick<T.QueryRow, "is_files_paused" | "is_search_paused" | "file_limit">>} change */
  change: (id, change) => json("PATCH", `/queries/${id}`, { body: change }),
  /** @param {number} id @param {boolean} [keepalive] */
  remove: (id, keepalive) => json("DELETE", `/queries/${id}`, { keepalive }),
  /** @param {number} id @param {{ what: "failed" | "ignored" | "seeds" | "pages", seed_ids?: number[], reason?: string }} which */
  retry: (id, which) => json("POST", `/queries/${id}/retry`, { body: which }),
  /** @param {number} id @param {number[]} seedIds */
  skip: (id, seedIds) => json("POST", `/queries/${id}/skip`, { body: { seed_ids: seedIds } }),
  /** @param {number} id */
  restartSearch: (id) => json("POST", `/queries/${id}/restart-search`, { body: {} }),
  /** @param {number} id */
  files: (id) => packedIds("GET", `/queries/${id}/files`),
  /**
   * @param {number} id @param {"file-log" | "gallery-log"} log
   * @param {{ after?: number | null, limit?: number, status?: string }} page
   * @returns {Promise<T.LogPage>}
   */
  log(id, log, { after, limit = 200, status }) {
    const asked = new URLSearchParams({ limit: String(limit) });
    if (after != null) asked.set("after", String(after));
    if (status) asked.set("status", status);
    return json("GET", `/queries/${id}/${log}?${asked}`);
  },
};

export const files = {
  /** @param {T.Search} search @param {AbortSignal} [signal] @returns {Promise<Uint32Array>} */
  search({ terms, sort, ascending }, signal) {
    const tags = terms.length ? terms : ["system:everything"];
    return packedIds("POST", "/files/search", { body: { tags, sort, ascending }, signal });
  },
  /** @param {number[]} ids at most 256 @returns {Promise<{ rows: T.FileRow[] }>} */
  rows: (ids) => json("POST", "/files/rows", { body: { ids } }),
  /** @param {string} sha256 @returns {Promise<T.WholeFile>} */
  whole: (sha256) => json("GET", `/files/${sha256}`),
  /** @param {number[]} ids */
  archive: (ids) => json("POST", "/files/archive", { body: { ids } }),
  /** @param {number[]} ids */
  unarchive: (ids) => json("POST", "/files/unarchive", { body: { ids } }),
  /** @param {string} text @param {T.Term[]} within the search that the counts are taken in @param {AbortSignal} signal @returns {Promise<{ tags: T.TagCount[] }>} */
  autocomplete: (text, within, signal) => json("POST", "/autocomplete", { body: { text, limit: 20, ...(within.length > 0 ? { tags: within } : {}) }, signal }),
};

export const network = {
  /** @returns {Promise<T.NetworkState>} */
  get: () => json("GET", "/network"),
  pause: () => json("POST", "/network/pause", { body: {} }),
  resume: () => json("POST", "/network/resume", { body: {} }),
};

export const siteKeys = {
  /** @returns {Promise<T.SiteKeys[]>} */
  all: () => json("GET", "/sites/keys"),
  /** @param {string} domain @param {Record<string, string>} parameters */
  set: (domain, parameters) => json("PUT", `/sites/keys/${encodeURIComponent(domain)}`, { body: { parameters } }),
  /** @param {string} domain */
  remove: (domain) => json("DELETE", `/sites/keys/${encodeURIComponent(domain)}`),
};

export const accessKeys = {
  /** @returns {Promise<{ keys: T.AccessKey[] }>} */
  all: () => json("GET", "/keys"),
  /** @param {string} name @param {boolean} everything @param {number[]} permissions @returns {Promise<{ access_key: string }>} */
  create: (name, everything, permissions) =>
    json("POST", "/keys", { body: { name, permits_everything: everything, permissions } }),
  /** @param {string} name */
  revoke: (name) => json("DELETE", "/keys", { body: { name } }),
};

export const settings = {
  /** @returns {Promise<{ settings: T.SettingRow[] }>} */
  all: () => json("GET", "/settings"),
  /** @param {string} name @param {string} value */
  set: (name, value) => json("PATCH", "/settings", { body: { [name]: value } }),
};

/** @returns {Promise<T.SiteDefinition[]>} */
export const definitions = () => json("GET", "/definitions");
