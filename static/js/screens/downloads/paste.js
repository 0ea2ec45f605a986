// One field for everything: a search for the chosen source, or addresses, one a line; each line says what it is.

import { useEffect, useRef, useState } from "preact/hooks";
import { downloads } from "../../api/calls.js";
import { asApiError } from "../../api/http.js";
import { html } from "../../parts/html.js";
import { Icon } from "../../parts/icon.js";
import { useKeys } from "../../parts/keys.js";
import { memorize, recall } from "../../parts/memo.js";
import { BusyButton, ErrorLine, IconButton } from "../../parts/small.js";
import { isPhone } from "../../state/appearance.js";
import { droppedLines } from "../../state/dropped.js";
import { showToast } from "../../state/toasts.js";
import { words } from "../../words/en.js";
import { firstSource, lacksKey, used } from "./source_groups.js";
import { SourcePicker } from "./source_picker.js";
import { linesWithRows, MOST_LOOKED_AT, useVerdicts } from "./verdicts.js";

/** @import { Line, RefusedLine, Source } from "../../api/types.js" */

const ICONS = /** @type {Record<string, string>} */ ({ query: "search", post: "link", file: "image", gallery: "library", watchable: "thread", unknown: "link", bad: "alert" });

/** @param {{ onAdded: (queryId: number | null) => void, isFirst?: boolean }} props */
export function Paste({ onAdded, isFirst }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState(/** @type {import("../../api/http.js").ApiError | null} */ (null));
  const [refused, setRefused] = useState(/** @type {RefusedLine[]} */ ([]));
  const { sources, source, recent, choose } = useSources();
  const { verdicts, isAsking, error } = useVerdicts(text, source?.name ?? "");
  const lines = linesWithRows(text);
  const problems = lines.filter((line) => verdicts.get(line.text)?.problem).length;

  /** @param {string} next */
  const write = (next) => {
    setText(next);
    setRefused([]);
    setFailed(null);
  };
  useEffect(() => {
    if (droppedLines.value.length === 0) return;
    write([...lines.map((line) => line.text), ...droppedLines.value].join("\n"));
    droppedLines.value = [];
    field.current?.focus();
  }, [droppedLines.value]);
  useKeys([{ key: "/", words: words.keymap.paste, run: () => field.current?.focus() }], []);

  const add = async () => {
    if (isBusy || lines.length === 0) return;
    setBusy(true);
    setFailed(null);
    try {
      const answer = await downloads.add(text, source?.name ?? "");
      setText(answer.refused.map((line) => line.line).join("\n"));
      setRefused(answer.refused);
      if (answer.added.length > 0) {
        if (!isFirst) showToast({ text: words.paste.added(answer.added.length) });
        onAdded(answer.added.find((line) => line.query_id)?.query_id ?? null);
      }
    } catch (problem) {
      setFailed(asApiError(problem));
    }
    setBusy(false);
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void add();
  };
  const rows = Math.max(1, text.split("\n").length);
  return html`<form class="paste" aria-label=${words.paste.label} data-filled=${lines.length > 0 || undefined} onSubmit=${(/** @type {SubmitEvent} */ event) => (event.preventDefault(), void add())}>
    <div class="paste-scroll"><div class="paste-lines" style=${{ "--rows": rows }}>
      <textarea ref=${field} rows="1" wrap="off" spellcheck=${false} autocapitalize="none" autocomplete="off" enterkeyhint="go" autofocus=${isFirst}
        aria-label=${words.paste.field} placeholder=${isPhone.value ? words.paste.placeholderShort : words.paste.placeholder} value=${text} onKeyDown=${onKeyDown}
        onInput=${(/** @type {InputEvent} */ event) => write(/** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea>
      ${lines.length === 0 && html`<span class="paste-icon"><${Icon} name="search" /></span>`}
      <${Verdicts} lines=${lines} verdicts=${verdicts} refused=${refused} isAsking=${isAsking} source=${source} />
    </div></div>
    ${(failed ?? error) && html`<${ErrorLine} error=${failed ?? error} retryWords=${words.errors.again} onRetry=${failed ? () => void add() : undefined} />`}
    <footer>
      <div class="line source-line"><span class="quiet wide-only desk-only" aria-hidden="true">${words.paste.source}</span>
        <${SourcePicker} sources=${sources} source=${source} recent=${recent} onChoose=${choose} /></div>
      <span class="faint small grow cut">${source && lacksKey(source)
        ? html`<span class="wants-key"><span class="light" data-light="held">${words.paste.needsKey}</span><a href="/settings/sites">${words.paste.addKey}</a></span>`
        : html`<span class="desk-only">${source && lines.length === 0 ? words.paste.example(source.hint, source.example) : words.paste.drop}</span>`}</span>
      ${lines.length > MOST_LOOKED_AT && html`<span class="quiet small">${words.paste.moreLines(lines.length - MOST_LOOKED_AT)}</span>`}
      ${problems > 0 && html`<span class="quiet small desk-only">${words.paste.left(problems)}</span>`}
      ${text && html`<${IconButton} icon="close" label=${words.paste.clear} onClick=${() => (write(""), field.current?.focus())} />`}
      <${BusyButton} busy=${isBusy} words=${words.paste.add(lines.length - problems)} busyWords=${words.paste.adding} disabled=${lines.length === problems} />
    </footer>
  </form>`;
}

