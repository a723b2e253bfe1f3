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

/** Which instance a job is. */
export interface MatrixInstance {
  /** Id of the matrix. */
  readonly id: string;
  readonly values: MatrixRow;
}
