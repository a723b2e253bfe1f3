import { type CallSite, callSite } from "./call-site.ts";
import { type Declaration, declared } from "./declaration.ts";
import { propertiesOf, resultOf } from "./given.ts";
import {
  type AnyImage,
  type AnyJobOptions,
  declareJob,
  type Job,
  type JobOptions,
  type JobWith,
  type Placed,
} from "./job.ts";
import { type Combination, combinations, instanceName, type MatrixValue, matches } from "./matrix/combinations.ts";

export type { MatrixValue } from "./matrix/combinations.ts";

type Axes = Readonly<Record<string, readonly MatrixValue[]>>;
type Row<A> = { readonly [K in keyof A]: MatrixValue } & Readonly<Record<string, MatrixValue>>;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The values of one instance: an element of each axis, or what `include` adds. */
export type MatrixValues<A, I> = [keyof A] extends [never]
  ? I
  : Flat<{
      [K in keyof A]: (A[K] extends readonly (infer V)[] ? V : never) | (I extends { [P in K]: infer V } ? V : never);
    }>;

/** See {@link matrix}. */
export interface MatrixOptions<A extends Axes, I> {
  /** Values by name: there is one instance for each combination. */
  readonly axes?: A;
  /** Further instances, each with a value for every axis. */
  readonly include?: readonly I[];
  /** Combinations of the axes that are left out: those that have all of these values. */
  readonly exclude?: readonly { readonly [K in keyof A]?: A[K][number] }[];
  /** When an instance fails, the others are stopped. Default: false, they go on. */
  readonly failFast?: boolean;
  /** How many instances may run side by side. Default: as many as the provider, or this machine, runs. */
  readonly maxParallel?: number;
}

/** What an instance is: the options of a job, and its name where the usual one will not do. */
export interface InstanceOptions<Outputs extends string, Paths extends string, Image>
  extends JobOptions<Outputs, Paths, Image> {
  /** Unique in the pipeline, as a job's. Default: the matrix's name and the values, joined by `-`. */
  readonly name?: string;
}

/** A job in several instances. Where a job may stand (`needs`, `testedBy`, `jobs`), it means all of them. */
export interface MatrixJob<Values, Instance> extends Job {
  /** In the order of the axes, the first varying slowest; then those of `include`. */
  readonly instances: readonly Instance[];
  /**
   * The instance with these values, for its outputs and artifacts.
   *
   * @example
   * ```ts
   * const unit = matrix("unit", { axes: { node: [22, 24] } }, ({ node }) => ({
   *   image: `node:${node}`,
   *   steps: [sh`node --version`],
   *   outputs: ["version"],
   * }));
   * const latest = unit.instance({ node: 24 }).outputs.version;
   * ```
   */
  instance(values: Values): Instance;
}

/** The matrix that was declared: with the `artifacts` of all instances when they keep any. */
export type MatrixWith<Values, Instance> = MatrixJob<Values, Instance> &
  Placed<Instance> &
  Pick<Instance, Extract<"artifacts", keyof Instance>>;

/** @internal */
export interface MatrixDeclaration extends Declaration<"matrix", object> {
  readonly instances: readonly Job[];
  /** Combinations there are; not all are made where they are too many. */
  readonly count: number;
  /** What `exclude` has that no combination matches, by index. */
  readonly unmatched: readonly number[];
  /** What `instance` was asked for and is not there. */
  readonly missing: readonly { readonly values: unknown; readonly at: CallSite }[];
}

/** @internal An instance's declaration: a job's, with the matrix it is of. */
export interface InstanceDeclaration extends Declaration<"job", AnyJobOptions> {
  readonly matrix: object;
  readonly values: Combination;
}

/**
 * Declares a job in several instances, one for each combination of values. Each is a job of its own, called
 * `unit-20-alpine`, with the options that the function gives for its values.
 *
 * @param name - Unique in the pipeline, as a job's.
 * @param make - Called once for each instance. Its values have their literal types.
 * @example
 * ```ts
 * const unit = matrix(
 *   "unit",
 *   { axes: { node: [20, 22, 24], os: ["alpine", "bookworm"] }, exclude: [{ node: 20, os: "alpine" }], failFast: true },
 *   ({ node, os }) => ({ image: `node:${node}-${os}`, env: { EDITION: node === 24 ? "next" : "stable" }, steps: [sh`npm test`] }),
 * );
 * ```
 */
export function matrix<
  const A extends Axes = Record<never, never>,
  const I extends Row<A> = never,
  const Outputs extends string = never,
  const Paths extends string = never,
  const Image extends AnyImage = string,
>(
  name: string,
  options: MatrixOptions<A, I>,
  make: (values: MatrixValues<A, I>) => InstanceOptions<Outputs, Paths, Image>,
): MatrixWith<MatrixValues<A, I>, JobWith<Outputs, Paths, Image>> {
  const at = callSite(matrix);
  const self: Record<string | symbol, unknown> = { name };
  const { rows, count, unmatched } = combinations(options);
  const instances = rows.map((values): Job => {
    const given = resultOf(make, values as MatrixValues<A, I>) as AnyJobOptions & { readonly name?: string };
    const instance = {
      name: propertiesOf(given).name ?? instanceName(name, values),
      options: given,
      at,
      matrix: self,
      values,
    };
    return declareJob({ kind: "job", ...instance } satisfies InstanceDeclaration);
  });
  const missing: { readonly values: unknown; readonly at: CallSite }[] = [];
  const instance = (values: Combination): Job => {
    const found = rows.findIndex((row) => matches(row, values) && matches(values, row));
    if (found === -1) missing.push({ values, at: callSite(instance) });
    // Another of its kind stands in for the one that is not there, until that is reported.
    return instances[found] ?? instances[0] ?? declareJob({ kind: "job", name, options: {}, at });
  };
  self.instances = Object.freeze(instances);
  self.instance = instance;
  if (instances.some((one) => "artifacts" in one))
    self.artifacts = Object.freeze({ [declared]: Object.freeze({ kind: "artifacts", job: self }) });
  const declaration: MatrixDeclaration = { kind: "matrix", name, options, at, instances, count, unmatched, missing };
  self[declared] = Object.freeze(declaration);
  return Object.freeze(self) as never;
}
