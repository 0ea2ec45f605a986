// What this browser last chose in a form; forgotten where nothing is kept.

/** @param {string} name @returns {string} */
export function recall(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} name @param {string} value */
export function memorize(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Nothing is kept in this browser: the form starts empty next time.
  }
}
