// What the frame shows of the whole house: counts, disk, network, notices.

import { signal } from "@preact/signals";
import { network, overview as fetchOverview } from "../api/calls.js";
import { asApiError } from "../api/http.js";
import { watch } from "./live.js";
import { showToast } from "./toasts.js";

const LEAST_MS_BETWEEN = 2000;
const LONGEST_MS_BETWEEN = 30_000;

/** @type {import("@preact/signals").Signal<import("../api/types.js").Overview | null>} */
export const overview = signal(null);

let lastFetch = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let planned;

/** Keeps the overview fresh until the returned function is called. @returns {() => void} */
export function followOverview() {
  void refresh();
  const end = watch("overview", { onRefetch: () => void refresh(), onEvents: refreshSoon });
  const timer = setInterval(() => void refresh(), LONGEST_MS_BETWEEN);
  return () => {
    clearInterval(timer);
    clearTimeout(planned);
    planned = undefined;
    end();
  };
}

function refreshSoon() {
  planned ??= setTimeout(() => void refresh(), Math.max(0, lastFetch + LEAST_MS_BETWEEN - Date.now()));
}

async function refresh() {
  clearTimeout(planned);
  planned = undefined;
  lastFetch = Date.now();
  try {
    overview.value = await fetchOverview();
  } catch {
    // The frame keeps what it last knew; the line above it says that the server does not answer.
  }
}

/** Pauses or resumes everything that goes to the network. @param {boolean} isPaused */
export async function setNetworkPaused(isPaused) {
  try {
    await (isPaused ? network.pause() : network.resume());
    await refresh();
  } catch (problem) {
    showToast({ text: asApiError(problem).sentence });
  }
}
