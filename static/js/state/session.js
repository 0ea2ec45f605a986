// Who this browser is: before the first start, signed out, or the owner.

import { signal } from "@preact/signals";
import { session as calls } from "../api/calls.js";
import { asApiError, onSignedOut } from "../api/http.js";

/** @typedef {"asking" | "unreachable" | "setup" | "signed-out" | "signed-in"} Standing */

/** @type {import("@preact/signals").Signal<Standing>} */
export const standing = signal("asking");

/** The version of the server, known after sign-in. */
export const version = signal("");

/** Why the server could not be asked, when it could not. */
export const askingFailed = signal("");

onSignedOut(() => {
  if (standing.value === "signed-in") standing.value = "signed-out";
});

/** Asks the server who this browser is. Never throws: the standing says what came of it. */
export async function askSession() {
  try {
    const answer = await calls.get();
    version.value = answer.version ?? "";
    standing.value = answer.needs_setup ? "setup" : answer.signed_in ? "signed-in" : "signed-out";
  } catch (problem) {
    askingFailed.value = asApiError(problem).sentence;
    standing.value = "unreachable";
  }
}

/** Notices that this browser was signed out; a server that does not answer changes nothing. */
export async function checkSession() {
  try {
    const answer = await calls.get();
    if (!answer.signed_in && standing.value === "signed-in") standing.value = "signed-out";
  } catch {
    // The line's own words say that the server is away.
  }
}

/** @param {string} password @throws {import("../api/http.js").ApiError} */
export async function signIn(password) {
  await calls.signIn(password);
  await askSession();
}

/** @param {string} token @param {string} password @throws {import("../api/http.js").ApiError} */
export async function setUp(token, password) {
  await calls.setUp(token, password);
}

/** @throws {import("../api/http.js").ApiError} */
export async function signOut() {
  await calls.signOut();
  standing.value = "signed-out";
}
