import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";
import { needsApproval } from "../scheduler/index.ts";
import { groupNames } from "./selection.ts";

/** What a person lets run, each by the name of a job, an environment, a matrix or a call. */
export interface Approval {
  /** Manual jobs and deploys. */
  readonly approve?: readonly string[];
  /** Deploys, manual or not. */
  readonly deploy?: readonly string[];
}

const namesOf = (job: Job, graph: StageGraph): readonly string[] => [
  job.id,
  ...(job.environment ? [job.environment.name] : []),
  ...groupNames(graph, job),
];

/** The jobs that wait for a person, and that a person lets run. */
export function approvedJobs(graph: StageGraph, { approve = [], deploy = [] }: Approval): ReadonlySet<string> {
  const isNamed = (job: Job) => {
    const given = job.kind === "deploy" ? [...approve, ...deploy] : approve;
    return needsApproval(job) && namesOf(job, graph).some((name) => given.includes(name));
  };
  return new Set(graph.jobs.filter(isNamed).map((job) => job.id));
}

/** A complaint for each name that no such job has. */
export function unknownApprovals(graph: StageGraph, { approve = [], deploy = [] }: Approval): readonly Diagnostic[] {
  const unknown = (option: string, names: readonly string[], jobs: readonly Job[]) => {
    const known = new Set(jobs.flatMap((job) => namesOf(job, graph)));
    const choices =
      known.size > 0 ? `choose one of: ${[...known].join(", ")}` : `leave ${option} out: no job waits for it`;
    return names.filter((name) => !known.has(name)).map((name) => diagnostic("WB4018", { option, name, choices }));
  };
  return [
    ...unknown("--approve", approve, graph.jobs.filter(needsApproval)),
    ...unknown(
      "--deploy",
      deploy,
      graph.jobs.filter(({ kind }) => kind === "deploy"),
    ),
  ];
}
