import type { Predicate } from "../authoring/run.ts";
import type { Event, PullRequestFacts, RunFacts } from "../expr/model.ts";

/**
 * An event of a test. Facts that are left out are those of an ordinary run: a push to `main`, a pull request from `change`
 * into `main`, by `someone`, with no changed files and no variables.
 */
export interface TestEvent extends Partial<Omit<RunFacts, "event" | "pullRequest">> {
  readonly event: Event;
  readonly pullRequest?: Partial<PullRequestFacts>;
  /** What jobs have put out, by job and name. Default: nothing is assumed of outputs. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What runs on one event when nothing fails. */
export interface EventResult<Name extends string = string> {
  /** Whether a trigger starts the pipeline. */
  readonly starts: boolean;
  /** Jobs that run, in the pipeline's order; manual ones too. */
  readonly jobs: readonly Name[];
  /** Jobs that run or do not run as outputs decide that the event does not hold. */
  readonly undecided: readonly Name[];
  /** The steps of a job that run, by name. Empty where the job does not run. */
  steps(job: Name): readonly string[];
  /** Why a job runs or does not, in sentences. */
  why(job: Name): readonly string[];
}

/** What a job is assumed to do in a simulation. */
export type Assumed =
  | "success"
  | "failure"
  | { readonly result: "success" | "failure"; readonly outputs?: Readonly<Record<string, string>> };

/** How a simulated run goes. */
export interface SimulationResult<Name extends string = string> {
  /** How the whole run ends: `failure` where a job failed that may not. */
  readonly result: "success" | "failure";
  /** By job. `waiting`: it is manual, and the simulation does not let it run. */
  readonly jobs: Readonly<Record<Name, "success" | "failure" | "skipped" | "waiting">>;
  /** Why a job did not run; empty where it did. */
  why(job: Name): string;
}

/**
 * A job, to make assertions about. Each holds for all events or throws an `AssertionError` with a counterexample: a run that
 * `waybill plan` reproduces.
 */
export interface TestedJob<Name extends string = string> {
  /** The job runs on no run on which the condition does not hold. */
  runsOnlyWhen(condition: Predicate): void;
  /** The job runs on each run that starts the pipeline and on which the condition holds. */
  runsWhenever(condition: Predicate): void;
  /** The job runs on exactly the runs on which the condition holds, of those that start the pipeline. */
  runsExactlyWhen(condition: Predicate): void;
  /** No run has the job. */
  neverRuns(): void;
  /** The job starts after another one has ended, on every run that has both. */
  comesAfter(other: Name): void;
  /** The job runs only where another one has run and succeeded. */
  requires(other: Name): void;
  /** Steps that run on an event, by name; without an event: all. */
  steps(event?: TestEvent): readonly string[];
  /** Names of the secrets that the job is given, sorted. */
  readonly secrets: readonly string[];
  /** Rights of the provider's token, such as `contents: write`. */
  readonly permissions: readonly string[];
  /** The provider's environment. */
  readonly environment: string | undefined;
  /** The image that it runs in, or what it builds or ships, in words. */
  readonly runsIn: string;
}

/** Something that jobs are given, to make assertions about. */
export interface TestedAccess<Name extends string = string> {
  /** Exactly these jobs are given it on some run. */
  reaches(jobs: readonly Name[]): void;
  /** Nobody of this kind can start a run of a job that is given it. */
  neverReachedBy(starter: "a fork" | "a member" | "a schedule" | "a caller"): void;
}

/** A pipeline, to make assertions about. */
export interface TestedPipeline<Name extends string = string> {
  readonly name: string;
  /** Names of all jobs, in the pipeline's order. */
  readonly jobs: readonly Name[];
  /** What runs on one event when nothing fails. */
  on(event: TestEvent): EventResult<Name>;
  /** A job by its name. */
  job(name: Name): TestedJob<Name>;
  /** Steps of a job that run on an event, by name. */
  steps(job: Name, event: TestEvent): readonly string[];
  /** A secret by its name, as a value or as a file. */
  secret(name: string): TestedAccess<Name>;
  /** A right of the provider's token, such as `contents: write`. */
  permission(right: string): TestedAccess<Name>;
  /** The provider's environment of a name. */
  environment(name: string): TestedAccess<Name>;
  /** Goes through a run with assumed results. A manual job runs only where it is named; every other job succeeds by default. */
  simulate(event: TestEvent, results?: Readonly<Partial<Record<Name, Assumed>>>): SimulationResult<Name>;
  /** No run that starts the pipeline is without a job. */
  alwaysRunsSomething(): void;
}

export interface LoadOptions {
  /** The repository's root. Default: the nearest folder above the file that has `.git`, else package.json, else the file's own. */
  readonly root?: string;
}

/** The pipelines of a file, to make assertions about. */
export interface LoadedPipelines<Name extends string = string> {
  /** The default export, or the only pipeline of the file. */
  readonly pipeline: TestedPipeline<Name>;
  /** All pipelines that the file exports, by name. */
  readonly pipelines: Readonly<Record<string, TestedPipeline<Name>>>;
}
