import type { Location } from "../../diagnostics/location.ts";

/**
 * A pipeline that is run as a part of this one. Its jobs are jobs of the graph, and stand for themselves: their conditions,
 * inputs and needs are those that they have in this call.
 */
export interface Call {
  /** Unique among jobs, matrices and calls. It begins the ids of the jobs. */
  readonly id: string;
  readonly location: Location;
  /** The name of the pipeline that is called. */
  readonly pipeline: string;
  /** Ids of its jobs. */
  readonly jobs: readonly string[];
}
