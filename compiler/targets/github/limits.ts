import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Job, ScriptJob, StageGraph } from "../../graph/model/index.ts";
import { envsOf, valuesOf } from "../../graph/walk.ts";
import { secretFileProblems } from "../shell/secret-files.ts";
import { readsOutcome, readsSteps } from "../../graph/step-values.ts";
import { allowsCodes } from "./allowed-exit-codes.ts";
import { PLAN } from "./condition.ts";
import { controlProblems } from "./control.ts";
import { github, LIMITS } from "./provider.ts";
import { retryProblems } from "./retry.ts";
import { type RunMode, runModeOf } from "./run-mode.ts";
import { stepProblems } from "./step-conditions.ts";

/** Whether a job's script starts the containers that its steps run in. */
const STARTS_CONTAINERS: Readonly<Record<RunMode, boolean>> = {
  machine: false,
  container: false,
  "docker run": true,
  attempts: true,
};

/** What GitHub cannot express of a job, whatever its condition. */
export function jobProblems(job: Job, graph: StageGraph): readonly Diagnostic[] {
  const at = { at: job.location };
  const foreign = valuesOf(job).flatMap((value) => (value.kind === "gitlab" ? [value.name] : []));
  const unknown = [...new Set(foreign)].map((name) => diagnostic("WB3240", { job: job.id, name }, at));
  if (job.kind !== "script") return [...unknown, ...controlProblems(job)];
  return [
    ...unknown,
    ...controlProblems(job),
    ...retryProblems(job),
    ...stepProblems(job, graph),
    ...stepValueProblems(job),
    ...caseProblems(job),
    ...(STARTS_CONTAINERS[runModeOf(job)] ? secretFileProblems(job) : []),
    ...(job.optional ? [diagnostic("WB3152", { job: job.id }, at)] : []),
    ...(job.artifacts?.name ? [diagnostic("WB3243", { job: job.id, option: "name" }, at)] : []),
    ...(job.artifacts?.exposeAs ? [diagnostic("WB3243", { job: job.id, option: "exposeAs" }, at)] : []),
    ...(job.artifacts?.junit.length ? [diagnostic("WB3011", { job: job.id }, at)] : []),
    ...(job.artifacts?.coverage ? [diagnostic("WB3051", { job: job.id }, at)] : []),
  ];
}

/** Names of one mapping that GitHub does not tell apart (actions/runner, TemplateReader.cs: keys are compared without regard to case). */
function caseProblems(job: ScriptJob): readonly Diagnostic[] {
  const variables = [job.env, ...job.steps.flatMap(envsOf), ...job.services.map(({ env }) => env)];
  const found = [...alike("outputs", job.outputs), ...variables.flatMap((env) => alike("variables", Object.keys(env)))];
  return found.map((names) => diagnostic("WB3250", { job: job.id, ...names }, { at: job.location }));
}

function alike(kind: string, names: readonly string[]) {
  const first = new Map<string, string>();
  return names.flatMap((other) => {
    const key = other.toLowerCase();
    const name = first.get(key);
    if (name !== undefined && name !== other) return [{ kind, name, other }];
    first.set(key, other);
    return [];
  });
}

/** Where GitHub sees other steps than the author's, or another outcome of them. */
function stepValueProblems(job: ScriptJob): readonly Diagnostic[] {
  const at = { at: job.location };
  if (runModeOf(job) === "attempts" && readsSteps(job)) return [diagnostic("WB3200", { job: job.id }, at)];
  const isAsked = job.steps.some(({ id }) => readsOutcome(job, id));
  return allowsCodes(job) && isAsked ? [diagnostic("WB3201", { job: job.id }, at)] : [];
}

/** Names of jobs that GitHub takes for one, or not at all, and the plan's. */
export function nameProblems(graph: StageGraph, planned: boolean): readonly Diagnostic[] {
  const seen = new Map<string, Job>();
  return graph.jobs.flatMap((job) => {
    const name = job.id.toLowerCase();
    const other = seen.get(name);
    seen.set(name, job);
    const at = { at: job.location };
    const twice = other ? [diagnostic("WB3022", { job: job.id, other: other.id }, at)] : [];
    const length = { target: github.title, job: job.id, length: String(name.length), most: String(LIMITS.jobId) };
    const long = name.length > LIMITS.jobId ? [diagnostic("WB2330", length, at)] : [];
    const taken = planned && name === PLAN ? [diagnostic("WB3013", { job: job.id, target: github.title }, at)] : [];
    return [...twice, ...long, ...taken];
  });
}
