import type { RunFacts, RunVariable, Variable } from "./model.ts";
import { parsePattern } from "./regex/parse.ts";
import type { RegexNode } from "./regex/node.ts";

/** What a fact of the run is, once for all that read it. */
interface RunVariableRule {
  /** As a `when` reads it, behind `run.` */
  readonly path: string;
  /** `always`: on every run. Otherwise where it is set, and unset elsewhere. `maybe`: nobody knows. */
  readonly set: "always" | "branch" | "tag" | "pullRequest" | "maybe";
  /** Texts that a reader expects in an example. */
  readonly usual: readonly string[];
  /** What its texts look like; absent: any text. */
  readonly form?: string;
  readonly read: (facts: RunFacts) => string | undefined;
}

/** Every fact of a run that is a text. */
export const RUN_VARIABLES: Readonly<Record<RunVariable["name"], RunVariableRule>> = {
  event: { path: "event", set: "always", usual: [], read: ({ event }) => event },
  branch: { path: "branch", set: "branch", usual: ["main", "other"], read: ({ branch }) => branch },
  tag: { path: "tag", set: "tag", usual: ["v1", "other"], read: ({ tag }) => tag },
  sha: {
    path: "sha",
    set: "always",
    usual: ["0".repeat(40), "1".repeat(40)],
    form: "[0-9a-f]{40}",
    read: ({ sha }) => sha,
  },
  actor: { path: "actor", set: "always", usual: ["someone", "other"], read: ({ actor }) => actor },
  sourceBranch: {
    path: "pullRequest?.sourceBranch",
    set: "pullRequest",
    usual: ["topic", "other"],
    read: ({ pullRequest }) => pullRequest?.sourceBranch,
  },
  targetBranch: {
    path: "pullRequest?.targetBranch",
    set: "pullRequest",
    usual: ["main", "other"],
    read: ({ pullRequest }) => pullRequest?.targetBranch,
  },
  pullRequestNumber: {
    path: "pullRequest?.number",
    set: "pullRequest",
    usual: ["1", "2"],
    form: "[1-9][0-9]*",
    read: ({ pullRequest }) => pullRequest?.number,
  },
  pullRequestTitle: {
    path: "pullRequest?.title",
    set: "pullRequest",
    usual: ["A change", "other"],
    read: ({ pullRequest }) => pullRequest?.title,
  },
  pullRequestAuthor: {
    path: "pullRequest?.author",
    set: "pullRequest",
    usual: ["someone", "other"],
    read: ({ pullRequest }) => pullRequest?.author,
  },
  repository: {
    path: "repository",
    set: "always",
    usual: ["group/app", "other/app"],
    form: "[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+",
    read: ({ repository }) => repository,
  },
  defaultBranch: {
    path: "defaultBranch",
    set: "always",
    usual: ["main", "other"],
    read: ({ defaultBranch }) => defaultBranch,
  },
  commitMessage: {
    path: "commit.message",
    set: "maybe",
    usual: ["A change", "other"],
    read: ({ commit }) => commit?.message,
  },
  commitAuthor: {
    path: "commit.author",
    set: "maybe",
    usual: ["Someone <someone@example.com>"],
    read: ({ commit }) => commit?.author,
  },
};

/** Variables that are set on every run. */
export const isAlwaysSet = (variable: Variable): boolean =>
  variable.kind === "step"
    ? variable.name === "outcome"
    : variable.kind === "run" && RUN_VARIABLES[variable.name].set === "always";

/** How a step that has had its turn can have gone. */
export const OUTCOMES = ["success", "failure", "skipped"] as const;

/** What a variable's texts look like, as far as that is known. */
export function formOf(variable: Variable): RegexNode | undefined {
  if (variable.kind === "step" && variable.name === "outcome") return parsed(OUTCOMES.join("|"));
  const form = variable.kind === "run" ? RUN_VARIABLES[variable.name].form : undefined;
  return form === undefined ? undefined : parsed(form);
}

/** What counts as unset of what GitHub alone knows, as it does in GitHub's own tests: what is false or zero. */
export const isNothing = (text: string): boolean => text === "false" || text === "0";

/** Whether a variable can have a text at all. */
export function isPossible(variable: Variable, text: string): boolean {
  if (variable.kind === "github") return text === text.toLowerCase() && !isNothing(text);
  if (variable.kind === "step") {
    return variable.name === "outcome" ? OUTCOMES.some((one) => one === text) : !/[A-Z]/.test(text);
  }
  const form = variable.kind === "run" ? RUN_VARIABLES[variable.name].form : undefined;
  return form === undefined || new RegExp(`^(?:${form})$`).test(text);
}

/** Texts that a reader expects in an example. */
export const usualTexts = (variable: Variable): readonly string[] =>
  variable.kind === "run" ? RUN_VARIABLES[variable.name].usual : isAlwaysSet(variable) ? OUTCOMES : ["value", "other"];

const forms = new Map<string, RegexNode>();

function parsed(form: string): RegexNode {
  const known = forms.get(form);
  if (known) return known;
  const made = parsePattern(form, "");
  if ("problem" in made) throw new Error(made.problem);
  forms.set(form, made.node);
  return made.node;
}
