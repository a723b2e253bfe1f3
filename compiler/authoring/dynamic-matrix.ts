import { callSite } from "./call-site.ts";
import type { Declaration } from "./declaration.ts";
import { elementsOf, propertiesOf, resultOf } from "./given.ts";
import { type AnyImage, type AnyJobOptions, declareJob, type Job, type JobOptions } from "./job.ts";
import { type Output, type Reference, reference } from "./reference.ts";

/** See {@link dynamicMatrix}. */
export interface DynamicMatrixOptions<Key extends string> {
  /** The output with the list, as JSON on one line. With `[]` there are no instances, and the job is skipped as by a condition. */
  readonly from: Output;
  /** The keys of the objects in the list; their values are strings or numbers. Default: the list contains strings or numbers, available as `value`. */
  readonly keys?: readonly Key[];
  /** Whether the failure of an instance stops the others. Default: false. */
  readonly failFast?: boolean;
  /** The number of instances that may run at a time. Default: the limit of the provider or of this machine. */
  readonly maxParallel?: number;
}

/** The options of an instance. The instances are not known in advance, so other jobs cannot use the outputs or artifacts of one. */
export type DynamicJobOptions = Omit<JobOptions<never, string, AnyImage>, "outputs">;

/** @internal A job's declaration, with the list that its instances come from. */
export interface DynamicDeclaration extends Declaration<"job", AnyJobOptions> {
  readonly dynamic: DynamicMatrixOptions<string>;
}

/**
 * Declares a job with one instance for each element of a list that another job outputs. The instances get their values as
 * environment variables, or in the name of an image.
 *
 * @param name - Unique in the pipeline, like the name of a job. Instances are named after their values, such as `check-api`.
 * @param make - Called once, with references to the values.
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
