import type { Atom } from "../../../expr/assume.ts";
import { atomName } from "../../../expr/atom-name.ts";
import type { OutputVariable } from "../../../expr/model.ts";
import { type GitHubStart, type GitHubTest, githubTest } from "./tests.ts";

/**
 * An output of ours: `true` or `false`, by the job that has set another one, for GitHub's expressions ignore case and take an
 * empty text for 0. Where the job has not run it is empty, as the output that it is about.
 */
export interface OutputAnswer {
  /** The job that answers. */
  readonly job: string;
  /** The output that is asked about. */
  readonly about: string;
  /** The answer's name. */
  readonly output: string;
  /** A shell condition on {@link variable}. */
  readonly test: string;
  /** The variable of the environment in which it finds the value. */
  readonly variable: string;
}

/** What a job can tell of an output of its own; undefined: GitHub's expressions decide it exactly, or nobody can. */
export function outputAnswer(atom: Atom, start: GitHubStart): OutputAnswer | undefined {
  if (atom.op !== "equal" && atom.op !== "startsWith" && atom.op !== "endsWith" && atom.op !== "includes")
    return undefined;
  if (atom.value === null || atom.variable.kind !== "output") return undefined;
  const { exact, shell, env } = githubTest(atom, true, start);
  if (exact) return undefined;
  const { job, name }: OutputVariable = atom.variable;
  const [variable] = Object.keys(env) as [string];
  return { job, about: name, output: atomName(atom), test: shell, variable };
}

/** The atom as a question for that answer. */
export function answeredTest({ job, output }: OutputAnswer, holds: boolean): GitHubTest {
  const value = `needs.${job}.outputs.${output}`;
  const name = `WAYBILL_ANSWER_${output.toUpperCase().replaceAll("-", "_")}`;
  return {
    native: `${value} ${holds ? "==" : "!="} 'true'`,
    exact: true,
    shell: `[ "$${name}" ${holds ? "=" : "!="} 'true' ]`,
    env: { [name]: value },
  };
}
