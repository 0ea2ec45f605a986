// What was dropped or pasted onto the page, as lines.

/** @param {string} text @returns {string[]} */
const addressesIn = (text) => text.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));

/** @param {string} markup @returns {string[]} the addresses of links and pictures; the markup is read, never shown */
function addressesOfMarkup(markup) {
  const read = new DOMParser().parseFromString(markup, "text/html");
  const links = [...read.querySelectorAll("a[href]")].map((link) => link.getAttribute("href") ?? "");
  const pictures = [...read.querySelectorAll("img[src]")].map((picture) => picture.getAttribute("src") ?? "");
  return (links.length > 0 ? links : pictures).filter((address) => /^https?:\/\//i.test(address));
}

/**
 * Reads the list of addresses first, then markup, then plain text.
 * @param {DataTransfer} carried @returns {string[]}
 */
export function linesOf(carried) {
  const list = addressesIn(carried.getData("text/uri-list"));
  if (list.length > 0) return list;
  const fromMarkup = addressesOfMarkup(carried.getData("text/html"));
  return fromMarkup.length > 0 ? [...new Set(fromMarkup)] : addressesIn(carried.getData("text/plain"));
}

/** @param {DataTransfer | null} carried whether it may hold addresses or text */
export const holdsLines = (carried) => Boolean(carried?.types.some((type) => type === "text/uri-list" || type === "text/html" || type === "text/plain"));
