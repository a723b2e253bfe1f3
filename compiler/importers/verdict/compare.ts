import { exprKey } from "../../expr/key.ts";
import type { Expr } from "../../expr/model.ts";
import { compareConditions } from "../../query/index.ts";
import { opaqueText, variablesIn } from "../foreign.ts";
import type { ImportedPipeline } from "../model.ts";
import type { Behaviour, JobBehaviour } from "./behaviour.ts";
import { differences } from "./difference.ts";
import { exampleRun } from "./example.ts";
import { keptParts } from "./kept.ts";
import type { Difference, Verdict } from "./verdict.ts";

export interface Comparison {
  readonly original: Behaviour;
  /** What the written pipeline is compiled to; undefined: it does not compile. */
  readonly written: Behaviour | undefined;
  readonly pipeline: ImportedPipeline;
  /** The key in the compiled file of each job of the original. */
  readonly names: ReadonlyMap<string, string>;
  /** Comparisons of conditions that were made before, by the two as keys; those that are made now are added. Default: none. */
  readonly known?: Map<string, readonly Difference[]>;
}

/**
 * A verdict for each job of the original, in its order. A job is the same only where every instance of it has a counterpart,
 * the conditions are proved equal over all runs, every aspect is equal, and no note says that something of it was lost.
 */
export function verdicts(comparison: Comparison): readonly Verdict[] {
  const { original, pipeline, known = new Map() } = comparison;
  const keys = [...new Set(original.jobs.map(({ job }) => job))];
  return keys.map((key) => {
    const instances = original.jobs.filter(({ job }) => job === key);
    const { at } = instances[0]!;
    const imported = pipeline.jobs.find(({ id }) => id === key);
    const counterpart = comparison.written?.jobs.filter(({ job }) => job === comparison.names.get(key)) ?? [];
    if (!imported || counterpart.length === 0) return { job: key, at, kind: "notCarried", differences: [], kept: [] };
    const found = [
      ...noted(pipeline, key),
      ...unpaired(instances, counterpart),
      ...compared(instances, counterpart, known),
    ];
    const all = distinct(found);
    const verdict = { job: key, at, differences: all, kept: keptParts(imported) };
    if (imported.kind === "native") return { ...verdict, kind: "native" };
    return { ...verdict, kind: all.length > 0 ? "but" : "same" };
  });
}

/** What the reader knows to be lost or changed. A note on the file counts for every job. */
function noted({ notes }: ImportedPipeline, key: string): readonly Difference[] {
  return notes
    .filter(({ kind, job }) => kind !== "todo" && (job === undefined || job === key))
    .map(({ at, message }) => ({ aspect: `line ${at.line}`, was: message, now: "" }));
}

function unpaired(was: readonly JobBehaviour[], now: readonly JobBehaviour[]): readonly Difference[] {
  const missing = was.filter((one) => !now.some(({ instance }) => instance === one.instance));
  const added = now.filter((one) => !was.some(({ instance }) => instance === one.instance));
  return [
    ...missing.map(({ instance }) => ({ aspect: "instances", was: instance, now: "not there" })),
    ...added.map(({ instance }) => ({ aspect: "instances", was: "not there", now: instance })),
  ];
}

function compared(
  was: readonly JobBehaviour[],
  now: readonly JobBehaviour[],
  known: Map<string, readonly Difference[]>,
): readonly Difference[] {
  return was.flatMap((one) => {
    const other = now.find(({ instance }) => instance === one.instance);
    if (!other) return [];
    const aspects = new Set([...Object.keys(one.aspects), ...Object.keys(other.aspects)]);
    return [
      ...knownDifferences(one.condition, other.condition, known),
      ...[...aspects].flatMap((aspect) => differences(aspect, one.aspects[aspect], other.aspects[aspect])),
    ];
  });
}

/** Jobs share conditions, and an import compares the same ones again after each of its attempts. */
function knownDifferences(was: Expr, now: Expr, known: Map<string, readonly Difference[]>): readonly Difference[] {
  const key = JSON.stringify([exprKey(was), exprKey(now)]);
  const found = known.get(key) ?? conditionDifferences(was, now);
  known.set(key, found);
  return found;
}

/** The same difference in several instances is shown once. */
function distinct(all: readonly Difference[]): readonly Difference[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** How two conditions differ, with a run for each direction. */
export function conditionDifferences(was: Expr, now: Expr): readonly Difference[] {
  const { verdict, gained, lost } = compareConditions(was, now);
  if (verdict === "same") return [];
  const unread = [...new Set([...variablesIn(was), ...variablesIn(now)].flatMap((one) => opaqueText(one) ?? []))];
  const found: Difference[] = [];
  if (lost) found.push({ aspect: "condition", was: "ran", now: "is skipped", example: exampleRun(lost) });
  if (gained) found.push({ aspect: "condition", was: "was skipped", now: "runs", example: exampleRun(gained) });
  if (found.length > 0) return found;
  const what = unread.length > 0 ? `depends on ${unread.join(", ")}` : "is too large to be decided";
  return [{ aspect: "condition", was: what, now: "not proved" }];
}