const SHOWN_VERDICTS = 200;

/** @param {{ lines: { text: string, row: number }[], verdicts: ReadonlyMap<string, Line>, refused: RefusedLine[], isAsking: boolean, source: Source | null }} props */
function Verdicts({ lines, verdicts, refused, isAsking, source }) {
  return html`<ol class="verdicts" aria-live="polite">${lines.slice(0, SHOWN_VERDICTS).map(({ text, row }) => html`<li key=${row} style=${{ "--row": row }}>
    <${Icon} name=${ICONS[verdicts.get(text)?.kind ?? (/^https?:/i.test(text) ? "link" : "query")] ?? "link"} />
    <${Verdict} line=${verdicts.get(text)} refusal=${refused.find((line) => line.line.trim() === text)} isAsking=${isAsking} source=${source} /></li>`)}</ol>`;
}

/** @param {{ line: Line | undefined, refusal: RefusedLine | undefined, isAsking: boolean, source: Source | null }} props */
function Verdict({ line, refusal, isAsking, source }) {
  if (refusal) return html`<span class="verdict"><span class="light" data-light="held">${refusal.sentence}</span></span>`;
  if (!line) return html`<span class="verdict faint">${isAsking ? words.paste.checking : ""}</span>`;
  if (line.problem) return html`<span class="verdict"><span class="light" data-light="held"><span class="cut">${line.sentence}</span></span></span>`;
  if (line.known) {
    return html`<span class="verdict"><img src=${`/media/thumbnail/${line.known.sha256}`} alt="" /><a class="quiet" href=${`/file/${line.known.sha256}`}>${line.known.since ? words.paste.known(line.known.since) : words.paste.knownAlready}</a></span>`;
  }
  if (line.kind === "query") return html`<span class="verdict quiet cut">${source?.name ?? line.sentence}</span>`;
  return html`<span class="verdict"><span class="light" data-light=${line.kind === "unknown" ? "wait" : "ok"}><span class="cut">${line.sentence || line.site}</span></span></span>`;
}

/** The sources and those last chosen in this browser. @returns {{ sources: Source[] | null, source: Source | null, recent: string[], choose: (name: string) => void }} */
function useSources() {
  const [sources, setSources] = useState(/** @type {Source[] | null} */ (null));
  const [recent, setRecent] = useState(recall("sources").split("\n").filter(Boolean));
  useEffect(() => {
    downloads.sources().then(setSources, (problem) => showToast({ text: asApiError(problem).sentence }));
  }, []);
  const choose = (/** @type {string} */ name) => {
    setRecent(used(recent, name));
    memorize("sources", used(recent, name).join("\n"));
  };
  return { sources, source: sources && firstSource(sources, recent), recent, choose };
}
