import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Matrix, StageGraph } from "../../graph/model/index.ts";
import { type Lock, NO_LOCK } from "../../lock/index.ts";
import { fileName } from "../file-name.ts";
import { header } from "../header.ts";
import { phrase } from "../include-label.ts";
import { injections } from "../script-injection.ts";
import { commonProblems } from "../common-checks.ts";
import { missingProblems, withNative } from "../native.ts";
import { rewritten } from "../rewrite.ts";
import type { Emission, Target } from "../target.ts";
import { printYaml, type YamlMap } from "../yaml.ts";
import { actionsIn, pinActions } from "./actions.ts";
import { ownConditions, PLAN } from "./condition.ts";
import { approvalNotes, callerNotes, runConcurrency } from "./control.ts";
import { githubJob } from "./job.ts";
import { jobProblems, nameProblems } from "./limits.ts";
import { matricesOf, matrixJob } from "./matrix/index.ts";
import { filePermissions } from "./permissions.ts";
import { planAtoms, planJob } from "./plan-job.ts";
import { github as provider } from "./provider.ts";
import { rewrites } from "./rewrites.ts";
import { sharedEnv } from "./shared-env.ts";
import { triggers } from "./triggers.ts";

const path = (graph: StageGraph) => `.github/workflows/${fileName(graph)}.yml`;

/** GitHub Actions: one workflow with one job for each of the graph's, under the same names. */
export const github: Target = {
  name: "github",
  defaultPath: path,
  actionsIn: (graph) => actionsIn(workflow(graph).content),
  emit(graph: StageGraph, lock: Lock = NO_LOCK): Emission {
    const made = workflow(graph);
    const { content, diagnostics } = pinActions(made.content, lock);
    const text = printYaml({
      header: header([graph], "github", [...approvalNotes(graph), ...callerNotes(graph, made.content.jobs as YamlMap)]),
      content,
      version: "1.2",
      spaced: ["jobs"],
    });
    return { files: [{ path: path(graph), text }], diagnostics: [...made.diagnostics, ...diagnostics] };
  },
};

function workflow(given: StageGraph): { readonly content: YamlMap; readonly diagnostics: readonly Diagnostic[] } {
  const whole = rewritten(given, rewrites);
  const apart = ownConditions(whole).own;
  const matrices = matricesOf(whole, (job, within) => githubJob(job, within, apart).job);
  const { graph } = matrices;
  const { own, diagnostics } = ownConditions(graph);
  const start = triggers(graph);
  const atoms = planAtoms(own);
  const jobs = graph.jobs.map((job) => {
    const emitted = githubJob(job, graph, own);
    const matrix = matrices.joined.find((one) => one.id === job.id);
    const asMatrix = (one: Matrix) =>
      matrixJob(one, whole, matrices, (instance) => githubJob(instance, graph, own, one.id).job);
    return { id: job.id, ...emitted, ...(matrix && { job: asMatrix(matrix) }) };
  });
  const all: YamlMap = {
    ...(atoms.length ? { [PLAN]: planJob(atoms, graph) } : {}),
    ...Object.fromEntries(jobs.map(({ id, job }) => [id, job])),
  };
  const shared = sharedEnv(all);
  return {
    content: {
      ...withNative(
        {
          ...{ name: graph.name, on: start.on, permissions: filePermissions(graph) },
          ...{ concurrency: runConcurrency(graph), env: shared.env },
        },
        graph.native?.github,
      ),
      jobs: shared.jobs,
    },
    diagnostics: [
      ...commonProblems(whole),
      ...missingProblems(given, "github", "GitHub"),
      ...(whole.gitlab?.include ?? []).map((one) =>
        diagnostic("WB3144", { include: phrase(one) }, { at: one.location }),
      ),
      ...injections(all, whole, provider),
      ...start.diagnostics,
      ...nameProblems(graph, atoms.length > 0),
      ...graph.jobs.flatMap((job) => jobProblems(job, graph)),
      ...matrices.diagnostics,
      ...diagnostics,
      ...jobs.flatMap((job) => job.diagnostics),
    ],
  };
}
