import type { GitHubGuard } from "../../expr/github.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { uses } from "./actions.ts";
import { expression, HEAD } from "./values.ts";

/** Gets the commit without leaving the token behind for later steps. */
export function checkout(depth = 1): YamlMap {
  return {
    name: "Check out",
    uses: uses("actions/checkout"),
    with: { ref: expression(HEAD), "fetch-depth": depth, "persist-credentials": false },
  };
}

/** What GitHub's expressions could not decide exactly is tested first; the other steps ask for the answer. */
export function guardStep(guard: GitHubGuard): YamlMap {
  return {
    name: "Condition",
    id: "condition",
    env: Object.fromEntries(Object.entries(guard.env).map(([name, text]) => [name, expression(text)])),
    run: `if ${guard.test}; then echo "ran=true" >> "$GITHUB_OUTPUT"; fi\n`,
  };
}

const RAN = "steps.condition.outputs.ran == 'true'";

/** Steps of a job with a guard. A step's own `if` keeps its meaning. */
export function guarded(guard: GitHubGuard | undefined, steps: readonly YamlMap[]): readonly Yaml[] {
  if (!guard) return steps;
  return [guardStep(guard), ...steps.map((step) => withCondition(step))];
}

function withCondition({ name, id, if: own, ...rest }: YamlMap): YamlMap {
  const inner = typeof own === "string" ? own.slice(4, -3) : undefined;
  return { name, id, if: inner ? expression(`${inner} && ${RAN}`) : expression(RAN), ...rest };
}
