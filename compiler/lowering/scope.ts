import { type Code, type Diagnostic, diagnostic, type Location, type Place } from "../diagnostics/index.ts";
import type { PipelineWalk } from "./walk.ts";

type Values<C extends Code> = Parameters<typeof diagnostic<C>>[1];

/** Collects what is wrong, so that everything is reported at once. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  add<C extends Code>(code: C, values: Values<C>, place: Place): void;
  /** Takes over what another one has collected. */
  include(other: Report): void;
}

export function report(): Report {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    add: (code, values, place) => {
      diagnostics.push(diagnostic(code, values, place));
    },
    include: (other) => {
      for (const found of other.diagnostics) diagnostics.push(found);
    },
  };
}

/** What a declaration is lowered with: where it is, what it is called, and where its problems go. */
export interface Scope {
  /** The pipeline that it is part of, which resolves what it refers to. */
  readonly walk: PipelineWalk;
  /** Values that break a rule. */
  readonly report: Report;
  /** Values of a wrong kind, which types that were cast away let through. */
  readonly misuses: Report;
  readonly at: Location;
  /** Whose option it is, for sentences: `job unit`, `service db`. */
  readonly owner: string;
  /** Name of the job that is lowered; absent: none is. */
  readonly job?: string;
  /** What of a script is another value in another instance of the job's matrix; absent: nothing. */
  readonly varying?: Varying;
  /** A step that comes before, by its node; undefined: it does not. Absent: no step does. */
  readonly step?: (node: number) => EarlierStep | undefined;
  /** The job makes no sense unless these have succeeded, as something of theirs is used. */
  use(jobs: readonly number[]): void;
}

/** A step that comes before another one of its job. */
export interface EarlierStep {
  readonly id: string;
  /** Constants alone decide that the job does not have it: it counts as skipped. */
  readonly isLeftOut: boolean;
}

/** The name that a step's interpolation is known by when its value varies; undefined: it is the same for all. */
export type Varying = (step: number, interpolation: number) => string | undefined;

/** Checks a text by a rule, and hands it on. */
export function validate(
  scope: Pick<Scope, "report" | "at" | "owner">,
  what: string,
  value: string,
  rule: Rule,
): string {
  const broken = rule(value);
  if (broken) {
    const values = {
      owner: scope.owner,
      what,
      value: JSON.stringify(value),
      problem: broken.problem,
      remedy: broken.expected,
    };
    scope.report.add("WB2003", values, { at: scope.at });
  }
  return value;
}

/** What is wrong with a text, in words that go on from it; undefined when nothing is. */
export type Rule = (value: string) => Problem | undefined;

export interface Problem {
  /** Goes on the sentence: "... is empty". */
  readonly problem: string;
  /** Goes on the sentence: "write ...". */
  readonly expected: string;
}
