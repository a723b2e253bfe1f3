import type { Event, PullRequestFacts } from "../../../compiler/expr/model.ts";
import type { JobResult, TestReport } from "../../events.ts";
import type { DeployFailure } from "./shipping.ts";

/** What a run leaves behind: `schemas/run-record.schema.json`. Times are ISO 8601, digests `sha256:...`. */
export interface RunRecord {
  readonly version: 1;
  readonly run: string;
  readonly pipeline: string;
  /** Of the graph as `waybill compile --target graph` prints it. */
  readonly graphDigest: string;
  readonly commit: string;
  /** The source tree differed from the commit. */
  readonly dirty?: true;
  /** Of the source tree; absent: nothing was built. */
  readonly tree?: string;
  /** Address of the source repository, where it is known. */
  readonly source?: string;
  readonly event: Event;
  /** It is no run of the pipeline: somebody shipped an image of an earlier one. */
  readonly byHand?: true;
  readonly branch?: string;
  readonly tag?: string;
  readonly pullRequest?: PullRequestFacts;
  readonly actor?: string;
  /** The project's variables, as the run had them. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly builder: { readonly name: "waybill"; readonly version: string };
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly jobs: readonly JobRecord[];
  readonly images: readonly ImageRecord[];
  readonly deploys: readonly DeployRecord[];
}

export type Status = JobResult["status"];

export interface ImageRecord {
  readonly job: string;
  readonly repository: string;
  readonly digest: string;
  readonly inputs: {
    readonly context: string;
    readonly dockerfile: string;
    readonly target?: string;
    readonly args: Readonly<Record<string, string>>;
    readonly platforms: readonly string[];
  };
  /** The jobs that ran inside the image, and those that a deploy of it names as its tests. */
  readonly tests: readonly TestRecord[];
}

/** How a job ended. */
export interface EndRecord {
  readonly status: Status;
  /** As its JUnit files count them. */
  readonly cases?: TestCases;
  /** What the job was: the same job has the same. */
  readonly definition?: string;
  /** Of a script job, in their order. */
  readonly steps?: readonly StepRecord[];
  /** The result was made in an earlier run. */
  readonly from?: SourceRecord;
}

export interface JobRecord extends EndRecord {
  readonly id: string;
  readonly kind: string;
}

export interface TestRecord extends EndRecord {
  readonly job: string;
  /** False: it ran beside the image. */
  readonly inside: boolean;
}

export interface StepRecord {
  readonly name: string;
  /** False: its condition did not hold, or the job ended before its turn. */
  readonly ran: boolean;
}

/** The earlier run that made a result. */
export interface SourceRecord {
  readonly run: string;
  /** What it ran on, where that was another graph or another source tree than this run's. */
  readonly source?: { readonly commit: string; readonly dirty: boolean; readonly tree: string };
}

export type TestCases = Pick<TestReport, "total" | "failed" | "skipped">;

export interface DeployRecord {
  readonly job: string;
  /** The image's job. */
  readonly image: string;
  readonly reference: string;
  readonly target: string;
  readonly status: Status;
  /** Why the image may ship although nothing tested it. */
  readonly unverified?: string;
  /** Shipped by hand: the run whose record shows the tests. */
  readonly tests?: string;
  /** Digest of the deploy's condition. */
  readonly condition?: string;
  /** Whether that held, so that the deploy's proof did too; absent: it was not decided. */
  readonly due?: boolean;
  readonly failure?: DeployFailure;
}
