// What a query does, or why it does not, as one sentence with its light and the one next step. Pure.

import { standingOf } from "../../state/queries.js";
import { words } from "../../words/en.js";

/** @import { QueryRow } from "../../api/types.js" */
/** @typedef {{ light: import("../../parts/small.js").LightKind, word: string, sentence: string, action: "retry" | "resume" | null }} Status */

/** @param {QueryRow} query @returns {Status} */
export function statusOf(query) {
  const { reasons } = query;
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
      return { light: "held", word: words.queries.held, sentence: needSentence(query), action: "retry" };
    case "done":
      return { light: "ok", word: words.queries.done, sentence: doneSentence(query), action: null };
  }
  return { light: "off", word: "", sentence: reasons[0]?.sentence ?? "", action: null };
}

/** How a file ends that was left out on purpose, or was not wanted. */
const LEFT_OUT = new Set(["ignored", "deleted", "skipped"]);
/** Left out because the site wants something that only the user has. */
const REFUSED = new Set(["http_401", "http_403"]);

/** @param {QueryRow} query */
export const failedGroups = (query) => query.reasons.filter((group) => group.status_word === "failed");

/** @param {QueryRow} query */
export const refusedGroups = (query) => query.reasons.filter(({ code }) => REFUSED.has(code));

/** @param {QueryRow} query */
export const leftOutGroups = (query) => query.reasons.filter((group) => LEFT_OUT.has(group.status_word) && !REFUSED.has(group.code));

/** What the user has to know before it goes on. @param {QueryRow} query */
function needSentence(query) {
  if (query.counts.failed > 0) return words.queries.failed(query.counts.failed, failedGroups(query));
  const refused = refusedGroups(query);
  return words.queries.leftOut(refused.reduce((sum, group) => sum + group.count, 0), refused);
}

/** @param {QueryRow} query */
const isChallenged = (query) => query.reasons.some(({ code }) => code === "challenge");

/** @param {QueryRow} query */
function doneSentence({ counts, stop_reason: stop }) {
  if (counts.total === 0) return stop?.sentence ?? words.queries.nothingFound;
  return words.queries.outcome(counts);
}
