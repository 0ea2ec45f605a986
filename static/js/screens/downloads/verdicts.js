// What each line of the paste field is, asked from the server a moment after the last key.

import { useEffect, useState } from "preact/hooks";
import { downloads } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";

/** @import { Line } from "../../api/types.js" */

const PAUSE_MS = 220;
/** Longer pastes are added whole, but only so many lines are looked at beforehand. */
export const MOST_LOOKED_AT = 300;

/** @param {string} text @returns {{ text: string, row: number }[]} the lines that say something, with their place in the field */
export function linesWithRows(text) {
  return text.split("\n").map((line, row) => ({ text: line.trim(), row })).filter((line) => line.text);
}

/**
 * @param {string} text @param {string} source
 * @returns {{ verdicts: ReadonlyMap<string, Line>, isAsking: boolean, error: import("../../api/http.js").ApiError | null }} by text
 */
export function useVerdicts(text, source) {
  const [verdicts, setVerdicts] = useState(/** @type {ReadonlyMap<string, Line>} */ (new Map()));
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState(/** @type {import("../../api/http.js").ApiError | null} */ (null));
  useEffect(() => {
    const lines = linesWithRows(text).slice(0, MOST_LOOKED_AT);
    setError(null);
    if (lines.length === 0) {
      setVerdicts(new Map());
      setAsking(false);
      return undefined;
    }
    const abort = new AbortController();
    setAsking(true);
    const timer = setTimeout(async () => {
      try {
        const answer = await downloads.classify(lines.map((line) => line.text).join("\n"), source, abort.signal);
        setVerdicts(new Map(answer.lines.map((line) => [line.text.trim(), line])));
        setAsking(false);
      } catch (problem) {
        if (abort.signal.aborted) return;
        setAsking(false);
        setError(asApiError(problem));
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, source]);
  return { verdicts, isAsking, error };
}
