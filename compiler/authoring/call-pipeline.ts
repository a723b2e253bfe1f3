import { callSite } from "./call-site.ts";
import { type Declaration, type Declared, declared } from "./declaration.ts";
import type { NodeOptions } from "./job.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Output, Untrusted } from "./reference.ts";
import type { CallInput, CallInputs } from "./trigger.ts";

/** A pipeline that another one calls. It stands in `jobs` and `needs`; whoever needs it waits for all of its jobs. */
export interface PipelineCall extends Declared<Declaration<"called pipeline", object>> {}

/** What an input takes: a value of its type, or one that is known when the jobs run. */
type Given<I extends CallInput> = I["type"] extends "number"
  ? number | Untrusted<number>
  : I["type"] extends "boolean"
    ? boolean | Untrusted<string>
    : string | Output | Untrusted<string>;

type Optional<I extends CallInputs> = {
  [Name in keyof I]: I[Name] extends { readonly default: unknown } ? Name : never;
}[keyof I];

/** What a call gives: each input that has no default, and of the others those that it wants to. */
export type GivenInputs<I extends CallInputs> = {
  readonly [Name in Exclude<keyof I, Optional<I>>]: Given<I[Name]>;
} & { readonly [Name in Optional<I>]?: Given<I[Name]> };

/** See {@link callPipeline}. */
export type CallOptions<I extends CallInputs> = Pick<NodeOptions, "needs" | "when"> & {
  /** The pipeline: one that has {@link call} among its triggers. */
  readonly pipeline: Pipeline<I>;
} & (Exclude<keyof I, Optional<I>> extends never
    ? { readonly inputs?: GivenInputs<I> }
    : { /** Its inputs, by name. */ readonly inputs: GivenInputs<I> });

/**
 * Runs another pipeline as a part of this one, once for each call. Its jobs are jobs here, under the call's name and their own
 * (`eu-migrate`), on every provider and locally; to them the event is a `call`. They begin when what the call needs has
 * succeeded, under the call's condition and their own. What it deploys it has to build and test itself: values are handed
 * over, images are not.
 *
 * @param name - As a job's; it begins the names of the pipeline's jobs.
 * @example
 * ```ts
 * const called = call({ inputs: { region: { type: "string" }, replicas: { type: "number", default: 2 } } });
 * const migrate = job("migrate", { image: "busybox:1.36", steps: [sh`./migrate ${called.inputs.region}`] });
 * const rollout = pipeline("rollout", { on: [called], jobs: [migrate] });
 *
 * const eu = callPipeline("eu", { pipeline: rollout, inputs: { region: "eu" }, needs: [unit], when: (run) => run.branch === "main" });
 * job("announce", { image: "busybox:1.36", needs: [eu], steps: [sh`./announce`] });
 * ```
 */
export function callPipeline<I extends CallInputs>(name: string, options: CallOptions<I>): PipelineCall {
  return Object.freeze({
    [declared]: Object.freeze({ kind: "called pipeline", name, options, at: callSite(callPipeline) } as const),
  });
}
