import { formsOf } from "./forms.ts";
import { BEGINNING, type Matcher, matcherOf } from "./matcher.ts";

/** What is shown in a secret's place. */
export const MASK = "[masked]";

/** One stream of text on its way to people. */
export interface Masker {
  /** The text that is safe to show by now; what may be the beginning of a secret is held back until more is known. */
  write(text: string): string;
  /** What was held back, at the end of the stream. */
  end(): string;
}

/** How much of a secret has to stand at a line's end for that line to wait for the next one. */
const WORTH_WAITING = 8;

/**
 * Makes maskers for a set of secrets: one for each stream, after it was told apart from others.
 *
 * @example
 * ```ts
 * const masker = maskersFor(["hunter2!"])();
 * masker.write("password: hun"); // "password: "
 * masker.write("ter2!, he said"); // "[masked], he said"
 * ```
 */
export function maskersFor(secrets: Iterable<string>): () => Masker {
  const needles = [...new Set([...secrets].flatMap(formsOf))];
  if (needles.length === 0) return () => ({ write: (text) => text, end: () => "" });
  const matcher = matcherOf(needles);
  return () => masker(matcher);
}

/** One text with its secrets masked. */
export function maskText(maskers: () => Masker, text: string): string {
  const one = maskers();
  return one.write(text) + one.end();
}

function masker(matcher: Matcher): Masker {
  const { depth, found } = matcher;
  let pending = "";
  let state = 0;
  /** Parts of `pending` to mask: starts and ends, in order and apart from each other. */
  const spans: number[] = [];

  const write = (text: string): string => {
    let index = pending.length;
    pending = pending === "" ? text : pending + text;
    const tail = startOf(pending, pending.length - 1, BEGINNING - 1);
    while (index < pending.length) {
      if (state === 0 && index < tail) {
        const begin = matcher.begin(pending, index);
        index = begin === -1 ? tail : begin;
      }
      const code = pending.charCodeAt(index);
      if (!isBreak(code)) {
        state = matcher.next(state, code);
        const length = found[state] as number;
        if (length > 0) {
          join(spans, startOf(pending, index, length), index + 1);
          state = matcher.after(state);
        }
      }
      index += 1;
    }
    return release(safeEnd());
  };

  /** Up to where no secret can begin any more. */
  const safeEnd = (): number => {
    const held = depth[state] as number;
    if (held === 0) return pending.length;
    if (held < WORTH_WAITING && isBreak(pending.charCodeAt(pending.length - 1))) return pending.length;
    return startOf(pending, lastOfText(pending), held);
  };

  const release = (end: number): string => {
    let shown = "";
    let from = 0;
    const kept: number[] = [];
    if (end === 0) return "";
    for (let index = 0; index < spans.length; index += 2) {
      const [start, stop] = [spans[index] as number, spans[index + 1] as number];
      if (start >= end) {
        kept.push(start - end, stop - end);
        continue;
      }
      shown += pending.slice(from, start) + masked(pending.slice(start, Math.min(stop, end)));
      from = Math.min(stop, end);
      // The rest of a secret whose beginning is out is hidden without being counted as another one.
      if (stop > end) kept.push(0, stop - end);
    }
    shown += pending.slice(from, end);
    pending = pending.slice(end);
    spans.splice(0, spans.length, ...kept);
    return shown;
  };

  const end = () => {
    const rest = release(pending.length);
    state = 0;
    return rest;
  };
  return { write, end };
}

const isBreak = (code: number) => code === 10 || code === 13;

/** Where a text of this length that ends at an index (inclusive) starts, line breaks not counted; 0 when it began earlier. */
function startOf(text: string, last: number, length: number): number {
  let left = length;
  for (let index = last; index >= 0; index -= 1) {
    if (!isBreak(text.charCodeAt(index))) left -= 1;
    if (left === 0) return index;
  }
  return 0;
}

function lastOfText(text: string): number {
  let index = text.length - 1;
  while (index >= 0 && isBreak(text.charCodeAt(index))) index -= 1;
  return index;
}

/** Adds a part that ends after all the others, and makes one of those that touch. */
function join(spans: number[], start: number, end: number): void {
  let from = start;
  while (spans.length > 0 && (spans.at(-1) as number) >= from) {
    spans.pop();
    from = Math.min(from, spans.pop() as number);
  }
  spans.push(from, end);
}

/** The lines of what is hidden stay lines. */
function masked(text: string): string {
  return text
    .split(/(\r?\n)/)
    .map((part, index) => (index % 2 === 1 || part === "" ? part : MASK))
    .join("");
}
