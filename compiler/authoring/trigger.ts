import type { GitHubEvent, GitLabSource } from "../expr/events.ts";
import { callSite } from "./call-site.ts";
import { type Declaration, type Declared, declared } from "./declaration.ts";
import { propertiesOf } from "./given.ts";
import { reference, type Untrusted } from "./reference.ts";

/** What starts a pipeline. */
export interface Trigger extends Declared<Declaration<string, object>> {}

/**
 * Names of branches and tags, or patterns over them, with the meaning of GitHub's filter patterns: `*` (any characters but `/`), `**`
 * (any characters), `?` and `+` (the character before is optional, or repeated), `[a-z0-9]`, and `!` in front of a pattern that
 * takes names out again. In a list, the last pattern that matches decides. `{a,b}` is either; a backslash makes the character
 * after it an ordinary one.
 *
 * Default: every branch and every tag. With one list, only what that list matches.
 */
export interface PushOptions {
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
  /**
   * Only when a file that one of these globs matches was touched. `!` in front leaves files out; those globs stand last. A tag
   * touches no files, and is not held against them.
   */
  readonly paths?: readonly string[];
  /** Not when all touched files match one of these globs. */
  readonly ignorePaths?: readonly string[];
}

export interface PullRequestOptions {
  /** Target branches: names or patterns, as in {@link PushOptions}. Default: every branch. */
  readonly targets?: readonly string[];
  /** As in {@link PushOptions}. */
  readonly paths?: readonly string[];
  /** Not when all touched files match one of these globs. */
  readonly ignorePaths?: readonly string[];
  /**
   * What happened to the pull request, by GitHub's names: `opened`, `synchronize` (pushed to), `reopened`, `labeled`, `ready_for_review`,
   * `closed` and others. Default: the first three, which are all that GitLab starts a pipeline on. On GitLab the others are left out, with
   * a notice; a list without the first three is refused there.
   */
  readonly types?: readonly [string, ...string[]];
}

/** Of an event that not every provider has. */
export interface ProviderEventOptions {
  /** What happened, by GitHub's names. Default: what GitHub takes where nothing is said. */
  readonly types?: readonly [string, ...string[]];
  /** The provider that the event is meant for: on the other one the pipeline goes without it, with a notice. Default: it is refused there. */
  readonly only?: "github" | "gitlab";
}

export type ManualInput = {
  /**
   * GitHub starts nothing without it. An empty text counts as not given there. Default: true for an input without a `default`, other than a
   * `string`. Other providers go by `default` alone.
   *
   * @example
   * ```ts
   * manual({ inputs: { version: { type: "string", required: true } } });
   * ```
   */
  readonly required?: boolean;
} & (
  | { readonly type: "string"; readonly description?: string; readonly default?: string }
  | {
      /** Whole or with decimals; a person writes it without an exponent and needless zeros: `-2`, `0.5`. */
      readonly type: "number";
      readonly description?: string;
      readonly default?: number;
    }
  | { readonly type: "boolean"; readonly description?: string; readonly default?: boolean }
  | {
      readonly type: "choice";
      readonly options: readonly [string, ...string[]];
      readonly description?: string;
      readonly default?: string;
    }
);

/** What a caller hands over: values by their type. (A `choice` is for people.) */
export type CallInput = Exclude<ManualInput, { readonly type: "choice" }>;

/** Inputs by name. */
export type Inputs = Readonly<Record<string, ManualInput>>;

/**
 * Inputs as values for steps. All travel as environment variables, as text; a `number` keeps its type. In `when` they are read like
 * any text, a `boolean` as `"true"` or `"false"`.
 */
export type InputValues<I extends Inputs> = {
  readonly [Name in keyof I]: I[Name]["type"] extends "number" ? Untrusted<number> : string & Untrusted<string>;
};

/** A manual start, with its inputs as values for steps. */
export interface ManualTrigger<I extends Inputs> extends Trigger {
  readonly inputs: InputValues<I>;
}

/** What a caller hands over, by name. */
export type CallInputs = Readonly<Record<string, CallInput>>;

/** Holds no value; it tells what a caller hands over. */
declare const asks: unique symbol;

/** A call by another pipeline, with its inputs as values for steps. */
export interface CallTrigger<I extends CallInputs> extends Trigger {
  readonly inputs: InputValues<I>;
  readonly [asks]: I;
}

/** What the calls among some triggers ask for, or a sentence that says that there are none. */
export type AskedBy<On extends readonly Trigger[]> = On[number] extends infer One
  ? [Extract<One, { readonly [asks]: unknown }>] extends [never]
    ? "nothing can call this pipeline: it has no call() among its triggers"
    : Extract<One, { readonly [asks]: unknown }> extends { readonly [asks]: infer I }
      ? I
      : never
  : never;

type Kind = "push" | "pullRequest" | "schedule" | "manual" | "call" | "event";

const declare = <O extends object>(kind: Kind, options: O, fn: (...args: never[]) => unknown) => ({
  [declared]: Object.freeze({ kind, name: kind, options, at: callSite(fn) }),
});

/**
 * A push of commits or of a tag.
 *
 * @example
 * ```ts
 * push({ branches: ["main", "release/**"], tags: ["v*"] });
 * ```
 */
