import type { Location } from "../../diagnostics/location.ts";

export type MatrixValue = string | number | boolean;

/** A value for each axis, or for some. */
export type MatrixRow = Readonly<Record<string, MatrixValue>>;

/**
 * Jobs that were declared as one, for combinations of values. Each is a job of its own in the graph; whoever needs the
 * matrix needs all of them.
 */
export interface Matrix {
  /** Unique among jobs and matrices. */
  readonly id: string;
  readonly location: Location;
  /** Ids of its instances: combinations of the axes, the first varying slowest, but for those excluded; then those included. */
  readonly jobs: readonly string[];
  readonly axes: Readonly<Record<string, readonly MatrixValue[]>>;
  readonly include: readonly MatrixRow[];
  readonly exclude: readonly MatrixRow[];
  /** When an instance has failed, and was not allowed to, those that wait or run are cancelled. */
  readonly failFast: boolean;
  /** How many instances run side by side at most; absent: no limit of its own. */
  readonly maxParallel?: number;
}

/**
 * A job whose instances are made when it is its turn: one for each element of a list that another job has put out. The job
 * itself has ended when they all have; an empty list skips it, as a condition that does not hold.
 */
export interface DynamicMatrix {
  /** The output with the list: JSON, `[]` when it is empty. */
  readonly from: { readonly job: string; readonly name: string };
  /** What each of its objects has; absent: it is a list of texts, each known as `value`. */
  readonly keys?: readonly string[];
  readonly failFast: boolean;
  readonly maxParallel?: number;
}

/** Which instance a job is. */
export interface MatrixInstance {
  /** Id of the matrix. */
  readonly id: string;
  readonly values: MatrixRow;
}
