import { atomName } from "../../../expr/atom-name.ts";
import { type GitHubEnv, plainValue } from "./values.ts";
import { variablePath } from "../../../expr/describe.ts";
import { globToPathspec } from "../../../expr/glob.ts";
import type { Changed, Matches } from "../../../expr/model.ts";
import { parsePattern, posixProblem, toPosix } from "../../../expr/regex/index.ts";
import { patternOnOutput } from "../../shell/condition.ts";
import { singleQuoted } from "../../../shell/quote.ts";

/** One output of the job named `plan`: `true` or `false`. Equal atoms have equal output names, in all conditions. */
export type PlanAtom = PlanMatches | PlanChanged;

export interface PlanMatches {
  readonly kind: "matches";
  readonly output: string;
  /** Environment of the test. */
  readonly env: GitHubEnv;
  /** A bash condition, to be run with `LC_ALL=C.UTF-8`. */
  readonly test: string;
}

export interface PlanChanged {
  readonly kind: "changed";
  readonly output: string;
  /** As the author wrote them. */
  readonly globs: readonly string[];
  /**
   * The same for `git diff --quiet --no-renames BASE HEAD -- PATHSPEC...`. BASE is the merge base of a pull request, or
   * `github.event.before` of a push; where that is missing or all zeros (tags, new branches, schedules, manual runs) the
   * output is `false`.
   */
  readonly pathspecs: readonly string[];
}

/** What cannot be computed, in a sentence. */
export interface PlanRefusal {
  readonly refused: string;
}

export function planAtom(atom: Matches | Changed): PlanAtom | PlanRefusal {
  const output = atomName(atom);
  if (atom.op === "changed") {
    return { kind: "changed", output, globs: atom.globs, pathspecs: atom.globs.map(globToPathspec) };
  }
  if (atom.variable.kind === "output") {
    return { refused: patternOnOutput(atom.variable) };
  }
  if (atom.variable.kind === "github" || atom.variable.kind === "step") {
    return {
      refused: `a regular expression cannot be tried on \`${variablePath(atom.variable)}\`; compare it with ===, startsWith, endsWith or includes`,
    };
  }
  const parsed = parsePattern(atom.pattern, atom.flags);
  if ("problem" in parsed) return { refused: `/${atom.pattern}/ has ${parsed.problem}` };
  const problem = posixProblem(parsed.node);
  if (problem) return { refused: `/${atom.pattern}/ has ${problem}, which bash does not read in the same way` };
  const { name, value } = plainValue(atom.variable);
  const pattern = singleQuoted(toPosix(parsed.node));
  return {
    kind: "matches",
    output,
    env: { [name]: value },
    test: `pattern=${pattern} && [[ -n "$${name}" && "$${name}" =~ $pattern ]]`,
  };
}