export function push(options: PushOptions = {}): Trigger {
  return Object.freeze(declare("push", options, push));
}

/**
 * A pull request (merge request) that is opened or updated.
 *
 * @example
 * ```ts
 * pullRequest({ targets: ["main"], paths: ["src/**"] });
 * ```
 */
export function pullRequest(options: PullRequestOptions = {}): Trigger {
  return Object.freeze(declare("pullRequest", options, pullRequest));
}

/**
 * A time table.
 *
 * @param cron - Minute, hour, day of month, month and day of week, in UTC.
 * @example
 * ```ts
 * schedule("30 3 * * 1-5"); // 03:30 from Monday to Friday
 * ```
 */
export function schedule(cron: string): Trigger {
  return Object.freeze(declare("schedule", { cron }, schedule));
}

/**
 * A start by hand. Its inputs are values that the person chose.
 *
 * @example
 * ```ts
 * const byHand = manual({ inputs: { level: { type: "choice", options: ["info", "debug"], default: "info" },
 *   users: { type: "number", default: 100 } } });
 * job("load", { image: "busybox:1.36", env: { LEVEL: byHand.inputs.level }, steps: [sh`echo "$LEVEL" ${byHand.inputs.users}`] });
 * ```
 */
// biome-ignore lint/complexity/noBannedTypes: a trigger without inputs has none that could be named.
export function manual<const I extends Inputs = {}>(options: { readonly inputs?: I } = {}): ManualTrigger<I> {
  return Object.freeze({
    ...declare("manual", options, manual),
    inputs: valuesOf(propertiesOf(options).inputs),
  }) as never;
}

/**
 * A call by another pipeline: by {@link callPipeline}, a job of a GitHub workflow with `uses`, a job of a GitLab pipeline with
 * `trigger`. It is on the branch, tag or pull request that its caller is on. An input without a default has to be given.
 *
 * @example
 * ```ts
 * const called = call({ inputs: { region: { type: "string", default: "eu" } } });
 * job("deploy", { image: "busybox:1.36", steps: [sh`./deploy.sh ${called.inputs.region}`], when: (run) => run.event === "call" });
 * ```
 */
// biome-ignore lint/complexity/noBannedTypes: a trigger without inputs has none that could be named.
export function call<const I extends CallInputs = {}>(options: { readonly inputs?: I } = {}): CallTrigger<I> {
  return Object.freeze({ ...declare("call", options, call), inputs: valuesOf(propertiesOf(options).inputs) }) as never;
}

const event = (name: string, options: object, fn: (...args: never[]) => unknown): Trigger =>
  Object.freeze(declare("event", { ...options, event: name }, fn));

/**
 * A release of the repository, on its tag. GitHub alone has it.
 *
 * @example
 * ```ts
 * release({ types: ["published"], only: "github" });
 * ```
 */
export function release(options: ProviderEventOptions = {}): Trigger {
  return event("release", options, release);
}

/**
 * A group of pull requests that is about to be merged: GitHub's merge queue, GitLab's merge train. The run is on no branch and no pull request.
 *
 * @example
 * ```ts
 * pipeline("ci", { on: [pullRequest(), mergeQueue()], jobs: [unit] });
 * ```
 */
export function mergeQueue(options: Pick<ProviderEventOptions, "only"> = {}): Trigger {
  return event("mergeQueue", options, mergeQueue);
}

/**
 * A start by a program: GitHub's `repository_dispatch`, GitLab's API and trigger tokens. `types` are GitHub's event types.
 *
 * @example
 * ```ts
 * dispatch({ types: ["deploy"] });
 * ```
 */
export function dispatch(options: ProviderEventOptions = {}): Trigger {
  return event("dispatch", options, dispatch);
}

/**
 * The end of another pipeline of the repository, on the default branch. GitHub alone has it.
 *
 * @param pipelines - Names of the pipelines.
 * @example
 * ```ts
 * after(["ci"], { types: ["completed"], only: "github" });
 * ```
 */
export function after(pipelines: readonly [string, ...string[]], options: ProviderEventOptions = {}): Trigger {
  return event("after", { ...options, pipelines }, after);
}

/**
 * Another event of GitHub's, by its name there. `run.event` is that name, and `run.github("event.action")` says what happened.
 *
 * @example
 * ```ts
 * githubEvent("issues", { types: ["opened", "labeled"], only: "github" });
 * ```
 */
export function githubEvent(name: GitHubEvent, options: ProviderEventOptions = {}): Trigger {
  return event(name, options, githubEvent);
}

/**
 * Another source of GitLab's pipelines, by its name there.
 *
 * @example
 * ```ts
 * gitlabSource("chat", { only: "gitlab" });
 * ```
 */
export function gitlabSource(name: GitLabSource, options: Pick<ProviderEventOptions, "only"> = {}): Trigger {
  return event(name, options, gitlabSource);
}

const valuesOf = (inputs: Inputs = {}) =>
  Object.freeze(
    Object.fromEntries(Object.keys(propertiesOf(inputs)).map((name) => [name, reference({ kind: "input", name })])),
  );
