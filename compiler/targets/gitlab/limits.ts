import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Job, ScriptJob, StageGraph } from "../../graph/model/index.ts";
import { valuesOf } from "../../graph/walk.ts";
import { secretFileProblems } from "../shell/secret-files.ts";
import type { YamlMap } from "../yaml.ts";
import { artifactProblems } from "./artifacts.ts";
import { cacheProblems } from "./cache.ts";
import { checkoutProblems } from "./checkout.ts";
import { controlProblems } from "./control.ts";
import { besideEngine } from "./dind.ts";
import { lateProblems } from "./output-conditions.ts";
import { needsProblems } from "./needs.ts";
import { gitlab, LIMITS } from "./provider.ts";
import { serviceProblems } from "./services.ts";
import { witnessOf } from "./status-probe.ts";
import { stepProblems } from "./step-conditions.ts";
import { nativeImage } from "./values.ts";

/** Words that are no job's name (lib/gitlab/ci/config/entry: the keys of the root, and YAML's own constants). */
const RESERVED = new Set(
  "image services stages types before_script after_script variables cache include default workflow spec pages true false nil".split(
    " ",
  ),
);

/** A job `pages` that keeps the folder `public` is what GitLab publishes as a site (docs: user/project/pages). */
function publishes(job: Job): boolean {
  const kept = job.kind === "script" ? (job.artifacts?.paths ?? []) : [];
  return job.id === "pages" && (kept.some((path) => /^public(?:\/|$)/.test(path)) || job.native?.gitlab !== undefined);
}

/** Facts of a run that GitLab has no variable for (docs: ci/variables/predefined_variables). */
function unknownFacts(job: Job): readonly Diagnostic[] {
  const isUsed = valuesOf(job).some((value) => value.kind === "run" && value.name === "pullRequestAuthor");
  return isUsed ? [diagnostic("WB3230", { job: job.id }, { at: job.location })] : [];
}

/** The engine beside a job is reached by a name that a service of the job may not have. */
function engineNames(job: ScriptJob): readonly Diagnostic[] {
  if (nativeImage(job) !== undefined) return [];
  return job.services.flatMap(({ name, location }) =>
    name === besideEngine.service.alias ? [diagnostic("WB3251", { job: job.id }, { at: location })] : [],
  );
}

/** What GitLab cannot express of a job, whatever its condition. */
export function jobProblems(job: Job, graph: StageGraph): readonly Diagnostic[] {
  const at = { at: job.location };
  const reserved =
    RESERVED.has(job.id) && !publishes(job) ? [diagnostic("WB3013", { job: job.id, target: gitlab.title }, at)] : [];
  const shared = [
    ...reserved,
    ...unknownFacts(job),
    ...controlProblems(job),
    ...needsProblems(job, graph),
    ...lateProblems(job, graph),
  ];
  if (job.kind !== "script") return shared;
  const long = job.steps.filter(
    (step) => step.run.kind === "shell" && Buffer.byteLength(step.run.script) > LIMITS.script,
  );
  return [
    ...shared,
    ...artifactProblems(job),
    ...checkoutProblems(job),
    ...cacheProblems(job),
    ...serviceProblems(job),
    ...engineNames(job),
    ...stepProblems(job),
    ...(nativeImage(job) === undefined ? secretFileProblems(job) : []),
    ...long.map((step) => diagnostic("WB3018", { job: job.id }, { at: step.location })),
  ];
}

/** Jobs of which too long names are made: in a file of several pipelines, each begins with its pipeline's. */
export function nameProblems(
  { jobs }: StageGraph,
  emitted: YamlMap,
  name: (own: string) => string,
): readonly Diagnostic[] {
  return jobs.flatMap((job) => {
    const { resource_group: group = "" } = (emitted[job.id] ?? {}) as { readonly resource_group?: string };
    const names = [name(witnessOf(job)), group.replace("$CI_COMMIT_SHA", "0".repeat(40))];
    const length = Math.max(...names.map((one) => one.length));
    if (length <= LIMITS.name) return [];
    const values = { target: gitlab.title, job: job.id, length: String(length), most: String(LIMITS.name) };
    return [diagnostic("WB2330", values, { at: job.location })];
  });
}
