import type { Diagnostic, Span } from "../../diagnostics/index.ts";
import type { CheckedProgram } from "../program/check.ts";
import { marks } from "../transform/marks.ts";
import { collectConditions } from "./collect.ts";
import { offences } from "./report.ts";

/** Errors of types, and of what a pipeline cannot have, which leave the conditions readable. */
const READABLE: readonly string[] = ["WB1011", "WB1030", "WB1031"];
/** TypeScript's errors that leave open what an expression is: what is said of it then says nothing. */
const UNKNOWN = /\(TS(?:2304|2305|2307|2339|2551|2552|2614|2724)\)$/;

/** What the conditions may not hold, told together with other errors, unless it may only follow from them. */
export function offencesBeside(program: CheckedProgram, errors: readonly Diagnostic[]): readonly Diagnostic[] {
  if (errors.some(({ code }) => !READABLE.includes(code))) return [];
  const unknown = errors.flatMap(({ message, at }) => (at && UNKNOWN.test(message) ? [at] : []));
  const found = offences(program.project, collectConditions(program, marks(program.project)));
  return found.filter(({ at }) => !unknown.some((error) => at && beginsWithin(error, at)));
}

function beginsWithin(inner: Span, { file, line, column, endLine = line, endColumn = column }: Span): boolean {
  if (inner.file !== file || inner.line < line || inner.line > endLine) return false;
  return (inner.line > line || inner.column >= column) && (inner.line < endLine || inner.column <= endColumn);
}
