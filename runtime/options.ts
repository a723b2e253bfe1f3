import type { RunFacts } from "../compiler/expr/model.ts";
import type { DebugOptions } from "./debug/held-job.ts";
import type { Delivery } from "./delivery/contract.ts";
import type { RunEvent } from "./events.ts";
import type { Executor } from "./executors/executor.ts";
import type { Store } from "./store/store.ts";

/** A secret without a value, and the first job that is given it. */
export interface MissingSecret {
  readonly name: string;
  readonly job: string;
}

export interface RunOptions {
  /** The repository's root on this machine. */
  readonly root: string;
  readonly executor: Executor;
  /** What the run is about: see `readFacts`. */
  readonly facts: RunFacts;
  /** Files that differ from the commit. Default: git does not know the tree. */
  readonly changes?: readonly string[];
  /** Seconds since the epoch of the commit; images are dated with it. Default: 0. */
  readonly commitTime?: number;
  /** Where the repository comes from; images are labelled with it. Default: unknown. */
  readonly source?: string;
  /** The value of a secret, or undefined where there is none. */
  readonly secrets: (name: string) => string | undefined;
  /** Asked for secrets that have no value, when nothing else keeps the run from starting. Default: nobody is. */
  readonly ask?: ((missing: MissingSecret) => Promise<string | undefined>) | undefined;
  /** Inputs of the manual trigger. Default: those that the pipeline states. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Told all that happens, in order. */
  readonly reporter: (event: RunEvent) => void;
  /** How many jobs run side by side. Default: twice the number of processors, for jobs wait more than they compute. */
  readonly concurrency?: number;
  /** Aborted: jobs are asked to stop, nothing more starts, and what was made is removed. */
  readonly signal?: AbortSignal;
  /** Aborted: as `signal`, but nothing is waited for. */
  readonly kill?: AbortSignal;
  /** Names of jobs, matrices and calls to run, with all that they need. Default: all. */
  readonly jobs?: readonly string[];
  /** Manual jobs and deploys that may run, by their names or those of their environments, matrices or calls. Default: none. */
  readonly approve?: readonly string[];
  /** Deploys that may run, manual or not, by the same names. Default: none, so that the run ends before its deploys. */
  readonly deploy?: readonly string[];
  /** Pushes an image of a tree that differs from its commit under the tags of that commit. Default: false. */
  readonly allowDirty?: boolean;
  /** Folder that all runs of this machine share, for the turns of concurrency groups. Default: in the user's cache. */
  readonly shared?: string;
  /** Needed when a job that builds or deploys may run. */
  readonly delivery?: Delivery;
  /** What earlier runs have left, and later ones find: see `openStore`. Default: nothing is kept. */
  readonly store?: Store;
  /** Takes nothing that earlier runs have left: every job runs, and begins without caches. Default: false. */
  readonly fresh?: boolean;
  /** Folder for the journals of the runs of this checkout. Default: none is written, and there are no earlier runs. */
  readonly journal?: string;
  /** Goes on with the last run, which has not succeeded: what has in it is not run again. Default: false. */
  readonly resume?: boolean;
  /** Holds at breakpoints, where somebody decides how the job goes on. Default: the run holds nowhere. */
  readonly debug?: DebugOptions;
  /** Names of jobs, matrices and calls to begin at: they run with all that follow, and what they need is taken from an earlier run. */
  readonly from?: readonly string[];
}
