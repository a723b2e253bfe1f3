import type { Draft, Edge } from "./draft.ts";
import type { Reader } from "./reader.ts";
import { stageName } from "./rules/names.ts";

/** The stages that a pipeline names, in order; undefined where it leaves them to its graph. */
export function readStages(from: Reader): readonly string[] | undefined {
  return from.optionalTexts("stages", stageName, "a stage");
}

/**
 * The edges of each job, with those that stages imply: a job that names its stage and no needs comes after the jobs of all
 * earlier stages, and `downloads: "all"` takes the artifacts of all that it comes after. A job whose stage the pipeline does
 * not list is reported.
 */
export function withStages(
  drafts: readonly Draft[],
  edges: ReadonlyMap<number, readonly Edge[]>,
  stages: readonly string[] | undefined,
): ReadonlyMap<number, readonly Edge[]> {
  for (const draft of drafts) {
    if (draft.stage === undefined || stages?.includes(draft.stage)) continue;
    const known = stages ? stages.join(", ") : "none";
    draft.report.add("WB2340", { job: draft.name, stage: draft.stage, known }, { at: draft.at });
  }
  if (!stages) return edges;
  const levels = new Map(stages.map((name, index) => [name, index]));
  const levelOf = ({ stage }: Draft) => (stage === undefined ? undefined : levels.get(stage));
  const keeping = new Set(
    drafts.filter(({ job }) => job.kind === "script" && job.artifacts).map(({ number }) => number),
  );
  return new Map(
    drafts.map((draft) => {
      const own = edges.get(draft.number)!;
      const level = levelOf(draft);
      if (!draft.staged || level === undefined) return [draft.number, own];
      const known = new Map(own.map((edge) => [edge.job, edge]));
      const earlier = drafts.filter((other) => (levelOf(other) ?? level) < level && !other.isFinal);
      for (const { number } of earlier) {
        const edge = known.get(number) ?? { job: number, gate: false, artifacts: false };
        known.set(number, { ...edge, artifacts: edge.artifacts || (draft.takesAll && keeping.has(number)) });
      }
      return [draft.number, [...known.values()]];
    }),
  );
}
