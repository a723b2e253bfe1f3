import type { Location } from "../diagnostics/index.ts";

/** Where a value stands in a JSON text that is known to be well formed. */
export function jsonPlace(text: string, file: string, path: readonly string[]): Location {
  let at = skipSpace(text, 0);
  for (const part of path) {
    const next = text[at] === "[" ? element(text, at, Number(part)) : member(text, at, part);
    if (next === undefined) break;
    at = next;
  }
  const before = text.slice(0, at).split("\n");
  return { file, line: before.length, column: before.at(-1)!.length + 1 };
}

const skipSpace = (text: string, at: number) => at + /^\s*/.exec(text.slice(at, at + 1000))![0].length;

function element(text: string, open: number, index: number): number | undefined {
  let at = skipSpace(text, open + 1);
  for (let count = 0; text[at] !== "]"; count++) {
    if (count === index) return at;
    at = skipSpace(text, skipValue(text, at));
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return undefined;
}

function member(text: string, open: number, name: string): number | undefined {
  let at = skipSpace(text, open + 1);
  while (text[at] === '"') {
    const end = skipValue(text, at);
    const key: unknown = JSON.parse(text.slice(at, end));
    at = skipSpace(text, skipSpace(text, end) + 1);
    if (key === name) return at;
    at = skipSpace(text, skipValue(text, at));
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return undefined;
}

/** Just behind the value that begins here. */
function skipValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const char = text[at];
    if (char === '"') at = skipString(text, at);
    else {
      if (char === "{" || char === "[") depth++;
      if (char === "}" || char === "]") depth--;
      at++;
      if (depth === 0 && !/[{}[\]"]/.test(char ?? "")) while (at < text.length && !/[\s,\]}]/.test(text[at]!)) at++;
    }
  } while (depth > 0 && at < text.length);
  return at;
}

function skipString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}
