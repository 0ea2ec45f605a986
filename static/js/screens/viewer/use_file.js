// Everything known of one file, fetched again when it changes on the server.

import { useEffect, useState } from "preact/hooks";
import { files } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { watch } from "../../state/live.js";

/** @import { WholeFile } from "../../api/types.js" */

/** @param {string} sha256 @returns {{ file: WholeFile | null, error: import("../../api/http.js").ApiError | null, reload: () => void }} */
export function useFile(sha256) {
  const [known, setKnown] = useState(/** @type {{ file: WholeFile | null, error: import("../../api/http.js").ApiError | null }} */ ({ file: null, error: null }));
  const [turn, setTurn] = useState(0);
  const reload = () => setTurn((before) => before + 1);
  const id = known.file?.sha256 === sha256 ? known.file.id : null;
  useEffect(() => {
    let isWanted = true;
    files.whole(sha256).then(
      (file) => isWanted && setKnown({ file, error: null }),
      (problem) => isWanted && setKnown((before) => ({ file: before.file?.sha256 === sha256 ? before.file : null, error: asApiError(problem) })),
    );
    return () => {
      isWanted = false;
    };
  }, [sha256, turn]);
  useEffect(() => watch("library", {
    onRefetch: reload,
    onEvents: (events) => events.some(({ topic, file_ids: ids }) => topic === "file.changed" && id !== null && ids?.includes(id)) && reload(),
  }), [id]);
  return { file: known.file?.sha256 === sha256 ? known.file : null, error: known.error, reload };
}
