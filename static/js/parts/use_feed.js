// Holds the feed of a context while a component is shown.

import { useEffect, useState } from "preact/hooks";
import { takeFeed } from "../state/contexts.js";

/**
 * @param {string} asked the query part that names the context
 * @returns {import("../state/feed.js").Feed | null} null for the first moment
 */
export function useSharedFeed(asked) {
  const [held, setHeld] = useState(/** @type {{ asked: string, feed: import("../state/feed.js").Feed } | null} */ (null));
  useEffect(() => {
    const { feed, release } = takeFeed(new URLSearchParams(asked));
    setHeld({ asked, feed });
    return release;
  }, [asked]);
  return held && held.asked === asked ? held.feed : null;
}
