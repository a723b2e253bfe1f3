import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { collide } from "../control.ts";
import type { DeployJob, Job, StageGraph } from "../model/index.ts";

/** Wishes about when a job begins and ends that contradict each other. */
export function checkControl(graph: StageGraph): readonly Diagnostic[] {
  return [
    ...graph.jobs.flatMap((job) => [...checkInterruptible(job), ...checkManual(job)]),
    ...checkTurns(graph),
    ...checkReplacing(graph),
  ];
}

function checkInterruptible(job: Job): readonly Diagnostic[] {
  if (!job.interruptible) return [];
  const at = { at: job.location };
  if (job.kind === "deploy") return [diagnostic("WB2130", { job: job.id, reason: "it deploys" }, at)];
  if (!job.concurrency) return [];
  return [diagnostic("WB2130", { job: job.id, reason: `it takes turns in the group ${job.concurrency.group}` }, at)];
}

function checkManual(job: Job): readonly Diagnostic[] {
  if (!job.manual || job.kind !== "script" || !job.allowFailure) return [];
  return [diagnostic("WB2131", { job: job.id }, { at: job.location })];
}

function checkTurns({ jobs }: StageGraph): readonly Diagnostic[] {
  const deploys = jobs.filter((job): job is DeployJob => job.kind === "deploy");
  return deploys.flatMap((job, index) => {
    const other = deploys.slice(0, index).find((earlier) => collide(earlier, job));
    if (!other) return [];
    const related = [{ message: `${other.id} is declared here`, at: other.location }];
    return [diagnostic("WB2132", { job: job.id, other: other.id }, { at: job.location, related })];
  });
}

/** Jobs of one run would take each other's place. */
function checkReplacing({ jobs }: StageGraph): readonly Diagnostic[] {
  return jobs.flatMap((job, index) => {
    const { concurrency } = job;
    const other = concurrency && jobs.slice(0, index).find((one) => one.concurrency?.group === concurrency.group);
    if (!other || ![concurrency, other.concurrency].some((one) => one?.waiting === "replace")) return [];
    const related = [{ message: `${other.id} is declared here`, at: other.location }];
    const values = { job: job.id, other: other.id, group: concurrency.group };
    return [diagnostic("WB2133", values, { at: job.location, related })];
  });
}
