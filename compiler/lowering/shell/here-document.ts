import type { HereDocument } from "./frames.ts";

export interface Opening {
  readonly document: HereDocument;
  /** Where the operator and its delimiter end. */
  readonly end: number;
}

const WORD = /(?:[^\s;&|()<>'"\\$`\0]|\\[^\n\0]|'[^'\0]*'|"[^"\\$`\0]*")+/y;

/** The here-document whose `<<` is at a place; undefined when its delimiter is none that can be read for certain. */
export function hereDocument(source: string, at: number): Opening | undefined {
  const tabs = source[at + 2] === "-";
  let start = at + (tabs ? 3 : 2);
  while (source[start] === " " || source[start] === "\t") start += 1;
  WORD.lastIndex = start;
  const word = WORD.exec(source)?.[0];
  if (!word || "$`\0\\".includes(source[start + word.length] ?? " ")) return undefined;
  const delimiter = word.replaceAll(/['"]/g, "").replaceAll(/\\(.)/g, "$1");
  return { document: { delimiter, literal: /['"\\]/.test(word), tabs }, end: start + word.length };
}

/** Whether the line that begins at a place ends the document. */
export function endsDocument(source: string, at: number, { delimiter, tabs }: HereDocument): boolean {
  const end = source.indexOf("\n", at);
  const line = source.slice(at, end === -1 ? source.length : end);
  return (tabs ? line.replace(/^\t+/, "") : line) === delimiter;
}
