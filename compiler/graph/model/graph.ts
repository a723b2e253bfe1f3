import type { Location } from "../../diagnostics/location.ts";
import type { Accepted } from "./accepted.ts";
import type { Call } from "./call.ts";
import type { GitLabPart } from "./gitlab.ts";
import type { Permissions } from "./control.ts";
import type { Job } from "./job.ts";
import type { Matrix } from "./matrix.ts";
import type { Native } from "./native.ts";
import type { Trigger } from "./trigger.ts";

/**
 * What every pipeline is lowered to, and the only thing that compiler and runtime share. It is plain JSON, validated
 * against `schemas/stage-graph.schema.json`; the same pipeline gives the same bytes.
 */
export interface StageGraph {
  /** Version of this format. A reader refuses one it does not know. */
  readonly version: 1;
  /** The pipeline's name. */
  readonly name: string;
  /** The pipeline file, relative to the repository's root, with `/`. */
  readonly source: string;
  readonly location: Location;
  readonly triggers: readonly Trigger[];
  /** Stage names in order: jobs of one stage need nothing of each other. Derived from `needs`; they only group. */
  readonly stages: readonly string[];
  /** In an order in which each job comes after those it needs; ties in the order the author listed them. */
  readonly jobs: readonly Job[];
  /** What jobs are instances of; absent: none. */
  readonly matrices?: readonly Matrix[];
  /** A newer commit cancels what still runs for an older one. Absent: the provider's own setting decides. */
  readonly cancelSuperseded?: true;
  /** What GitHub's token may do in jobs that have no permissions of their own. Absent: what the repository's settings say. */
  readonly permissions?: Permissions | "read-all" | "write-all";
  /** Absent: it has nothing on GitLab alone. */
  readonly gitlab?: GitLabPart;
  /** Keys that its file has on one provider alone; absent: none. */
  readonly native?: Native;
  /** Warnings about it and its jobs that are not shown; absent: none. */
  readonly accept?: Accepted;
  /** Names of the providers that `check` judges it for; absent: all. */
  readonly targets?: readonly string[];
  /** Pipelines that are part of it; absent: none. */
  readonly calls?: readonly Call[];
}
