import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { StageGraph } from "../../graph/model/index.ts";
import { type Lock, NO_LOCK } from "../../lock/index.ts";
import { header } from "../header.ts";
import { withNative } from "../native.ts";
import type { Emission, Target } from "../target.ts";
import { printYaml, type YamlMap } from "../yaml.ts";
import { guarded, includedStages, includeProblems, includes } from "./includes.ts";
import { inputProblems, inputs } from "./inputs.ts";
import { type Part, partOf } from "./pipeline-jobs.ts";
import type { Project } from "./project-triggers.ts";
import { scheduleNotes, workflow } from "./workflow.ts";

const PATH = ".gitlab-ci.yml";

/**
 * GitLab CI/CD: one file with one job for each of the graph's, under the same names. Several pipelines of a project are
 * parts of it: their jobs have the pipeline's name before their own, and its triggers among their conditions.
 */
export const gitlab: Target = {
  name: "gitlab",
  defaultPath: () => PATH,
  emit: (graph, lock) => emitProject([graph], lock),
  emitTogether: emitProject,
};

function emitProject(project: Project, lock: Lock = NO_LOCK): Emission {
  const start = workflow(project);
  const parts = project.map((graph) => partOf(graph, project));
  const stages = parts.flatMap((part) => part.stages);
  const variables = inputs(project);
  const include = includes(project, lock);
  const jobs: Readonly<Record<string, YamlMap>> = Object.assign({}, ...parts.map((part) => part.jobs));
  const guard = (job: YamlMap) => (include ? guarded(job, Object.keys(variables)) : job);
  const content: YamlMap = {
    include,
    stages: [...stages, ...includedStages(project, stages)],
    workflow: project.some(({ gitlab }) => gitlab?.workflow === "none") ? undefined : start.workflow,
    variables: Object.keys(variables).length > 0 ? variables : undefined,
    ...Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, guard(job)])),
  };
  const text = printYaml({
    header: header(project, "gitlab", scheduleNotes(project)),
    content: project.reduce((whole, { native }) => withNative(whole, native?.gitlab), content),
    version: "1.1",
    spaced: [],
  });
  return {
    files: [{ path: PATH, text }, ...parts.flatMap((part) => part.files)],
    diagnostics: [
      ...namesakes(project),
      ...includeProblems(project, lock),
      ...sharedFiles(parts),
      ...inputProblems(project),
      ...start.diagnostics,
      ...parts.flatMap((part) => part.diagnostics),
    ],
  };
}

/** Child pipelines are in files with the names of pipeline and job, in which characters become a dash. */
function sharedFiles(parts: readonly Part[]): readonly Diagnostic[] {
  const owners = new Map<string, StageGraph>();
  return parts.flatMap(({ graph, files }) =>
    files.flatMap(({ path }) => {
      const first = owners.get(path.toLowerCase()) ?? graph;
      owners.set(path.toLowerCase(), first);
      if (first.name === graph.name) return [];
      const related = [{ message: `${first.name} is here`, at: first.location }];
      return [
        diagnostic("WB3092", { one: first.name, other: graph.name, file: path }, { at: graph.location, related }),
      ];
    }),
  );
}

/** The pipeline's name is what tells its jobs from others. */
function namesakes(project: Project): readonly Diagnostic[] {
  return project.flatMap((graph) => {
    const first = project.find(({ name }) => name === graph.name)!;
    if (first === graph) return [];
    const related = [{ message: "the other is here", at: first.location }];
    return [diagnostic("WB3120", { name: graph.name }, { at: graph.location, related })];
  });
}
