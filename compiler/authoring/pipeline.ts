import { callSite } from "./call-site.ts";
import { type Declaration, type Declared, declared } from "./declaration.ts";
import type { Job } from "./job.ts";
import type { Trigger } from "./trigger.ts";

/** A pipeline: a module's default export. */
export interface Pipeline extends Declared<Declaration<"pipeline", PipelineOptions>> {
  readonly name: string;
}

export interface PipelineOptions {
  /** What starts it. */
  readonly on: readonly Trigger[];
  /** Its jobs. What they need is part of it without being listed. */
  readonly jobs: readonly Job[];
}

/**
 * Declares a pipeline. Export it as the module's default.
 *
 * @example
 * ```ts
 * export default pipeline("shop", { on: [push(), pullRequest()], jobs: [unit, app, smoke, production] });
 * ```
 */
export function pipeline(name: string, options: PipelineOptions): Pipeline {
  const declaration = Object.freeze({ kind: "pipeline", name, options, at: callSite(pipeline) } as const);
  return Object.freeze({ name, [declared]: declaration });
}
