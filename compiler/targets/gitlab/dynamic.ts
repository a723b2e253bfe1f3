import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { ALWAYS, type Expr } from "../../expr/model.ts";
import { ONLY_KEY } from "../../graph/dynamic.ts";
import type { Job, ScriptJob, StageGraph } from "../../graph/model/index.ts";
import { fileName } from "../file-name.ts";
import { header } from "../header.ts";
import { shellWord } from "../shell/quote.ts";
import type { EmittedFile } from "../target.ts";
import { tools } from "../tool-images.ts";
import { printYaml, type Yaml, type YamlMap } from "../yaml.ts";
import { conditionsFile, contentOf, outputFile } from "./files.ts";
import { lateTest } from "./output-conditions.ts";
import { needs } from "./needs.ts";
import type { Project } from "./project-triggers.ts";
import { listedTests, stepConditions } from "./step-conditions.ts";
import { PARENT_SOURCE } from "./values.ts";

export type DynamicJob = ScriptJob & { readonly dynamic: NonNullable<ScriptJob["dynamic"]> };

export function isDynamic(job: Job): job is DynamicJob {
  return job.kind === "script" && job.dynamic !== undefined;
}

/** The job that fills in the list. */
export const listJob = (job: Job): string => `${job.id}-list`;

/** The child pipeline without its list, in the repository; and with it, as an artifact. */
const childFile = (job: Job, graph: StageGraph) => `.gitlab/${fileName(graph)}-${job.id}.yml`;
const filledFile = (job: Job) => `.waybill/${job.id}/pipeline.yml`;

/** What a child pipeline's job knows its parent by. */
const PARENT = "WAYBILL_PARENT";

/**
 * A dynamic matrix as GitLab can have it: a job that puts the list into a file, and one that starts that file as a child
 * pipeline and ends as it does. The list is JSON, which YAML takes as it is.
 */
export function dynamicJobs(job: DynamicJob, graph: StageGraph, emitted: YamlMap): Readonly<Record<string, YamlMap>> {
  const { from } = job.dynamic;
  const { stage, rules, needs } = emitted;
  const source = contentOf(outputFile(from.job, from.name));
  return {
    [listJob(job)]: {
      stage,
      image: { name: tools.docker, entrypoint: [""] },
      needs,
      rules,
      interruptible: emitted.interruptible,
      timeout: "10m",
      script: [...listedTests(job), fill(job, graph, source)],
      artifacts: { paths: [filledFile(job), ...handed(job)], expire_in: "1 day" },
    },
    [job.id]: {
      stage,
      variables: { [PARENT]: "$CI_PIPELINE_ID", [PARENT_SOURCE]: "$CI_PIPELINE_SOURCE" },
      needs: [{ job: listJob(job), artifacts: false }],
      rules,
      trigger: {
        include: [{ artifact: filledFile(job), job: listJob(job) }],
        strategy: "depend",
        forward: { pipeline_variables: true },
      },
    },
  };
}

/** A pipeline must have a job, so an empty list gets one that does nothing. */
function fill(job: DynamicJob, graph: StageGraph, source: string): string {
  const file = shellWord(filledFile(job));
  const none = JSON.stringify({
    none: { image: { name: tools.docker, entrypoint: [""] }, script: ["true"], rules: [{ when: "on_success" }] },
  });
  const list = job.dynamic.keys ? "%s" : `[{ "${ONLY_KEY}": %s }]`;
  const condition = lateTest(job);
  return `list="${source}"
${condition ? `if ! { ${condition}; }; then list="[]"; fi\n` : ""}mkdir -p ${shellWord(`.waybill/${job.id}`)}
case $list in
  "[]") echo ${shellWord(none)} > ${file} ;;
  "["*"]") { cat ${shellWord(childFile(job, graph))}; printf '    matrix: ${list}\\n' "$list"; } > ${file} ;;
  *) echo ${shellWord(`the output ${job.dynamic.from.name} of ${job.dynamic.from.job} is no list`)} >&2 && exit 1 ;;
esac
`;
}

/** What an instance needs of its parent's pipeline: what its steps use, and not what the list and the conditions are made of. */
function used({ dynamic: _, ...job }: DynamicJob): ScriptJob {
  return { ...job, when: ALWAYS, steps: job.steps.map(({ when: _, ...step }) => step) };
}

/** What the job that lists the instances has found for their steps. */
const handed = (job: DynamicJob) => (stepConditions(job).length ? [conditionsFile(job.id)] : []);

export interface ChildPipeline {
  readonly graph: StageGraph;
  readonly emitted: YamlMap;
  readonly present: ReadonlyMap<string, Expr>;
  /** All pipelines of the file that it belongs to. */
  readonly project: Project;
  /** What a job of the graph is called in the file. */
  readonly name: (own: string) => string;
}

/** The file that the list is put at the end of. */
export function childPipeline(job: DynamicJob, child: ChildPipeline): EmittedFile {
  const { graph, emitted, present, project, name } = child;
  const handing = (needs(used(job), graph, present) as readonly YamlMap[]).filter((need) => need.artifacts === true);
  const parents = [...handing.map((need) => need.job as string), ...(handed(job).length ? [listJob(job)] : [])];
  const { stage: _, ...rest } = emitted;
  const content: YamlMap = {
    workflow: { rules: [{ if: `$CI_PIPELINE_SOURCE == "parent_pipeline"` }] },
    variables: { GIT_DEPTH: "1" },
    [job.id]: {
      ...rest,
      needs: parents.map((parent): Yaml => ({ pipeline: `$${PARENT}`, job: name(parent), artifacts: true })),
      rules: [{ when: "on_success" }],
      resource_group: job.dynamic.maxParallel === 1 ? `${graph.name}-${job.id}-$CI_COMMIT_SHA` : rest.resource_group,
      parallel: null,
    },
  };
  const notes = [`The job ${listJob(job)} adds the list of its instances at the end.`];
  const text = printYaml({ header: header(project, "gitlab", notes), content, version: "1.1", spaced: [] });
  return { path: childFile(job, graph), text: text.replace(/parallel: *\n$/, "parallel:\n") };
}

export function dynamicProblems(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.filter(isDynamic).flatMap((job) => {
    const at = { at: job.location };
    const { maxParallel, failFast } = job.dynamic;
    const refuse = (what: string, remedy: string) => diagnostic("WB3034", { job: job.id, what, remedy }, at);
    return [
      ...(failFast ? [diagnostic("WB3031", { matrix: job.id }, at)] : []),
      ...((maxParallel ?? 1) > 1 ? [diagnostic("WB3033", { matrix: job.id, count: String(maxParallel) }, at)] : []),
      ...(job.manual ? [refuse("manual start", "make a job that it needs manual")] : []),
      ...(job.allowFailure ? [refuse("allowed failure", "let its steps end well themselves")] : []),
      ...graph.jobs
        .filter((other) => other.id === listJob(job))
        .map((other) => diagnostic("WB3013", { job: other.id, target: "GitLab" }, { at: other.location })),
    ];
  });
}
