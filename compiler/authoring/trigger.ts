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
 * excludes names. In a list, the last matching pattern decides. `{a,b}` matches `a` or `b`; a backslash makes the next character
 * literal.
 *
 * Default: every branch and every tag. If only one of the two lists is set, only names in that list match.
 */
export interface PushOptions {
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
  /**
   * Starts the pipeline only if a changed file matches one of these globs. A leading `!` excludes files; put these globs last.
   * Tags have no changed files, so the globs do not apply to them.
   */
  readonly paths?: readonly string[];
  /** Does not start the pipeline if every changed file matches one of these globs. */
  readonly ignorePaths?: readonly string[];
}

export interface PullRequestOptions {
  /** Target branches: names or patterns, as in {@link PushOptions}. Default: every branch. */
  readonly targets?: readonly string[];
  /** Works as in {@link PushOptions}. */
  readonly paths?: readonly string[];
  /** Does not start the pipeline if every changed file matches one of these globs. */
  readonly ignorePaths?: readonly string[];
  /**
   * The types of pull request events, by GitHub's names: `opened`, `synchronize` (pushed to), `reopened`, `labeled`,
   * `ready_for_review`, `closed` and others. Default: the first three, the only ones that start a pipeline on GitLab. On GitLab, other
   * types are ignored with a warning, and a list without the first three is rejected.
   */
  readonly types?: readonly [string, ...string[]];
}

/** Options of an event that not every provider has. */
export interface ProviderEventOptions {
  /** The types of the event, by GitHub's names. Default: GitHub's default for the event. */
  readonly types?: readonly [string, ...string[]];
  /** The provider that the trigger is for. The other provider ignores it with a warning. Default: a provider without the event rejects the pipeline. */
  readonly only?: "github" | "gitlab";
}

export type ManualInput = {
  /**
   * Whether GitHub requires a value before it starts the pipeline. On GitHub, an empty string counts as no value. Default: true for an
   * input without a `default`, except for a `string`. Other providers use only `default`.
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
      /** An integer or a decimal number. People write it without an exponent or extra zeros: `-2`, `0.5`. */
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

/** The type of a call's input. A `choice` is for manual runs only. */
export type CallInput = Exclude<ManualInput, { readonly type: "choice" }>;

/** Inputs by name. */
export type Inputs = Readonly<Record<string, ManualInput>>;

/**
 * Inputs as values for steps. They are passed as environment variables, so as strings; a `number` keeps its type. In `when` they are
 * used like strings, with a `boolean` as `"true"` or `"false"`.
 */
export type InputValues<I extends Inputs> = {
  readonly [Name in keyof I]: I[Name]["type"] extends "number" ? Untrusted<number> : string & Untrusted<string>;
};

/** A manual start, with its inputs as values for steps. */
export interface ManualTrigger<I extends Inputs> extends Trigger {
  readonly inputs: InputValues<I>;
}

/** The inputs of a call, by name. */
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
 * A schedule.
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
 * A manual start. The person who starts the run chooses the inputs.
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
 * `trigger`. The run has the branch, tag or pull request of its caller. The caller must set each input without a default.
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
 * A release of the repository. The run is on the tag of the release. GitHub only.
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
 * A group of pull requests that is about to be merged: GitHub's merge queue, GitLab's merge train. The run has no branch and no pull request.
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
 * The end of another pipeline of the repository. The run is on the default branch. GitHub only.
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
 * Another GitHub event, by its GitHub name. `run.event` is that name, and `run.github("event.action")` is the type of the event.
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
 * Another source of GitLab pipelines, by its GitLab name.
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
