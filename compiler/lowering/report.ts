import { type Code, type Diagnostic, diagnostic, type Location, type Place } from "../diagnostics/index.ts";

type Values<C extends Code> = Parameters<typeof diagnostic<C>>[1];

/** Collects what is wrong, so that everything is told at once. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  add<C extends Code>(code: C, values: Values<C>, place: Place): void;
}

export function report(): Report {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    add: (code, values, place) => {
      diagnostics.push(diagnostic(code, values, place));
    },
  };
}

/** What a job or one of its parts is lowered with: where it is, what it is called, and where complaints go. */
export interface Scope {
  readonly report: Report;
  /** Names of all jobs, by their number in the document. */
  readonly names: readonly string[];
  /** Names of the inputs that the pipeline's manual triggers have. */
  readonly inputs: ReadonlySet<string>;
  readonly at: Location;
  /** Whose option it is, for sentences: `job unit`, `service db`. */
  readonly owner: string;
  /** Name of the job that is lowered; absent: none is. */
  readonly job?: string;
  /** What of a script is another value in another instance of the job's matrix; absent: nothing. */
  readonly varying?: Varying;
}

/** The name that a step's interpolation is known by when its value varies; undefined: it is the same for all. */
export type Varying = (step: number, interpolation: number) => string | undefined;

/** Checks a text by a rule, and hands it on. */
export function checked(scope: Scope, what: string, value: string, rule: Rule): string {
  const problem = rule(value);
  if (problem) {
    const values = {
      owner: scope.owner,
      what,
      value: JSON.stringify(value),
      problem: problem.is,
      remedy: problem.write,
    };
    scope.report.add("WB2003", values, { at: scope.at });
  }
  return value;
}

/** What is wrong with a text, in words that go on from it; undefined when nothing is. */
export type Rule = (value: string) => Problem | undefined;

export interface Problem {
  /** Goes on the sentence: "... is empty". */
  readonly is: string;
  /** Goes on the sentence: "write ...". */
  readonly write: string;
}
