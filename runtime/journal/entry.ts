import type { RunFacts } from "../../compiler/expr/model.ts";
import type { JobResult, RunEvent } from "../events.ts";
import type { Note } from "../reuse/result-cache.ts";
import type { Digest } from "../store/digest.ts";
import type { Built } from "../values/image.ts";
import type { Origin } from "../values/origin.ts";

/** A line of a run's journal. Each is in the file before anything that follows from it is begun. */
export type Entry = RunBegan | JobBegan | JobEnded | RunOver;

/** The first line: what the run is a run of. */
export interface RunBegan {
  readonly type: "run";
  /** Of this format: a journal of another one is not read. */
  readonly version: 2;
  readonly run: string;
  /** The process that runs it: see `ownerOf`. */
  readonly owner: string;
  readonly time: number;
  /** The pipeline's name, and the file that it comes from. */
  readonly pipeline: string;
  readonly source: string;
  /** Digests of the graph and of the source tree. */
  readonly graph: Digest;
  readonly tree: Digest;
  /** Files of the tree differed from the commit. */
  readonly dirty: boolean;
  readonly asked: Asked;
  /** The run that this one goes on with. */
  readonly resumes?: string;
  /** It took nothing from earlier runs. */
  readonly fresh?: true;
}

/** What the run simulates, and which of the graph's jobs it was to run. */
export interface Asked {
  readonly facts: Omit<RunFacts, "changedFiles">;
  readonly inputs: Readonly<Record<string, string>>;
  readonly executor: string;
  /** Empty: all. */
  readonly jobs: readonly string[];
  readonly from: readonly string[];
}

export interface JobBegan {
  readonly type: "began";
  readonly job: string;
  readonly attempt: number;
  readonly time: number;
}

export interface JobEnded {
  readonly type: "ended";
  readonly job: string;
  readonly time: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Without secrets. */
  readonly result: JobResult;
  /** What the job was when this result was made: see `definitions`. */
  readonly definition: Digest;
  /** Indexes of the steps that ran, of a script job. */
  readonly steps?: readonly number[];
  /** The run that made this result; absent: this one. */
  readonly origin?: Origin;
  /** What it has left for others; absent of a job that has not run to its end. */
  readonly left?: Left;
  /** What its result depended on, for those who want to know why it is run again. */
  readonly note?: Note;
  /** Of a job that its condition has skipped. */
  readonly condition?: Unmet;
}

/** A condition that did not hold. Without secrets. */
export interface Unmet {
  /** As its author would have written it. */
  readonly when: string;
  /** What of it decided: see `blame`. */
  readonly parts: readonly string[];
}

/** What of a job lies in the store. */
export interface Left {
  readonly log?: { readonly text: string } | { readonly digest: Digest };
  readonly artifacts?: Digest;
  readonly image?: Built;
  /** Why its result cannot be taken up by another run, in words that go on from the job's name. */
  readonly lost?: string;
}

export interface RunOver {
  readonly type: "over";
  readonly time: number;
  readonly outcome: Extract<RunEvent, { type: "run-finished" }>["outcome"];
}
