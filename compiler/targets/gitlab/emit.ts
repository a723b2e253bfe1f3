import type { Job, StageGraph } from "../../graph/model/index.ts";
import { presence } from "../../graph/presence.ts";
import { header } from "../header.ts";
import { GITLAB_SCRIPTS, injections } from "../injection.ts";
import { commonProblems } from "../problems.ts";
import type { Emission, Target } from "../target.ts";
import { printYaml, type YamlMap } from "../yaml.ts";
import { gitlabJob, jobRules } from "./job.ts";
import { jobProblems } from "./limits.ts";
import { matrixProblems } from "./matrix.ts";
import { witnesses } from "./status.ts";
import { inputs, scheduleNotes, workflow } from "./workflow.ts";

const PATH = ".gitlab-ci.yml";

/** GitLab CI/CD: one file with one job for each of the graph's, under the same names. */
export const gitlab: Target = {
  name: "gitlab",
  defaultPath: () => PATH,
  emit(graph: StageGraph): Emission {
    const present = presence(graph);
    const start = workflow(graph);
    const jobs = graph.jobs.map((job) => ({ id: job.id, ...gitlabJob(job, graph, present) }));
    const whenSucceeded = (job: Job) => jobRules(job, present, "on_success").rules;
    const all: YamlMap = Object.fromEntries(jobs.map(({ id, job }) => [id, job]));
    const text = printYaml({
      header: header(graph, "gitlab", scheduleNotes(graph.triggers)),
      content: {
        stages: graph.stages,
        workflow: start.workflow,
        variables: { GIT_DEPTH: "1", ...inputs(graph.triggers) },
        ...all,
        ...witnesses(graph, present, whenSucceeded),
      },
      version: "1.1",
      spaced: [],
    });
    return {
      files: [{ path: PATH, text }],
      diagnostics: [
        ...commonProblems(graph),
        ...injections(all, graph, GITLAB_SCRIPTS),
        ...start.diagnostics,
        ...matrixProblems(graph),
        ...graph.jobs.flatMap((job) => jobProblems(job, graph)),
        ...jobs.flatMap((job) => job.diagnostics),
      ],
    };
  },
};
