import htm from "htm";
import { h } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

const html = htm.bind(h);
const HEIGHT = 18;
/** Lines around those that are seen. */
const MARGIN = 30;
const ERROR = /\b(error|fatal|panic|exception|traceback|FAIL|failed)\b|\w(Error|Exception)\b/;

async function linesOf(job, isServed) {
  const there = [...document.querySelectorAll("script[data-log]")].find((one) => one.dataset.log === job.id);
  if (there) return JSON.parse(there.textContent);
  return isServed ? (await fetch(`log.json?job=${encodeURIComponent(job.id)}`)).json() : [];
}

/** The log of a job: as many lines of it as are seen, folded by steps, with a search. */
export function Log({ job, isServed }) {
  const [lines, setLines] = useState(undefined);
  const [text, setText] = useState("");
  const [place, setPlace] = useState(0);
  const [folded, setFolded] = useState(new Set());
  const [top, setTop] = useState(0);
  const box = useRef(null);
  useEffect(() => {
    let gone = false;
    linesOf(job, isServed).then((found) => !gone && setLines(found));
    return () => {
      gone = true;
    };
  }, [job.id, job.lines]);
  const rows = useMemo(() => {
    const heads = new Set(job.steps.filter(({ skipped }) => !skipped).map(({ line }) => line));
    let hidden = false;
    return (lines ?? []).flatMap((line, index) => {
      const head = heads.has(index);
      if (head) hidden = folded.has(index);
      return hidden && !head ? [] : [{ line, index, head }];
    });
  }, [lines, folded]);
  const hits = useMemo(() => {
    const wanted = text.toLowerCase();
    return wanted === "" ? [] : rows.flatMap(({ line }, row) => (line.toLowerCase().includes(wanted) ? [row] : []));
  }, [rows, text]);
  const go = (next) => {
    if (hits.length === 0) return;
    const at = (next + hits.length) % hits.length;
    setPlace(at);
    if (box.current) box.current.scrollTop = Math.max(0, hits[at] * HEIGHT - 100);
  };
  useEffect(() => go(0), [text, lines]);
  const fold = (index) => {
    const next = new Set(folded);
    if (!next.delete(index)) next.add(index);
    setFolded(next);
  };
  if (!lines) return html`<p class="dim">reading the log</p>`;
  if (lines.length === 0) return html`<p class="dim">it has written nothing</p>`;
  const from = Math.max(0, Math.floor(top / HEIGHT) - MARGIN);
  const seen = rows.slice(from, from + Math.ceil((box.current?.clientHeight ?? 640) / HEIGHT) + 2 * MARGIN);
  const found = new Set(hits);
  return html`
    <div class="bar">
      <input data-search aria-label="Search the log" placeholder="search the log" value=${text} onInput=${(event) => setText(event.target.value)} onKeyDown=${(event) => event.key === "Enter" && go(place + (event.shiftKey ? -1 : 1))} />
      <span class="dim" role="status">${text && `${hits.length === 0 ? 0 : place + 1} of ${hits.length}`}</span>
      <button type="button" onClick=${() => go(place - 1)}>previous</button><button type="button" onClick=${() => go(place + 1)}>next</button>
      <span class="dim">${lines.length} lines</span>
    </div>
    <div class="log" ref=${box} tabindex="0" role="region" aria-label=${`Log of ${job.id}`} onScroll=${(event) => setTop(event.target.scrollTop)}>
      <div style=${{ height: `${rows.length * HEIGHT}px` }}>
        ${seen.map(({ line, index, head }, offset) => {
          const row = from + offset;
          const kind = `row${head ? " step" : ""}${!head && ERROR.test(line) ? " err" : ""}${found.has(row) ? " hit" : ""}`;
          const sign = head
            ? html`<button type="button" style="padding:0 4px;border:0" aria-expanded=${!folded.has(index)} aria-label=${`Fold ${line}`} onClick=${() => fold(index)}>${folded.has(index) ? "+" : "-"}</button>`
            : null;
          return html`<div key=${row} class=${kind} style=${{ top: `${row * HEIGHT}px` }}><span class="n">${index + 1}</span>${sign}${line.slice(0, 4000)}</div>`;
        })}
      </div>
    </div>`;
}
