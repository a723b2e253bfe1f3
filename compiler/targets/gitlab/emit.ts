import type { Job, StageGraph } from "../../graph/model/index.ts";
import { presence } from "../../graph/presence.ts";
import { withCommandJobs } from "../commands.ts";
import { header } from "../header.ts";
import { GITLAB_SCRIPTS, injections } from "../injection.ts";
import { commonProblems } from "../problems.ts";
import type { Emission, Target } from "../target.ts";
import { printYaml, type YamlMap } from "../yaml.ts";
import { actionProblems, withoutActions } from "./actions.ts";
import { childPipeline, dynamicJobs, dynamicProblems, isDynamic, withoutList } from "./dynamic.ts";
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
  emit(given: StageGraph): Emission {
    const graph = withoutActions(withCommandJobs(given));
    const present = presence(graph);
    const start = workflow(graph);
    const jobs = graph.jobs.map((job) => ({ of: job, ...gitlabJob(job, graph, present) }));
    const whenSucceeded = (job: Job) => jobRules(job, present, "on_success").rules;
    const all: YamlMap = Object.fromEntries(jobs.map(({ of, job }) => [of.id, job]));
    const text = printYaml({
      header: header(graph, "gitlab", scheduleNotes(graph.triggers)),
      content: {
        stages: graph.stages,
        workflow: start.workflow,
        variables: { GIT_DEPTH: "1", ...inputs(graph.triggers) },
        ...Object.assign(
          {},
          ...jobs.map(({ of, job }) => (isDynamic(of) ? dynamicJobs(of, graph, job) : { [of.id]: job })),
        ),
        ...witnesses(graph, present, whenSucceeded),
      },
      version: "1.1",
      spaced: [],
    });
    return {
      files: [
        { path: PATH, text },
        ...graph.jobs
          .filter(isDynamic)
          .map((job) => childPipeline(job, graph, gitlabJob(withoutList(job), graph, present).job)),
      ],
      diagnostics: [
        ...commonProblems(graph),
        ...actionProblems(given),
        ...injections(all, graph, GITLAB_SCRIPTS),
        ...start.diagnostics,
        ...matrixProblems(graph),
        ...dynamicProblems(graph),
        ...graph.jobs.flatMap((job) => jobProblems(job, graph)),
        ...jobs.flatMap((job) => job.diagnostics),
      ],
    };
  },
};
