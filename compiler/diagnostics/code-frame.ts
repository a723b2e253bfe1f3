import type { Span } from "./location.ts";

/** How the parts of a frame are painted; the identity when there is no colour. */
export interface Paint {
  readonly mark: (text: string) => string;
  readonly gutter: (text: string) => string;
}

const TAB = "  ";
const MAX_WIDTH = 160;

/**
 * The source line of a span with one line before it, numbered, and a marker below what is meant. Tabs become two spaces;
 * of a very long line the part around the span is shown. Empty when the file has no such line.
 *
 * @example
 * ```text
 *   3 | import { job } from "waybill";
 * > 4 | const unit = job("unit", {
 *     |              ^^^^^^^^^^^
 * ```
 */
export function codeFrame(source: string, span: Span, paint: Paint): string {
  const lines = source.split(/\r?\n/);
  const text = lines[span.line - 1];
  if (text === undefined) return "";
  const width = String(span.line).length;
  const gutter = (label: string, pointer: string) => paint.gutter(`${pointer} ${label.padStart(width)} |`);
  const previous = span.line > 1 ? lines[span.line - 2] : undefined;

  const end = endColumn(text, span);
  const cut = Math.max(0, Math.min(span.column - 1 - 60, text.length - MAX_WIDTH));
  const shown = (line: string) => line.slice(cut, cut + MAX_WIDTH).replaceAll("\t", TAB);
  const before = shown(text.slice(0, Math.max(0, span.column - 1))).length;
  const marked = shown(text.slice(0, end - 1)).length - before;

  const frame = previous?.trim() ? [`${gutter(String(span.line - 1), " ")} ${shown(previous)}`] : [];
  frame.push(`${gutter(String(span.line), ">")} ${shown(text)}`);
  frame.push(`${gutter("", " ")} ${" ".repeat(before)}${paint.mark("^".repeat(Math.max(1, marked)))}`);
  return frame.map((line) => line.trimEnd()).join("\n");
}

/** Where the marker ends: the span's own end on that line, or the end of the word that begins there. */
function endColumn(text: string, span: Span): number {
  if (span.endLine === span.line && span.endColumn !== undefined) return span.endColumn;
  if (span.endLine !== undefined && span.endLine > span.line) return text.trimEnd().length + 1;
  const word = /^[\w$]+/.exec(text.slice(span.column - 1))?.[0] ?? "";
  return span.column + Math.max(1, word.length);
}
