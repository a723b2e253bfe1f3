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

/** The values of one instance: an element of each axis, or an entry of `include`. */
export type MatrixValues<A, I> = [keyof A] extends [never]
  ? I
  : Flat<{
      [K in keyof A]: (A[K] extends readonly (infer V)[] ? V : never) | (I extends { [P in K]: infer V } ? V : never);
    }>;

/** See {@link matrix}. */
export interface MatrixOptions<A extends Axes, I> {
  /** Lists of values by name. Each combination is an instance. */
  readonly axes?: A;
  /** Additional instances, each with a value for every axis. */
  readonly include?: readonly I[];
  /** Combinations to leave out: those with all values of an entry. */
  readonly exclude?: readonly { readonly [K in keyof A]?: A[K][number] }[];
  /** Whether the failure of an instance stops the others. Default: false. */
  readonly failFast?: boolean;
  /** The number of instances that may run at a time. Default: the limit of the provider or of this machine. */
  readonly maxParallel?: number;
}

/** The options of an instance: those of a job, and optionally a name. */
export interface InstanceOptions<Outputs extends string, Paths extends string, Image>
  extends JobOptions<Outputs, Paths, Image> {
  /** Unique in the pipeline, like the name of a job. Default: the name of the matrix and the values, joined by `-`. */
  readonly name?: string;
}

/** A job with several instances. In `needs`, `testedBy` and `jobs`, it stands for all of them. */
export interface MatrixJob<Values, Instance> extends Job {
  /** The instances, in the order of the axes with the first axis varying slowest, then those of `include`. */
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

/** The declared matrix, with the `artifacts` of all instances if they keep any. */
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
 * Declares a job with several instances, one for each combination of values. Each instance is a separate job with a name such
 * as `unit-20-alpine`, and with the options that `make` returns for its values.
 *
 * @param name - Unique in the pipeline, like the name of a job.
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
