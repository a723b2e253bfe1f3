import type { Diagnostic, Location } from "../../diagnostics/index.ts";
import { diagnostic } from "../../diagnostics/index.ts";
import { printGitLab } from "./conditions/print.ts";
import { ALWAYS, type Expr } from "../../expr/model.ts";
import type { Job } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";

/** What a rule that matches does: `workflow` starts the pipeline and `never` keeps it from that, the others start a job. */
export type When = "workflow" | "never" | "on_success" | "always" | "manual" | "optional";

/** Their keys; what a bare rule is to do has to be said. */
const WHEN: Readonly<Record<When, (bare: boolean) => YamlMap>> = {
  workflow: (bare) => ({ when: bare ? "always" : undefined }),
  never: () => ({ when: "never" }),
  on_success: (bare) => ({ when: bare ? "on_success" : undefined }),
  always: () => ({ when: "always" }),
  // Without the second key GitLab takes it for a job that nobody has to run, and goes on without it.
  manual: () => ({ when: "manual", allow_failure: false }),
  optional: () => ({ when: "manual", allow_failure: true }),
};

/** A condition as GitLab's `rules`, of a job or of the workflow: the first that matches decides, none means absent. */
export function rules(
  condition: Expr,
  owner: { readonly name: string; readonly location: Location },
  when: When,
): { readonly rules: readonly YamlMap[]; readonly diagnostics: readonly Diagnostic[] } {
  const printed = printGitLab(condition);
  if ("refused" in printed) {
    const values = { owner: owner.name, target: "GitLab", reason: printed.refused };
    return { rules: [], diagnostics: [diagnostic("WB3003", values, { at: owner.location })] };
  }
  return {
    rules: printed.rules.map((rule) => ({
      if: rule.if,
      changes: rule.changes,
      ...(rule.run ? WHEN[when](!rule.if && !rule.changes) : { when: "never" }),
    })),
    diagnostics: [],
  };
}

/** When a job is part of a pipeline, and what it does there. */
export function jobRules(job: Job, presence: ReadonlyMap<string, Expr>, when: When): ReturnType<typeof rules> {
  return rules(presence.get(job.id) ?? ALWAYS, { name: `job ${job.id}`, location: job.location }, when);
}
