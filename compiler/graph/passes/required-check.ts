import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { ALWAYS, and, describeRun, example, isEvent, not } from "../../expr/index.ts";
import type { Job, ScriptJob, StageGraph } from "../model/index.ts";
import { presence } from "../presence.ts";
import { startedRuns } from "../trigger-condition.ts";

/** A required check is green on a pull request only where each job that it covers has succeeded, or was allowed to be skipped. */
export function checkRequired(graph: StageGraph): readonly Diagnostic[] {
  const present = presence(graph);
  const onPullRequests = and(startedRuns(graph), isEvent("pullRequest"));
  return graph.jobs.flatMap((job) => {
    if (job.kind !== "script" || !job.covers) return [];
    const { jobs, mayBeSkipped } = job.covers;
    return graph.jobs
      .filter((other) => jobs.includes(other.id))
      .flatMap((other): readonly Diagnostic[] => {
        const values = { check: job.id, job: other.id };
        const at = placeOf(job, other);
        if (other.kind === "script" && other.allowFailure !== false) return [diagnostic("WB2141", values, at)];
        if (mayBeSkipped.includes(other.id)) return [];
        const run = example(and(onPullRequests, not(present.get(other.id) ?? ALWAYS)));
        return run ? [diagnostic("WB2140", { ...values, run: describeRun(run) }, at)] : [];
      });
  });
}

const placeOf = (check: ScriptJob, other: Job) => ({
  at: check.location,
  related: [{ message: `${other.id} is declared here`, at: other.conditionLocation ?? other.location }],
});
