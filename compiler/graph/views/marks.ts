import { describe } from "../../expr/describe.ts";
import type { Job, StageGraph } from "../model/index.ts";

/** Something about a job that a picture marks. */
export interface Mark {
  readonly kind: "manual" | "condition" | "environment" | "dynamic" | "final";
  /** In the job's box. */
  readonly label: string;
  /** For whoever wants to know more. */
  readonly text: string;
}

/** What each mark means, for a legend. */
export const MARKS: Readonly<Record<Mark["kind"], string>> = {
  manual: "manual: a person starts it",
  condition: "if: it has a condition",
  environment: "@ name: its environment",
  dynamic: "× n: instances made at run time",
  final: "finally: it always runs",
};

/** What a picture marks of a job, in the order of the legend. */
export function marksOf(job: Job): readonly Mark[] {
  const { manual, when, environment } = job;
  const isConditional = when.op !== "constant" || !when.value;
  return [
    ...(manual ? [mark("manual", "manual", "a person starts it")] : []),
    ...(isConditional ? [mark("condition", "if", `if ${describe(when)}`)] : []),
    ...(environment ? [mark("environment", `@ ${environment.name}`, `environment ${environment.name}`)] : []),
    ...(job.kind === "script" && job.dynamic ? [mark("dynamic", "× n", `for each of ${job.dynamic.from.job}`)] : []),
    ...(job.kind === "script" && job.finally ? [mark("final", "finally", "it always runs")] : []),
  ];
}

const mark = (kind: Mark["kind"], label: string, text: string): Mark => ({ kind, label, text });

/** Jobs that stand together in a picture: the instances of a matrix, or one job. */
export interface JobGroup {
  /** Id of the matrix. */
  readonly matrix?: string;
  readonly jobs: readonly Job[];
}

/** The jobs of a stage, in the graph's order, with the instances of each matrix together. */
export function groupsOf({ jobs }: StageGraph, stage: string): readonly JobGroup[] {
  const groups = new Map<string, { matrix?: string; jobs: Job[] }>();
  for (const job of jobs) {
    if (job.stage !== stage) continue;
    const matrix = job.kind === "script" ? job.matrix?.id : undefined;
    const key = matrix === undefined ? `job ${job.id}` : `matrix ${matrix}`;
    const group = groups.get(key) ?? { ...(matrix !== undefined && { matrix }), jobs: [] };
    groups.set(key, group);
    group.jobs.push(job);
  }
  return [...groups.values()];
}
