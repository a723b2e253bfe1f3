import type { Code } from "../../../compiler/diagnostics/index.ts";
import type { DeployJob, StageGraph } from "../../../compiler/graph/model/index.ts";
import type { JobResult } from "../../events.ts";
import type { DeployRecord, RunRecord } from "./model.ts";
import { graphDigest, targetName } from "./record.ts";

/** What a failed deploy has left. */
export interface DeployFailure {
  readonly code: string;
  /** Whether what ran before runs again; `none`: nothing was changed, or there was nothing to go back to. */
  readonly rollback: "done" | "failed" | "none" | "unknown";
}

const ROLLBACKS: Readonly<Partial<Record<Code, DeployFailure["rollback"]>>> = {
  ...{ WB5022: "done", WB5027: "done", WB5050: "done", WB5413: "done", WB5414: "done", WB5415: "done", WB5418: "done" },
  ...{ WB5023: "failed", WB5051: "failed", WB5419: "failed", WB5420: "unknown", WB4013: "unknown" },
};

/** Of a diagnostic only its code is kept: its words may quote what no record should hold. */
export function failureOf(code: string): DeployFailure {
  return { code, rollback: ROLLBACKS[code as Code] ?? "none" };
}

/** How a deploy's job ended, as far as its record tells. */
export function deployFailure(result: JobResult | undefined): DeployFailure | undefined {
  if (result?.status !== "failed" || result.failure.kind !== "diagnostic") return undefined;
  return failureOf(result.failure.diagnostic.code);
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
  /** Code of the diagnostic that it failed with. */
  readonly failed?: string;
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
        ...(failed !== undefined && { failure: failureOf(failed) }),
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
    unknown: ", and it is not known what runs",
  };
  return ` with ${failure.code}${words[failure.rollback]}`;
}
