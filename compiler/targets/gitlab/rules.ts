import type { Diagnostic, Location } from "../../diagnostics/index.ts";
import { diagnostic } from "../../diagnostics/index.ts";
import { printGitLab } from "../../expr/gitlab.ts";
import type { Expr } from "../../expr/model.ts";
import type { Yaml } from "../yaml.ts";

/** A condition as GitLab's `rules`, of a job or of the workflow: the first that matches decides, none means absent. */
export function rules(
  condition: Expr,
  owner: { readonly name: string; readonly location: Location },
  always: "on_success" | "always",
): { readonly rules: readonly Yaml[]; readonly diagnostics: readonly Diagnostic[] } {
  const printed = printGitLab(condition);
  if ("refused" in printed) {
    const values = { owner: owner.name, target: "GitLab", reason: printed.refused };
    return { rules: [], diagnostics: [diagnostic("WB3003", values, { at: owner.location })] };
  }
  return {
    rules: printed.rules.map((rule) => ({
      if: rule.if,
      changes: rule.changes,
      when: rule.run ? (rule.if || rule.changes ? undefined : always) : "never",
    })),
    diagnostics: [],
  };
}
