import type { Diagnostic } from "../../diagnostics/index.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";
import { withCommandJobs } from "../commands.ts";
import { GITLAB_SCRIPTS, injections } from "../injection.ts";
import { commonProblems } from "../problems.ts";
import type { EmittedFile } from "../target.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { actionProblems, withoutActions } from "./actions.ts";
import { childPipeline, dynamicJobs, dynamicProblems, isDynamic } from "./dynamic.ts";
import { witnessJobs } from "./foreseen.ts";
import { gitlabJob, jobRules } from "./job.ts";
import { foreseeableGraph, inheriting, scriptConditions } from "./late.ts";
import { jobProblems, nameProblems } from "./limits.ts";
import { matrixProblems } from "./matrix.ts";
import { type Project, presenceAmong } from "./start.ts";
import { witnesses } from "./status.ts";

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
  const graph = inheriting(withoutActions(withCommandJobs(given)));
  const name = (own: string) => (project.length === 1 ? own : `${graph.name}:${own}`);
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
    stages: graph.stages.map(name),
    jobs: renamed(Object.assign({}, ...made, ...added), name),
    files: jobs.flatMap(({ of, job: emitted }) =>
      isDynamic(of) ? [childPipeline(of, { graph, emitted, present, project, name })] : [],
    ),
    diagnostics: [
      ...commonProblems(graph),
      ...actionProblems(given),
      ...injections(all, graph, GITLAB_SCRIPTS),
      ...matrixProblems(graph),
      ...dynamicProblems(graph),
      ...nameProblems(graph, all, name),
      ...graph.jobs.flatMap((job) => jobProblems(job, graph)),
      ...jobs.flatMap((job) => job.diagnostics),
    ],
  };
}

function renamed(jobs: YamlMap, name: (own: string) => string): YamlMap {
  return Object.fromEntries(Object.entries(jobs).map(([id, job]) => [name(id), withNames(job as YamlMap, name)]));
}

/** A job with the names that its stage and the jobs it refers to have in the file. */
function withNames(job: YamlMap, name: (own: string) => string): YamlMap {
  const refer = (all: Yaml | undefined) =>
    (all as readonly YamlMap[] | undefined)?.map((one): YamlMap => ({ ...one, job: name(one.job as string) }));
  const trigger = job.trigger as YamlMap | undefined;
  return {
    ...job,
    stage: name(job.stage as string),
    needs: refer(job.needs),
    ...(trigger && { trigger: { ...trigger, include: refer(trigger.include) } }),
  };
}
