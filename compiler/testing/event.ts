import type { ConditionFacts } from "../expr/index.ts";
import type { TestEvent } from "./model.ts";

const NO_COMMIT = "0".repeat(40);

/** The facts of a run, with what a test leaves out. */
export function factsOf({ event, branch, tag, pullRequest, ...given }: TestEvent): ConditionFacts {
  const rest = { sha: NO_COMMIT, actor: "someone", vars: {}, changedFiles: [], ...given };
  if (event === "pullRequest" || (event === "call" && pullRequest)) {
    const request = { sourceBranch: branch ?? "change", targetBranch: "main", fork: false, ...pullRequest };
    return { ...rest, event, pullRequest: request };
  }
  return tag === undefined ? { ...rest, event, branch: branch ?? "main" } : { ...rest, event, tag };
}
