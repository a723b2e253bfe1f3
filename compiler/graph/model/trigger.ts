import type { Event } from "../../expr/events.ts";
import type { Location } from "../../diagnostics/location.ts";

/** What starts the pipeline. */
export type Trigger =
  | PushTrigger
  | PullRequestTrigger
  | ScheduleTrigger
  | ManualTrigger
  | CallTrigger
  | ProviderEventTrigger;

/** Patterns as `parseRefPattern` reads them. Neither list given: every branch and every tag. One given: only what it matches. */
export interface PushTrigger {
  readonly kind: "push";
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
  /** Only when a file that one of these globs matches was touched. A tag touches no files, and is not held against them. */
  readonly paths?: readonly string[];
  readonly location: Location;
}

export interface PullRequestTrigger {
  readonly kind: "pullRequest";
  /** Patterns of target branches; absent: every branch. */
  readonly targets?: readonly string[];
  readonly paths?: readonly string[];
  /** What happened to it, by GitHub's names; absent: it is opened, reopened or pushed to. */
  readonly types?: readonly string[];
  readonly location: Location;
}

/** An event that not every provider has. */
export interface ProviderEventTrigger {
  readonly kind: "event";
  readonly event: ProviderEvent;
  /** What happened, by GitHub's names; absent: whatever GitHub takes where nothing is said. */
  readonly types?: readonly string[];
  /** Of `after`: names of the pipelines that have ended. */
  readonly pipelines?: readonly string[];
  /** On the other provider the pipeline goes without it; absent: it is refused there. */
  readonly only?: "github" | "gitlab";
  readonly location: Location;
}

/** Each but those that have triggers of their own. */
export type ProviderEvent = Exclude<
  Event,
  "push" | "pullRequest" | "schedule" | "manual" | "call" | "pullRequestTarget"
>;

export interface ScheduleTrigger {
  readonly kind: "schedule";
  /** Five fields, UTC: minute, hour, day of month, month, day of week. */
  readonly cron: string;
  readonly location: Location;
}

export interface ManualTrigger {
  readonly kind: "manual";
  readonly inputs: Readonly<Record<string, ManualInput>>;
  readonly location: Location;
}

/** Another pipeline calls it, and hands the inputs over: those that have no default, always. */
export interface CallTrigger {
  readonly kind: "call";
  readonly inputs: Readonly<Record<string, CallInput>>;
  readonly location: Location;
}

export interface CallInput {
  readonly type: "string" | "number" | "boolean";
  readonly description?: string;
  /** As text, whatever the type. */
  readonly default?: string;
}

export interface ManualInput {
  /** A `number` is written in the one way that `NUMBER` (graph/inputs.ts) takes. */
  readonly type: "string" | "number" | "boolean" | "choice";
  readonly description?: string;
  /** As text, whatever the type. */
  readonly default?: string;
  /** Whether GitHub starts nothing without it. Absent: it does not where there is no default, unless it is a `string`. */
  readonly required?: boolean;
  /** The values to choose from, of a `choice`. */
  readonly options?: readonly string[];
}
