// Loads something when a component is shown: the value, or the error, and a way to load it anew.

import { useEffect, useState } from "preact/hooks";
import { asApiError } from "../api/http.js";
import { watch } from "../state/live.js";

/**
 * @template T
 * @param {() => Promise<T>} load @param {string} [topic] an event of the room "overview" upon which it is loaded anew
 * @returns {{ value: T | null, error: import("../api/http.js").ApiError | null, reload: () => void }}
 */
export function useLoad(load, topic) {
  const [value, setValue] = useState(/** @type {T | null} */ (null));
  const [error, setError] = useState(/** @type {import("../api/http.js").ApiError | null} */ (null));
  const [turn, setTurn] = useState(0);
  const reload = () => setTurn((before) => before + 1);
  useEffect(() => {
    let isWanted = true;
    load().then(
      (fresh) => {
        if (!isWanted) return;
        setValue(fresh);
        setError(null);
      },
      (problem) => isWanted && setError(asApiError(problem)),
    );
    return () => {
      isWanted = false;
    };
  }, [turn]);
  useEffect(() => (topic ? watch("overview", { onRefetch: reload, onEvents: (events) => events.some((event) => event.topic === topic) && reload() }) : undefined), [topic]);
  return { value, error, reload };
}
