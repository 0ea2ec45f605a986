// One way to the server: JSON in, JSON or packed numbers out, and one error shape for everything that can go wrong.

import { words } from "../words/en.js";

const PREFIX = "/api/v1";

/** What went wrong, in words for the user: a sentence and the one next step. */
export class ApiError extends Error {
  /**
   * @param {string} code @param {string} sentence @param {string} action
   * @param {number} status the HTTP status, 0 when the server did not answer
   */
  constructor(code, sentence, action, status) {
    super(sentence);
    this.code = code;
    this.sentence = sentence;
    this.action = action;
    this.status = status;
  }
}

/** @type {Set<() => void>} */
const signedOutListeners = new Set();

/** Calls `listener` whenever the server says that this browser is signed out. @param {() => void} listener */
export function onSignedOut(listener) {
  signedOutListeners.add(listener);
}

/**
 * @typedef {object} Options
 * @property {unknown} [body] sent as JSON
 * @property {AbortSignal} [signal]
 * @property {boolean} [keepalive] outlives the page
 */

/**
 * @param {string} method @param {string} path below /api/v1 @param {Options} options
 * @returns {Promise<Response>}
 * @throws {ApiError}; an aborted call throws the AbortError of fetch
 */
async function send(method, path, { body, signal, keepalive } = {}) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(PREFIX + path, {
      method,
      signal,
      keepalive,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") throw problem;
    throw new ApiError("unreachable", words.errors.unreachable, words.errors.unreachableAction, 0);
  }
  if (answer.ok) return answer;
  const error = await readError(answer);
  if (answer.status === 401 && path !== "/sign-in" && path !== "/setup") {
    for (const listener of signedOutListeners) listener();
  }
  throw error;
}

/** @param {Response} answer @returns {Promise<ApiError>} */
async function readError(answer) {
  try {
    const { error } = await answer.json();
    return new ApiError(error.code, error.sentence, error.action ?? "", answer.status);
  } catch {
    return new ApiError("http", words.errors.odd(answer.status), words.errors.unreachableAction, answer.status);
  }
}

/** @template T @param {string} method @param {string} path @param {Options} [options] @returns {Promise<T>} */
export async function json(method, path, options) {
  const answer = await send(method, path, options);
  const text = await answer.text();
  return text ? JSON.parse(text) : /** @type {T} */ ({});
}

/**
 * @param {string} method @param {string} path @param {Options} [options]
 * @returns {Promise<Uint32Array>} ids, sent as packed little-endian uint32
 */
export async function packedIds(method, path, options) {
  const answer = await send(method, path, options);
  return unpack(await answer.arrayBuffer());
}

/** @param {ArrayBuffer} bytes @returns {Uint32Array} */
function unpack(bytes) {
  const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
  if (isLittleEndian) return new Uint32Array(bytes);
  const view = new DataView(bytes);
  return Uint32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getUint32(i * 4, true));
}

/** The error of anything thrown, so that a screen always has a sentence. @param {unknown} problem @returns {ApiError} */
export function asApiError(problem) {
  if (problem instanceof ApiError) return problem;
  return new ApiError("page", words.errors.page, words.errors.reload, 0);
}
