import { callSite } from "./call-site.ts";
import { type Declaration, type Declared, declared } from "./declaration.ts";
import type { NodeOptions } from "./job.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Output, Untrusted } from "./reference.ts";
import type { CallInput, CallInputs } from "./trigger.ts";

/** A call of another pipeline. Use it in `jobs` and `needs`; a job that needs the call waits for all jobs of the called pipeline. */
export interface PipelineCall extends Declared<Declaration<"called pipeline", object>> {}

/** The value of an input: a literal of its type, or a value that is known when the jobs run. */
type Given<I extends CallInput> = I["type"] extends "number"
  ? number | Untrusted<number>
  : I["type"] extends "boolean"
    ? boolean | Untrusted<string>
    : string | Output | Untrusted<string>;

type Optional<I extends CallInputs> = {
  [Name in keyof I]: I[Name] extends { readonly default: unknown } ? Name : never;
}[keyof I];

/** The inputs of a call: those without a default are required, the others are optional. */
export type GivenInputs<I extends CallInputs> = {
  readonly [Name in Exclude<keyof I, Optional<I>>]: Given<I[Name]>;
} & { readonly [Name in Optional<I>]?: Given<I[Name]> };

/** See {@link callPipeline}. */
export type CallOptions<I extends CallInputs> = Pick<NodeOptions, "needs" | "when"> & {
  /** The pipeline to call. It must have a {@link call} trigger. */
  readonly pipeline: Pipeline<I>;
} & (Exclude<keyof I, Optional<I>> extends never
    ? { readonly inputs?: GivenInputs<I> }
    : { /** Its inputs, by name. */ readonly inputs: GivenInputs<I> });

/**
 * Runs another pipeline as part of this one, once per call. Its jobs become jobs of this pipeline, named after the call and
 * the job (`eu-migrate`), on every provider and locally. In these jobs the event is `call`. They start when the needs of the
 * call have succeeded, and run if both the condition of the call and their own hold. Inputs can pass values but not images,
 * so the called pipeline builds and tests the images that it deploys.
 *
 * @param name - Unique in the pipeline, like the name of a job; it is the prefix of the names of the called jobs.
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
