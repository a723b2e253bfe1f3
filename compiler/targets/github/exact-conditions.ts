import { type GitHubCondition, printGitHub } from "./conditions/print.ts";
import { type KnownRuns, knownRuns } from "./conditions/run-facts.ts";
import { isFinal } from "../../graph/final.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";
import { isPrivileged } from "./guard.ts";

/**
 * Each job's own condition, printed. Where a job that only comes after must know whether this one was skipped by its
 * condition or by its needs, an `if` that ignores case and leaves the rest to a guard is not enough: the guard of a job that
 * was skipped never ran. Such a condition is made exact by the plan job.
 */
export function printedConditions(graph: StageGraph): ReadonlyMap<string, GitHubCondition> {
  // A final job does not care how the jobs before it ended.
  const asking = graph.jobs.filter((job) => !isFinal(job));
  const asked = new Set(asking.flatMap(({ needs }) => needs.flatMap((need) => (need.gate ? [] : [need.job]))));
  const runs = knownRuns(graph);
  const answering = new Set(graph.jobs.flatMap(({ id, kind }) => (kind === "script" ? [id] : [])));
  const exactly = (job: Job) => asked.has(job.id) && job.needs.length > 0;
  return new Map(
    graph.jobs.map((job) => [job.id, exactly(job) ? printExactly(job, runs, answering) : print(job, runs, answering)]),
  );
}

function printExactly(job: Job, runs: KnownRuns, answering: ReadonlySet<string>): GitHubCondition {
  const printed = printGitHub(job.when, { exactly: true, answering, runs });
  if (!("guard" in printed)) return printed;
  return {
    refused:
      "it compares strings that only a step can compare exactly, and another job must know the result; a string without letters, such as 1, needs no such step",
  };
}

/**
 * A job that can do harm does not even start on ordinary runs that it is not for: there the plan job decides too, and the
 * jobs whose outputs it asks about.
 */
function print(job: Job, runs: KnownRuns, answering: ReadonlySet<string>): GitHubCondition {
  if (!isPrivileged(job)) return printGitHub(job.when, { runs });
  const printed = printGitHub(job.when, { answering, runs });
  if (!("guard" in printed) || !printed.guard || printed.guard.narrow) return printed;
  const planned = printGitHub(job.when, { exactly: true, answering, runs });
  return "native" in planned && !planned.guard ? planned : printed;
}
