import type { ImportedJob, Value } from "../model.ts";
import type { KeptPart } from "./verdict.ts";

/** What of a job is kept as the provider has it: its native keys, then its native steps. All of a native job is. */
export function keptParts(job: ImportedJob): readonly KeptPart[] {
  if (job.kind === "native") return [];
  const keys = nativeKeys(job.options.native).map((what) => ({ what, at: job.keptAt?.get(what) ?? job.at }));
  const steps = job.steps.flatMap(({ run, at }, index): readonly KeptPart[] =>
    isNativeStep(run) ? [{ what: `step ${index + 1}`, at }] : [],
  );
  return [...keys, ...steps];
}

/** The keys of `native: { github: { ... } }`. */
function nativeKeys(native: Value | undefined): readonly string[] {
  return entriesOf(native).flatMap(([, keys]) => entriesOf(keys).map(([key]) => key));
}

function entriesOf(value: Value | undefined): readonly (readonly [string, Value])[] {
  if (typeof value !== "object" || value === null || !("kind" in value) || value.kind !== "object") return [];
  return Object.entries(value.entries).flatMap(([key, one]) => (one === undefined ? [] : [[key, one] as const]));
}

const isNativeStep = (run: Value): boolean =>
  typeof run === "object" && run !== null && "kind" in run && run.kind === "call" && run.name === "nativeStep";
