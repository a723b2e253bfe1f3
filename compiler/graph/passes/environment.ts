import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Env, StageGraph } from "../model/index.ts";

/** Whose names these are. Tokens are handed to steps under their usual names, so those are free. */
const OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:CI|GITLAB_CI|GITLAB_FEATURES|CI_\w+|GITLAB_USER_\w+)$/, "GitLab"],
  [/^(?:GITHUB_(?!TOKEN$)\w+|RUNNER_\w+|ACTIONS_\w+)$/, "GitHub"],
  [/^WAYBILL_(OUTPUT|IMAGE|PREVIOUS|STEP_\d+|ATTEMPT|\d+_\w+)$/, "Waybill"],
];

/** Names of variables that somebody else sets. */
export function checkEnvironment(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) => {
    const check = (place: string, env: Env) =>
      Object.keys(env).flatMap((name) => {
        const owner = OWNERS.find(([names]) => names.test(name))?.[1];
        return owner ? [diagnostic("WB2042", { place, job: job.id, name, owner }, { at: job.location })] : [];
      });
    const steps = job.kind === "script" ? job.steps : [];
    return [
      ...check("the env", job.env),
      ...steps.flatMap((step) => check(`step ${JSON.stringify(step.name)}`, step.env)),
    ];
  });
}
