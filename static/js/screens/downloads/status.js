// What a query does, or why it does not, as one sentence with its light and the one next step. Pure.

import { standingOf } from "../../state/queries.js";
import { words } from "../../words/en.js";

/** @import { QueryRow } from "../../api/types.js" */
/** @typedef {{ light: import("../../parts/small.js").LightKind, word: string, sentence: string, action: "retry" | "resume" | null }} Status */

/** @param {QueryRow} query @returns {Status} */
export function statusOf(query) {
  const { counts, reasons } = query;
  const waits = [query.files_status, query.search_status].find(Boolean) ?? "";
  switch (standingOf(query)) {
    case "running":
      return { light: "ok", word: words.queries.works, sentence: waits, action: null };
    case "waiting":
      return isChallenged(query)
        ? { light: "challenge", word: words.queries.challenge, sentence: waits, action: null }
        : { light: "wait", word: words.queries.waits, sentence: waits || words.queries.waits, action: null };
    case "paused":
      return { light: "off", word: words.queries.paused, sentence: waits || words.queries.paused, action: "resume" };
    case "need-you":
      return { light: "held", word: words.queries.held, sentence: words.queries.failed(counts.failed, failedGroups(query)), action: "retry" };
    case "done":
      return { light: "ok", word: words.queries.done, sentence: doneSentence(query), action: null };
  }
  return { light: "off", word: "", sentence: reasons[0]?.sentence ?? "", action: null };
}

/** Reasons of seeds that are not failures: they are told apart, so that "147 failed" adds up. */
const LEFT_OUT = new Set(["known_url", "known_hash", "deleted_before", "children", "md5_differs", "skipped", "veto", "seen_page", "file_limit"]);

/** @param {QueryRow} query */
export const failedGroups = (query) => query.reasons.filter(({ code }) => !LEFT_OUT.has(code));

/** @param {QueryRow} query */
export const leftOutGroups = (query) => query.reasons.filter(({ code }) => LEFT_OUT.has(code));

/** @param {QueryRow} query */
const isChallenged = (query) => query.reasons.some(({ code }) => code === "challenge");

/** @param {QueryRow} query */
function doneSentence({ counts, stop_reason: stop }) {
  if (counts.total === 0) return stop?.sentence ?? words.queries.nothingFound;
  return words.queries.outcome(counts);
}
