import { titleOf } from "../../graph/control.ts";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";
import { injections } from "../script-injection.ts";
import { commonProblems } from "../common-checks.ts";
import { missingProblems } from "../native.ts";
import { rewritten } from "../rewrite.ts";
import type { EmittedFile } from "../target.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { actionProblems } from "./actions.ts";
import { childPipeline, dynamicJobs, dynamicProblems, isDynamic } from "./dynamic.ts";
import { witnessJobs } from "./probe-jobs.ts";
import { gitlabJob } from "./job.ts";
import { jobRules } from "./rules.ts";
import { foreseeableGraph, scriptConditions } from "./output-conditions.ts";
import { jobProblems, nameProblems } from "./limits.ts";
import { matrixProblems } from "./matrix.ts";
import { type Project, presenceAmong } from "./project-triggers.ts";
import { gitlab } from "./provider.ts";
import { rewrites } from "./rewrites.ts";
import { witnesses } from "./status-probe.ts";

/** What one pipeline of a project is in GitLab's file. */
export interface Part {
  readonly graph: StageGraph;
  readonly stages: readonly string[];
  readonly jobs: YamlMap;
  /** Child pipelines, which have files beside it. */
  readonly files: readonly EmittedFile[];
  readonly diagnostics: readonly Diagnostic[];
}

export function partOf(given: StageGraph, project: Project): Part {
  const graph = rewritten(given, rewrites);
  const titles = new Map(graph.jobs.map((job) => [job.id, titleOf(job)]));
  const prefixed = (own: string) => (project.length === 1 ? own : `${graph.name}:${own}`);
  const name = (id: string) => prefixed(titles.get(id) ?? id);
  const present = presenceAmong(foreseeableGraph(graph), project);
  const jobs = graph.jobs.map((job) => ({ of: job, ...gitlabJob(job, graph, present) }));
  const whenSucceeded = (job: Job) => jobRules(job, present, "on_success").rules;
  const all: YamlMap = Object.fromEntries(jobs.map(({ of, job }) => [of.id, job]));
  const made: readonly YamlMap[] = jobs.map(({ of, job }) =>
    isDynamic(of) ? dynamicJobs(of, graph, job) : { [of.id]: job },
  );
  const added = [witnessJobs(graph, present, scriptConditions), witnesses(graph, present, whenSucceeded)];
  return {
    graph,
    stages: graph.stages.map(prefixed),
    jobs: renamed(Object.assign({}, ...made, ...added), name, prefixed),
    files: jobs.flatMap(({ of, job: emitted }) =>
      isDynamic(of) ? [childPipeline(of, { graph, emitted, present, project, name })] : [],
    ),
    diagnostics: [
      ...commonProblems(graph),
      ...missingProblems(given, "gitlab", "GitLab"),
      ...actionProblems(given),
      ...injections(all, graph, gitlab),
      ...matrixProblems(graph),
      ...dynamicProblems(graph),
      ...nameProblems(graph, all, name),
      ...graph.jobs.flatMap((job) => jobProblems(job, graph)),
      ...jobs.flatMap((job) => job.diagnostics),
      ...sharedTitles(graph),
    ],
  };
}

/** GitLab tells jobs apart by what people see. */
function sharedTitles(graph: StageGraph): readonly Diagnostic[] {
  const first = new Map<string, Job>();
  return graph.jobs.flatMap((job) => {
    const title = titleOf(job);
    const other = first.get(title) ?? job;
    first.set(title, other);
    if (other === job) return [];
    const related = [{ message: "the first is here", at: other.location }];
    return [diagnostic("WB3151", { title, target: "GitLab" }, { at: job.location, related })];
  });
}

type Rename = (own: string) => string;

function renamed(jobs: YamlMap, name: Rename, stage: Rename): YamlMap {
  return Object.fromEntries(
    Object.entries(jobs).map(([id, job]) => [name(id), withNames(job as YamlMap, name, stage)]),
  );
}

/** A job with the names that its stage and the jobs it refers to have in the file. */
function withNames(job: YamlMap, name: Rename, stage: Rename): YamlMap {
  const refer = (all: Yaml | undefined): Yaml | undefined =>
    Array.isArray(all) ? all.map((one) => referTo(one, name)) : all;
  const trigger = job.trigger as YamlMap | undefined;
  const { dependencies } = job;
  return {
    ...job,
    stage: typeof job.stage === "string" ? stage(job.stage) : undefined,
    needs: refer(job.needs),
    dependencies: Array.isArray(dependencies) ? dependencies.map((one) => name(String(one))) : dependencies,
    ...(Array.isArray(trigger?.include) && { trigger: { ...trigger, include: refer(trigger.include) } }),
  };
}

/** A job by its name, or an object that names one as `job`. An instance, or a job of another project, stays as it is. */
function referTo(one: Yaml, name: Rename): Yaml {
  if (typeof one === "string") return name(one);
  const map = one as YamlMap;
  return typeof map.job === "string" && map.project === undefined && map.pipeline === undefined
    ? { ...map, job: name(map.job) }
    : one;
}
