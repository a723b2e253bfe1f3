import type { Atom } from "../../../expr/assume.ts";
import { EVENT_SOURCES, FLAGS, gitlabName, NAMES, ofGitLab, Refusal, TRAIN } from "./terms.ts";
import { exprKey } from "../../../expr/key.ts";
import type { Changed, Event, Expr, Matches, OutputVariable, StepVariable, Variable } from "../../../expr/model.ts";
import { foldedGlob, patternOnOutput, printShell, shellCase, shellGlob } from "../../shell/condition.ts";
import { simplify } from "../../../expr/simplify.ts";
import { singleQuoted } from "../../../shell/quote.ts";

/** A condition for the script of a GitLab job, with what it asks GitLab; or why it cannot be tested exactly. */
export type GitLabTest =
  | { readonly test: string; readonly foreseen: readonly Foreseen[] }
  | { readonly refused: string };

/** What no shell can find out, but GitLab itself when it makes a pipeline. */
export type Foreseen = Matches | Changed;

/** What stands in the shell for things that are not among the variables that GitLab gives a job. */
export interface GitLabTexts {
  /** A shell expression, to stand in double quotes, that is an output of another job. */
  readonly output: (output: OutputVariable) => string;
  /** The same for what an earlier step of the job has left. */
  readonly step: (variable: StepVariable) => string;
  /** A shell condition for an atom that was tested before. Default: none was. */
  readonly known?: (atom: Atom, holds: boolean) => string | undefined;
  /** A shell condition that asks what GitLab has found. */
  readonly foreseen: (atom: Foreseen, holds: boolean) => string;
}

/**
 * A condition as a POSIX shell condition over the variables that GitLab gives a job.
 *
 * @example
 * ```ts
 * printGitLabShell(equal(RUN.branch, "main"), texts); // { test: `[ "$CI_COMMIT_BRANCH" = 'main' ]`, foreseen: [] }
 * ```
 */
export function printGitLabShell(expr: Expr, texts: GitLabTexts): GitLabTest {
  const found = new Map<string, Foreseen>();
  const asking: GitLabTexts = {
    ...texts,
    foreseen(atom, holds) {
      found.set(exprKey(atom), atom);
      return texts.foreseen(atom, holds);
    },
  };
  try {
    const test = printShell(simplify(ofGitLab(simplify(expr))), (atom, holds) => testOf(atom, holds, asking));
    return { test, foreseen: [...found.values()] };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}

function textOf(variable: Variable, texts: GitLabTexts): string {
  if (variable.kind === "output") return texts.output(variable);
  if (variable.kind === "step") return texts.step(variable);
  // In a merged results pipeline the commit is a merge commit, and the author's own stands in a variable that is unset elsewhere.
  if (variable.kind === "run" && variable.name === "sha")
    return "${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}";
  return gitlabName(variable);
}

function testOf(atom: Atom, holds: boolean, texts: GitLabTexts): string {
  const known = texts.known?.(atom, holds);
  if (known !== undefined) return known;
  const word = (variable: Variable) => `"${textOf(variable, texts)}"`;
  const compared = (left: string, right: string) => `[ ${left} ${holds ? "=" : "!="} ${right} ]`;
  switch (atom.op) {
    case "equal":
      if (atom.variable.kind === "step" && atom.value !== null)
        return shellCase(word(atom.variable), foldedGlob(atom.value), holds);
      return isEventVariable(atom.variable)
        ? eventTest(atom.value as Event, holds)
        : compared(word(atom.variable), singleQuoted(atom.value ?? ""));
    case "same":
      return atom.left.kind === "step"
        ? compared(lowered(word(atom.left)), lowered(word(atom.right)))
        : compared(word(atom.left), word(atom.right));
    case "startsWith":
    case "endsWith":
    case "includes":
      return shellCase(word(atom.variable), shellGlob(atom), holds);
    case "flag":
      return atom.name === "fork"
        ? `[ "$CI_MERGE_REQUEST_SOURCE_PROJECT_PATH" ${holds ? "!=" : "="} "$CI_MERGE_REQUEST_PROJECT_PATH" ]`
        : compared(`"${FLAGS[atom.name]}"`, "true");
    case "label":
      return shellCase('",$CI_MERGE_REQUEST_LABELS,"', `*${singleQuoted(`,${atom.name},`)}*`, holds);
    case "matches":
      if (atom.variable.kind === "output") throw new Refusal(patternOnOutput(atom.variable));
      return texts.foreseen(atom, holds);
    case "changed":
      return texts.foreseen(atom, holds);
  }
}

/** What steps have left is compared without regard to case. */
const lowered = (word: string) => `"$(printf '%s' ${word} | tr 'A-Z' 'a-z')"`;

const isEventVariable = ({ kind, name }: Variable) => kind === "run" && name === "event";

/** The events have names of their own on GitLab, a call two. */
function eventTest(event: Event, holds: boolean): string {
  if (event === "mergeQueue") {
    const [names, texts] = [TRAIN.map(([name]) => name).join(" "), TRAIN.map(([, text]) => text).join(" ")];
    return `[ "${names}" ${holds ? "=" : "!="} ${singleQuoted(texts)} ]`;
  }
  const [source, ...others] = (EVENT_SOURCES[event] ?? []).map(singleQuoted);
  if (others.length === 0) return `[ "${NAMES.event}" ${holds ? "=" : "!="} ${source} ]`;
  return shellCase(`"${NAMES.event}"`, [source, ...others].join(" | "), holds);
}
