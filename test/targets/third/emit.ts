import { describe } from "../../../compiler/expr/index.ts";
import { withoutMissing } from "../../../compiler/graph/native.ts";
import type { Job } from "../../../compiler/graph/model/index.ts";
import { withCommandJobs } from "../../../compiler/targets/deploy-commands.ts";
import { type Rewrite, rewritten } from "../../../compiler/targets/rewrite.ts";
import type { Target } from "../../../compiler/targets/target.ts";

const rewrites: readonly Rewrite[] = [
  { why: "native jobs without keys for it do not exist there", apply: (graph) => withoutMissing(graph, "third") },
  { why: "it has no deploy by commands", apply: withCommandJobs },
];

const commandsOf = (job: Job): readonly string[] =>
  job.kind === "script"
    ? job.steps.map(({ run }) => (run.kind === "shell" ? run.script : `<${run.kind}>`))
    : [job.kind];

const block = (job: Job): string =>
  [
    `${job.id} after ${job.needs.map((need) => need.job).join(" ") || "nothing"}, when ${describe(job.when)}`,
    `  on ${(job.runner?.third ?? []).join(" ") || "any machine"}`,
    ...commandsOf(job).map((command) => `  ${JSON.stringify(command)}`),
    ...Object.entries(job.native?.third ?? {}).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
  ].join("\n");

export const third: Target = {
  name: "third",
  defaultPath: (graph) => `${graph.name}.third`,
  emit(graph) {
    const text = rewritten(graph, rewrites).jobs.map(block).join("\n");
    return { files: [{ path: third.defaultPath(graph), text }], diagnostics: [] };
  },
};
