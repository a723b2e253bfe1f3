import { callSite } from "./call-site.ts";
import type { Declaration } from "./declaration.ts";
import { elementsOf, propertiesOf, resultOf } from "./given.ts";
import { type AnyImage, type AnyJobOptions, declareJob, type Job, type JobOptions } from "./job.ts";
import { type Output, type Reference, reference } from "./reference.ts";

/** See {@link dynamicMatrix}. */
export interface DynamicMatrixOptions<Key extends string> {
  /** The output that holds the list, as JSON on one line. `[]`: there are no instances, and the job is skipped as by a condition. */
  readonly from: Output;
  /** What the list's objects have, each a text or a number. Default: the list is one of texts or numbers, known as `value`. */
  readonly keys?: readonly Key[];
  /** When an instance fails, the others are stopped. Default: false, they go on. */
  readonly failFast?: boolean;
  /** How many instances may run side by side. Default: as many as the provider, or this machine, runs. */
  readonly maxParallel?: number;
}

/** What an instance does. Which there are is not known before, so no other job can name the outputs or artifacts of one. */
export type DynamicJobOptions = Omit<JobOptions<never, string, AnyImage>, "outputs">;

/** @internal A job's declaration, with the list that its instances come from. */
export interface DynamicDeclaration extends Declaration<"job", AnyJobOptions> {
  readonly dynamic: DynamicMatrixOptions<string>;
}

/**
 * Declares a job whose instances are known only when another job has run: one for each element of a list that is its output.
 * Their values travel as environment variables, or in the name of an image.
 *
 * @param name - Unique in the pipeline, as a job's. The instances are called `check-api`, by the values of their keys.
 * @param make - Called once, with what stands for the values.
 * @example
 * ```ts
 * const plan = job("plan", {
 *   image: "busybox:1.36",
 *   steps: [sh`echo 'services=[{"name":"api","port":8080},{"name":"web","port":80}]' >> "$WAYBILL_OUTPUT"`],
 *   outputs: ["services"],
 * });
 * const check = dynamicMatrix("check", { from: plan.outputs.services, keys: ["name", "port"] }, ({ name, port }) => ({
 *   image: "busybox:1.36",
 *   steps: [sh`echo checking ${name} on ${port}`],
 * }));
 * ```
 */
export function dynamicMatrix<const Key extends string = "value">(
  name: string,
  options: DynamicMatrixOptions<Key>,
  make: (values: { readonly [K in Key]: Reference<string> }) => DynamicJobOptions,
): Job {
  const { keys: named } = propertiesOf(options);
  const keys: readonly string[] = named === undefined ? ["value"] : elementsOf(named);
  const values = keys.map((key) => [key, reference({ kind: "matrix", name: key, of: name })] as const);
  const given = resultOf(make, Object.fromEntries(values) as { readonly [K in Key]: Reference<string> });
  const declaration: DynamicDeclaration = {
    ...{ kind: "job", name, options: given as AnyJobOptions, at: callSite(dynamicMatrix) },
    dynamic: options,
  };
  return declareJob(declaration);
}
