import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { ALWAYS, and, satisfiable } from "../../expr/index.ts";
import type { BuildJob, StageGraph } from "../model/index.ts";
import { presence } from "../presence.ts";
import { startedRuns } from "../trigger-condition.ts";

/** Every image that is pushed is tagged with the commit, so two of one run need repositories of their own. */
export function checkTags(graph: StageGraph): readonly Diagnostic[] {
  const builds = graph.jobs.filter((job): job is BuildJob => job.kind === "build" && job.push !== false);
  const present = presence(graph);
  const when = (job: BuildJob) => present.get(job.id) ?? ALWAYS;
  return builds.flatMap((job, index) => {
    const other = builds.slice(0, index).find((one) => {
      return one.repository === job.repository && satisfiable(and(startedRuns(graph), when(one), when(job)));
    });
    if (!other) return [];
    const related = [{ message: `${other.id} is declared here`, at: other.location }];
    const values = { job: job.id, other: other.id, repository: job.repository };
    return [diagnostic("WB2194", values, { at: job.location, related })];
  });
}
