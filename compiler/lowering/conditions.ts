import type { Condition } from "../authoring/condition/declared.ts";
import type { DeclarationDocument, DeclaredJob } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { conditionPlace } from "../graph/condition-place.ts";
import type { Report, Scope } from "./report.ts";

type Of<Kind> = Extract<Condition<Location>, { kind: Kind }>;

/** Where a condition is written, as the graph has it: the place of its first letter. */
export function conditionLocation({ at }: Of<"expr">): { readonly conditionLocation?: Location } {
  return at ? { conditionLocation: { file: at.file, line: at.line, column: at.column } } : {};
}

/** Reports a condition that nobody can read, where it is named. */
export function reportUnread(scope: Scope, { at = scope.at }: Of<"unread">, owner: string): void {
  scope.report.add("WB2006", { owner }, { at });
}

/**
 * Conditions that were written and are true on every run. A graph does not tell them from those that were not written. One
 * place may declare several jobs, in a loop or a helper: there a condition says something as soon as the jobs differ in it.
 */
export function checkConstantConditions(found: Report, { jobs }: DeclarationDocument<Location>): void {
  const places = new Map<string, DeclaredJob<Location>[]>();
  for (const job of jobs) {
    // What is always so in a call may not be otherwise.
    if (job.call !== undefined) continue;
    const place = `${job.at.file}:${job.at.line}:${job.at.column}`;
    places.set(place, [...(places.get(place) ?? []), job]);
  }
  for (const declared of places.values()) {
    if (!declared.every(isAlways)) continue;
    for (const { name, at, when } of declared) {
      const written = when?.kind === "expr" ? when.at : undefined;
      found.add("WB2061", { job: name, condition: "true" }, conditionPlace(name, at, written));
    }
  }
}

const isAlways = ({ when }: DeclaredJob<Location>) =>
  when?.kind === "expr" && when.expr.op === "constant" && when.expr.value;
