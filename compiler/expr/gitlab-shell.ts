import type { Atom } from "./assume.ts";
import { EVENT_SOURCES, NAMES, Refusal } from "./gitlab-terms.ts";
import type { Event, Expr, OutputVariable, Variable } from "./model.ts";
import { printShell, shellCase, shellGlob, shellString } from "./shell.ts";
import { simplify } from "./simplify.ts";

/** A condition for the script of a GitLab job, or why a POSIX shell cannot test it exactly. */
export type GitLabTest = { readonly test: string } | { readonly refused: string };

/**
 * A condition as a POSIX shell condition over the variables that GitLab gives a job.
 *
 * @param outputText - A shell expression, to stand in double quotes, that is an output of another job.
 * @example
 * ```ts
 * printGitLabShell(equal(RUN.branch, "main"), outputText); // { test: `[ "$CI_COMMIT_BRANCH" = 'main' ]` }
 * ```
 */
export function printGitLabShell(expr: Expr, outputText: (output: OutputVariable) => string): GitLabTest {
  const word = (variable: Variable) => `"${textOf(variable, outputText)}"`;
  try {
    return { test: printShell(simplify(expr), (atom, holds) => testOf(atom, holds, word)) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}

function textOf(variable: Variable, outputText: (output: OutputVariable) => string): string {
  if (variable.kind === "output") return outputText(variable);
  if (variable.kind === "vars") return `$${variable.name}`;
  // In a merged results pipeline the commit is a merge commit, and the author's own stands in a variable that is unset elsewhere.
  if (variable.name === "sha") return "${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}";
  return NAMES[variable.name];
}

function testOf(atom: Atom, holds: boolean, word: (variable: Variable) => string): string {
  const compared = (left: string, right: string) => `[ ${left} ${holds ? "=" : "!="} ${right} ]`;
  switch (atom.op) {
    case "equal":
      return isEventVariable(atom.variable)
        ? eventTest(atom.value as Event, holds)
        : compared(word(atom.variable), shellString(atom.value ?? ""));
    case "same":
      return compared(word(atom.left), word(atom.right));
    case "startsWith":
    case "endsWith":
    case "includes":
      return shellCase(word(atom.variable), shellGlob(atom), holds);
    case "flag":
      return `[ "$CI_MERGE_REQUEST_SOURCE_PROJECT_PATH" ${holds ? "!=" : "="} "$CI_MERGE_REQUEST_PROJECT_PATH" ]`;
    case "matches":
      throw new Refusal(`a POSIX shell cannot try the regular expression /${atom.pattern}/${atom.flags}`);
    case "changed":
      throw new Refusal("a job's checkout does not tell which files the run's commits touch");
  }
}

const isEventVariable = ({ kind, name }: Variable) => kind === "run" && name === "event";

/** The events have names of their own on GitLab, a call two. */
function eventTest(event: Event, holds: boolean): string {
  const [source, ...others] = EVENT_SOURCES[event].map(shellString);
  if (others.length === 0) return `[ "${NAMES.event}" ${holds ? "=" : "!="} ${source} ]`;
  return shellCase(`"${NAMES.event}"`, [source, ...others].join(" | "), holds);
}
