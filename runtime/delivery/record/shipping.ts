import type { DeployJob, StageGraph } from "../../../compiler/graph/model/index.ts";
import type { JobResult, Rollback } from "../../events.ts";
import type { DeployRecord, RunRecord } from "./model.ts";
import { graphDigest, targetName } from "./record.ts";

/** Why a deploy has failed, and what it has left. Of its diagnostic only the code: its words may quote what no record should hold. */
export interface DeployFailure {
  readonly code: string;
  readonly rollback: Rollback;
}

/** How a deploy's job ended, as far as its record tells. */
export function deployFailure(result: JobResult | undefined): DeployFailure | undefined {
  if (result?.status !== "failed" || result.failure.kind !== "diagnostic") return undefined;
  const { diagnostic, rollback = "unknown" } = result.failure;
  return { code: diagnostic.code, rollback };
}

/** An image that was shipped by hand, and how that ended. */
export interface HandShipped {
  readonly run: string;
  readonly graph: StageGraph;
  readonly job: DeployJob;
  /** Of the checkout that the deploy was read from. */
  readonly commit: string;
  readonly reference: string;
  /** Why it may ship: the run whose record shows the tests, or somebody's word. */
  readonly proof: { readonly tests: string } | { readonly unverified: string };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Waybill's own. */
  readonly version: string;
  /** Absent: it succeeded. */
  readonly failed?: DeployFailure;
}

/** The record of a deploy by hand: that of a run with one job, which built nothing. */
export function handRecord(shipped: HandShipped): RunRecord {
  const { run, graph, job, commit, reference, proof, version, failed } = shipped;
  const status = failed === undefined ? "succeeded" : "failed";
  return {
    ...{
      version: 1,
      run,
      pipeline: graph.name,
      graphDigest: graphDigest(graph),
      commit,
      event: "manual",
      byHand: true,
    },
    builder: { name: "waybill", version },
    startedAt: new Date(shipped.startedAt).toISOString(),
    finishedAt: new Date(shipped.finishedAt).toISOString(),
    jobs: [{ id: job.id, kind: job.kind, status }],
    images: [],
    deploys: [
      {
        ...{ job: job.id, image: job.image, reference, target: targetName(job.to), status, ...proof },
        ...(failed !== undefined && { failure: failed }),
      },
    ],
  };
}

/** Where an image has been shipped to, a line for each time, the newest first. */
export function shippings(records: readonly RunRecord[], reference: string): readonly string[] {
  return records.flatMap(({ run, finishedAt, byHand, deploys }) =>
    deploys
      .filter((deploy) => deploy.reference === reference && deploy.status !== "skipped")
      .map((deploy) => {
        const how = byHand ? `by hand as ${run}` : `by run ${run}`;
        const word = deploy.unverified === undefined ? "" : `, unverified: ${deploy.unverified}`;
        return `shipped to ${deploy.target} ${how} until ${finishedAt}${word}: ${deploy.status}${after(deploy)}`;
      }),
  );
}

function after({ failure }: DeployRecord): string {
  if (!failure) return "";
  const words = {
    done: ", and what ran before was brought back",
    failed: ", and what ran before could not be brought back",
    none: "",
    unknown: ", and the current state is unknown",
  };
  return ` with ${failure.code}${words[failure.rollback]}`;
}
