import { and, type ConditionFacts, type Expr, isEvent, not } from "../expr/index.ts";
import { titleOf } from "../graph/control.ts";
import { isFinal } from "../graph/final.ts";
import type { Job, StageGraph } from "../graph/model/index.ts";
import { inOrder } from "../graph/order.ts";
import { behaviorOf } from "./behavior.ts";
import { eventOptions } from "./example.ts";
import { findRun } from "./search.ts";

/** Whether something happens on pull requests: proved `never`, an example, or not decided. */
export type Happening =
  | { readonly kind: "never" }
  | { readonly kind: "run"; readonly run: ConditionFacts; readonly options: readonly string[] }
  | { readonly kind: "unknown" };

/** A check that GitHub reports on a pull request for a job. */
export interface Check {
  /** Its name, as a ruleset requires it. */
  readonly name: string;
  readonly job: string;
  /** A pull request on which nothing reports it: required, it waits for ever. */
  readonly missing: Happening;
  /** A pull request on which the job is skipped by conditions. GitHub counts a skipped check as passed. */
  readonly skipped: Happening;
  /** Jobs whose failure skips this one, so that its check passes; each has a check of its own. */
  readonly skippedAfter: readonly string[];
  /** The job may fail without failing the run. */
  readonly mayFail: boolean;
}

/** What a provider reports on pull requests, and what may be required. */
export interface Checks {
  readonly pipeline: string;
  /** A pull request that starts no pipeline: neither provider lets it be merged where a check or a pipeline is required. */
  readonly notStarted: Happening;
  /** In the graph's order. */
  readonly checks: readonly Check[];
  /** Jobs on pull requests that block GitLab's pipeline until a person starts them. */
  readonly blocking: readonly string[];
}

const ON_PULL_REQUEST = isEvent("pullRequest");

/**
 * The checks of a pipeline on pull requests: which may be required without hanging one for ever, and which can pass without
 * their job having run.
 *
 * @see https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks
 *
 * @example
 * ```ts
 * checksOf(graph).checks.filter(isSafe).map(({ name }) => name); // what a ruleset may require
 * ```
 */
export function checksOf(graph: StageGraph): Checks {
  const { starts, jobs } = behaviorOf(graph);
  const happening = (condition: Expr, about: readonly Expr[]): Happening => {
    const found = findRun(and(ON_PULL_REQUEST, condition));
    return found.kind === "run" ? { ...found, options: eventOptions(found.run, about) } : found;
  };
  const notStarted = happening(not(starts), [starts]);
  const after = skippedAfter(graph);
  const started = jobs.filter(({ runs }) => happening(and(starts, runs), []).kind !== "never");
  return {
    pipeline: graph.name,
    notStarted,
    checks: jobs
      .filter(({ job }) => job.kind !== "native")
      .map(({ job, runs }) => ({
        name: nameOf(job),
        job: job.id,
        missing: notStarted,
        skipped:
          isFinal(job) && runs.op === "constant"
            ? { kind: "never" }
            : happening(and(starts, not(runs)), [starts, runs]),
        skippedAfter: after.get(job.id) ?? [],
        mayFail: mayFail(job),
      })),
    blocking: started.filter(({ job }) => job.manual === true && !job.optional).map(({ job }) => job.id),
  };
}

/** Whether a check may be required: it is always reported, and passes only when its job has. */
export function isSafe({ missing, skipped, skippedAfter: after, mayFail: may }: Check): boolean {
  return missing.kind === "never" && skipped.kind === "never" && after.length === 0 && !may;
}

/** An instance of a matrix has the name that GitHub makes for it, unless its author gives it one. */
function nameOf(job: Job): string {
  if (job.kind !== "script" || !job.matrix || job.title !== undefined) return titleOf(job);
  return `${job.matrix.id} (${Object.values(job.matrix.values).join(", ")})`;
}

const mayFail = (job: Job) => job.kind === "script" && job.allowFailure !== false;

/** By job, those whose failure skips it. */
function skippedAfter(graph: StageGraph): ReadonlyMap<string, readonly string[]> {
  const byId = new Map(graph.jobs.map((job) => [job.id, job]));
  const found = new Map<string, readonly string[]>();
  for (const job of inOrder(graph.jobs)) {
    const blockers = isFinal(job)
      ? []
      : job.needs.flatMap((need) => {
          const needed = byId.get(need.job);
          const own = needed && (need.gate || !mayFail(needed)) ? [need.job] : [];
          return [...(found.get(need.job) ?? []), ...own];
        });
    found.set(job.id, [...new Set(blockers)]);
  }
  return found;
}
