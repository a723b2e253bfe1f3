import type { Event } from "./events.ts";

export { type Event, EVENTS } from "./events.ts";

/**
 * The condition language as data: what a `when` predicate is lowered to. One tree, evaluated locally and printed for each
 * provider, with TypeScript's meaning everywhere. It is plain JSON; the graph carries it.
 */
export type Expr = Constant | Equal | Same | TextTest | Matches | Changed | Labelled | Flag | And | Or | Not;

/**
 * A string of the run, unset (`undefined`) where it does not apply. One that is empty counts as unset, everywhere: the
 * providers cannot tell the two apart.
 */
export type Variable = RunVariable | ProjectVariable | OutputVariable | StepVariable | InputVariable | ProviderVariable;

/**
 * - `event`: one of {@link EVENTS}, always set.
 * - `branch`: the branch that was pushed or is run on; unset on tags and on pull requests.
 * - `tag`: the tag that was pushed or is run on; unset otherwise. A run that is no pull request's has a branch or a tag.
 * - `sha`: the commit, 40 hexadecimal digits, always set.
 * - `actor`: the account that caused the run, always set.
 * - `sourceBranch`, `targetBranch`, `pullRequestNumber`, `pullRequestTitle`, `pullRequestAuthor`: of the pull request; unset
 *   otherwise.
 * - `repository`: `owner/name` of the repository whose pipeline runs, as its provider spells it; always set. No provider has two
 *   that differ in case alone.
 * - `defaultBranch`: of the repository, always set.
 * - `commitMessage`, `commitAuthor` (`Name <address>`): of the commit that is pushed or run on.
 */
export interface RunVariable {
  readonly kind: "run";
  readonly name:
    | "event"
    | "branch"
    | "tag"
    | "sha"
    | "actor"
    | "sourceBranch"
    | "targetBranch"
    | "pullRequestNumber"
    | "pullRequestTitle"
    | "pullRequestAuthor"
    | "repository"
    | "defaultBranch"
    | "commitMessage"
    | "commitAuthor";
}

/** A variable that the project defines at its provider. */
export interface ProjectVariable {
  readonly kind: "vars";
  readonly name: string;
}

/** An output of a job that is needed. */
export interface OutputVariable {
  readonly kind: "output";
  readonly job: string;
  readonly name: string;
}

/**
 * What an earlier step of the same job has left, for conditions of later steps: `outcome` (`success`, `failure` or `skipped`, always
 * set), or `outputs.` and the name of an output. GitHub's comparisons ignore case, so A to Z of an output count as small letters, and so do those
 * of the text that it is compared with.
 */
export interface StepVariable {
  readonly kind: "step";
  /** The id of the step. */
  readonly step: string;
  readonly name: string;
}

/** An input that a person or a caller gives, as text; its default, or unset, on any other event. */
export interface InputVariable {
  readonly kind: "input";
  readonly name: string;
}

/**
 * What one provider alone knows of a run; unset elsewhere, and refused by other targets.
 *
 * - `github`: a path of the `github` context, such as `event.action`. GitHub's comparisons ignore case, so its value counts in
 *   small letters, and so does the text that it is compared with. What is false or zero is unset.
 * - `gitlab`: a predefined variable, such as `CI_MERGE_REQUEST_EVENT_TYPE`.
 */
export interface ProviderVariable {
  readonly kind: "github" | "gitlab";
  readonly name: string;
}

export interface Constant {
  readonly op: "constant";
  readonly value: boolean;
}

/** Exact equality with a literal; `null` asks whether the variable is unset. */
export interface Equal {
  readonly op: "equal";
  readonly variable: Variable;
  readonly value: string | null;
}

/** Exact equality of two variables; two that are unset are equal, as in TypeScript. */
export interface Same {
  readonly op: "same";
  readonly left: Variable;
  readonly right: Variable;
}

/** False on an unset variable, as `run.branch?.startsWith("x")` is falsy. */
export interface TextTest {
  readonly op: "startsWith" | "endsWith" | "includes";
  readonly variable: Variable;
  readonly value: string;
}

/**
 * A regular expression that RE2 and JavaScript read alike (see `patternProblem`); found anywhere unless anchored. Text is
 * read by code points, and `i` folds the ASCII letters only. False on an unset variable.
 */
export interface Matches {
  readonly op: "matches";
  readonly variable: Variable;
  readonly pattern: string;
  readonly flags: "" | "i";
}

/**
 * True when the run's commits touch a file that one of the globs matches (see `globProblem`), and that no
 * glob with `!` in front leaves out; those stand last. False where there is nothing
 * to compare with: on tags, schedules, manual runs, calls, and the first push of a branch.
 */
export interface Changed {
  readonly op: "changed";
  readonly globs: readonly string[];
}

/** The pull request has a label of this name. False where there is none. */
export interface Labelled {
  readonly op: "label";
  readonly name: string;
}

/**
 * - `fork`: the pull request comes from another repository. False where there is none.
 * - `draft`: the pull request is a draft. False where there is none.
 * - `protected`: the branch or tag of the run is protected. False on pull requests, whatever their branches are.
 */
export interface Flag {
  readonly op: "flag";
  readonly name: "fork" | "draft" | "protected";
}

export interface And {
  readonly op: "and";
  readonly operands: readonly Expr[];
}

export interface Or {
  readonly op: "or";
  readonly operands: readonly Expr[];
}

export interface Not {
  readonly op: "not";
  readonly operand: Expr;
}

/** The facts of one run, that a condition is evaluated on. */
export interface RunFacts {
  readonly event: Event;
  readonly sha: string;
  readonly actor: string;
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly pullRequest?: PullRequestFacts | undefined;
  readonly repository?: string | undefined;
  readonly defaultBranch?: string | undefined;
  /** The branch or tag is protected. Default: false. */
  readonly protected?: boolean | undefined;
  readonly commit?: CommitFacts | undefined;
  /** Inputs that were given, or their defaults, by name. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** What one provider alone knows, by its name with the provider in front: `github.event.action`. */
  readonly provider?: Readonly<Record<string, string>> | undefined;
  /** Variables of the project; a name that is absent is unset. */
  readonly vars: Readonly<Record<string, string>>;
  /** Paths that the run's commits touch, relative to the repository's root, with `/`. */
  readonly changedFiles: readonly string[];
}

export interface PullRequestFacts {
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly fork: boolean;
  readonly draft?: boolean | undefined;
  readonly number?: string | undefined;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  readonly labels?: readonly string[] | undefined;
}

export interface CommitFacts {
  readonly message?: string | undefined;
  /** `Name <address>` */
  readonly author?: string | undefined;
}

export const ALWAYS: Constant = Object.freeze({ op: "constant", value: true });
export const NEVER: Constant = Object.freeze({ op: "constant", value: false });
