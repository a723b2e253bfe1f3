import { type Code, catalogue } from "./catalogue/index.ts";
import type { Definition, Fault, Severity } from "./define.ts";
import type { Span } from "./location.ts";

/** Something to tell the user, ready to be shown. Made by {@link diagnostic} only. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly fault: Fault;
  readonly message: string;
  readonly remedy: string;
  readonly at?: Span;
  /** Further places that belong to the story, shown in order: the other job of that name, each edge of a cycle, a helper's call site. */
  readonly related?: readonly Related[];
}

export interface Related {
  readonly message: string;
  readonly at: Span;
}

type Placeholders<C extends Code> =
  (typeof catalogue)[C] extends Definition<infer M, infer R> ? Readonly<Record<M | R, string>> : never;

/** Where a diagnostic points, and what else it shows. */
export interface Place {
  readonly at?: Span | undefined;
  readonly related?: readonly Related[] | undefined;
}

/**
 * Makes a diagnostic of the catalogue. An unknown code, or a placeholder left out, does not compile.
 *
 * @example
 * ```ts
 * diagnostic("WB2003", { name: "unit" }, { at: job.location });
 * ```
 */
export function diagnostic<C extends Code>(code: C, values: Placeholders<C>, place: Place = {}): Diagnostic {
  const definition = catalogue[code] as Definition;
  return {
    code,
    severity: definition.severity,
    fault: definition.fault,
    message: definition.message.fill(values),
    remedy: definition.remedy.fill(values),
    ...(place.at && { at: place.at }),
    ...(place.related?.length && { related: place.related }),
  };
}

/** A diagnostic on its way up through code that cannot go on. Caught at the library's edge and shown like any other. */
export class DiagnosticError extends Error {
  override readonly name = "DiagnosticError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[]) {
    const list = [diagnostics].flat() as readonly Diagnostic[];
    super(list.map((one) => `${one.code}: ${one.message}`).join("\n"));
    this.diagnostics = list;
  }
}

/** True when nothing in the list is an error. */
export function acceptable(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.every((one) => one.severity === "warning");
}

/** Each once: pipelines may share their jobs, and what is wrong with them. */
export function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()];
}

/** Exit code for a list: 0 without errors, else 1, 2 or 3 by the gravest fault (infrastructure over usage over pipeline). */
export function exitCode(diagnostics: readonly Diagnostic[]): 0 | 1 | 2 | 3 {
  const rank = { pipeline: 1, usage: 2, infrastructure: 3 } as const;
  const codes = diagnostics.filter((one) => one.severity === "error").map((one) => rank[one.fault]);
  return codes.reduce<0 | 1 | 2 | 3>((worst, code) => (code > worst ? code : worst), 0);
}

/** By file, then line and column; what has no place comes first. */
export function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = (one: Diagnostic) => one.at ?? { file: "", line: 0, column: 0 };
  return [...diagnostics].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x.file !== y.file) return x.file < y.file ? -1 : 1;
    return x.line - y.line || x.column - y.column;
  });
}
