import { hash } from "../../../expr/atom-name.ts";
import { variableKey } from "../../../expr/key.ts";
import type { RunVariable, Variable } from "../../../expr/model.ts";

/**
 * Whether the workflow was called by another one. There the event is the caller's, and an input that only a call has is what
 * tells. False where a workflow cannot be called.
 */
export const CALLED = "inputs.waybill_called";

/** GitHub expressions without `${{ }}`, by the name of the environment variable that carries each. */
export type GitHubEnv = Readonly<Record<string, string>>;

/** A variable as GitHub has it, and the environment variable that carries it into a shell. */
export interface GitHubValue {
  readonly name: string;
  readonly value: string;
}

const PREFIXES = { branch: "refs/heads/", tag: "refs/tags/" } as const;

const VALUES = {
  event: { name: "WAYBILL_EVENT", value: "github.event_name" },
  branch: { name: "WAYBILL_REF", value: "github.ref" },
  tag: { name: "WAYBILL_REF", value: "github.ref" },
  sha: { name: "WAYBILL_SHA", value: "(github.event.pull_request.head.sha || github.sha)" },
  actor: { name: "WAYBILL_ACTOR", value: "github.actor" },
  sourceBranch: { name: "WAYBILL_SOURCE_BRANCH", value: "github.head_ref" },
  targetBranch: { name: "WAYBILL_TARGET_BRANCH", value: "github.base_ref" },
  pullRequestNumber: { name: "WAYBILL_PULL_REQUEST", value: "github.event.pull_request.number" },
  pullRequestTitle: { name: "WAYBILL_TITLE", value: "github.event.pull_request.title" },
  pullRequestAuthor: { name: "WAYBILL_AUTHOR", value: "github.event.pull_request.user.login" },
  repository: { name: "WAYBILL_REPOSITORY", value: "github.repository" },
  // On a schedule the payload does not have the repository, and the run is on the default branch.
  defaultBranch: {
    name: "WAYBILL_DEFAULT_BRANCH",
    value: "(github.event.repository.default_branch || github.ref_name)",
  },
  commitMessage: { name: "WAYBILL_COMMIT_MESSAGE", value: "github.event.head_commit.message" },
  commitAuthor: {
    name: "WAYBILL_COMMIT_AUTHOR",
    value:
      "(github.event.head_commit && format('{0} <{1}>', github.event.head_commit.author.name, github.event.head_commit.author.email))",
  },
} as const satisfies Readonly<Record<RunVariable["name"], GitHubValue>>;

/** What stands before a branch or a tag in `github.ref`; a pull request's is neither. */
export function prefixOf(variable: Variable): string {
  return variable.kind === "run" && (variable.name === "branch" || variable.name === "tag")
    ? PREFIXES[variable.name]
    : "";
}

/** The variable where GitHub keeps it: a branch or a tag with its prefix. */
export function nativeValue(variable: Variable): GitHubValue {
  if (variable.kind === "run") return VALUES[variable.name];
  if (variable.kind === "vars")
    return { name: `WAYBILL_VAR_${variable.name.toUpperCase()}`, value: `vars.${variable.name}` };
  if (variable.kind === "input") return { name: environmentName("INPUT", variable), value: `inputs.${variable.name}` };
  if (variable.kind === "github")
    return { name: environmentName("GITHUB", variable), value: `github.${variable.name}` };
  if (variable.kind === "step") {
    const name = environmentName("STEP", { name: `${variable.step}.${variable.name}` });
    return { name, value: `steps.${variable.step}.${variable.name}` };
  }
  if (variable.kind !== "output") throw new Error("what GitLab alone knows is refused before");
  const plain = `${variable.job}_${variable.name}`;
  const distinct = /^[A-Z0-9]+_[A-Z0-9]+$/i.test(plain) ? "" : `_${hash(variableKey(variable))}`;
  const name = `WAYBILL_OUTPUT_${plain.replaceAll("-", "_")}${distinct}`.toUpperCase();
  return { name, value: `needs.${variable.job}.outputs.${variable.name}` };
}

/** A name for a variable of the environment that no other variable of that kind has. */
function environmentName(what: string, { name }: { readonly name: string }): string {
  const distinct = /^[a-z0-9_]+$/.test(name) ? "" : `_${hash(name)}`;
  return `WAYBILL_${what}_${name.replaceAll(/[^A-Za-z0-9]/g, "_")}${distinct}`.toUpperCase();
}

/** The variable's own value; empty where it is unset. */
export function plainValue(variable: Variable): GitHubValue {
  const native = nativeValue(variable);
  const prefix = prefixOf(variable);
  if (prefix === "") return native;
  const name = prefix === PREFIXES.branch ? "WAYBILL_BRANCH" : "WAYBILL_TAG";
  return { name, value: `(startsWith(${native.value}, '${prefix}') && github.ref_name || '')` };
}

export const githubString = (text: string): string => `'${text.replaceAll("'", "''")}'`;
