// Copies the page's libraries from node_modules into static/vendor, each checked against the sha256 in tools/vendor.sha256.
// `node tools/vendor.mjs` copies and checks; `node tools/vendor.mjs --update` writes the sums anew (after a version bump).

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const TARGET = join(ROOT, "static", "vendor");
const SUMS = join(ROOT, "tools", "vendor.sha256");

/** What the import map of the shell names: [file in static/vendor, its package, its file in the package]. */
const LIBRARIES = [
  ["preact.mjs", "preact", "dist/preact.mjs"],
  ["hooks.mjs", "preact", "hooks/dist/hooks.mjs"],
  ["signals-core.mjs", "@preact/signals-core", "dist/signals-core.mjs"],
  ["signals.mjs", "@preact/signals", "dist/signals.mjs"],
  ["htm.mjs", "htm", "dist/htm.mjs"],
  ["socket.io.mjs", "socket.io-client", "dist/socket.io.esm.min.js"],
];

/** @param {string} file @returns {string} the sha256 of its bytes, hex */
function sha256(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** @returns {Map<string, string>} the expected sum of each file in static/vendor */
function expectedSums() {
  const lines = readFileSync(SUMS, "utf8").trim().split("\n");
  return new Map(lines.map((line) => /** @type {[string, string]} */ (line.split("  ").reverse())));
}

/** @param {string} sentence @returns {never} */
function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

const updating = process.argv.includes("--update");
const expected = updating ? new Map() : expectedSums();
const seen = [];
mkdirSync(TARGET, { recursive: true });
for (const [name, packageName, path] of LIBRARIES) {
  const source = join(ROOT, "node_modules", packageName, path);
  if (!existsSync(source)) stop(`${packageName} is not installed: run "npm ci" first.`);
  const sum = sha256(source);
  if (!updating && expected.get(name) !== sum) {
    stop(`${name} of ${packageName} is not the file that tools/vendor.sha256 names; nothing was trusted.`);
  }
  copyFileSync(source, join(TARGET, name));
  seen.push(`${sum}  ${name}`);
}
if (updating) writeFileSync(SUMS, `${seen.join("\n")}\n`);
writeFileSync(join(TARGET, "manifest.sha256"), `${seen.join("\n")}\n`);
