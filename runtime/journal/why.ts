import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import type { Cached, Failure, JobResult } from "../events.ts";
import { unknownJobs } from "../request/selection.ts";
import type { Store } from "../store/store.ts";
import { type Change, changesBetween } from "./changes.ts";
import type { JobEnded, Unmet } from "./entry.ts";
import { isLiving, type PastRun } from "./history.ts";

/** What became of a job in the last run of its pipeline, and why. */
export interface Why {
  readonly job: string;
  /** `unended`: the run broke off before, or goes on. `absent`: the run did not know the job. */
  readonly status: JobResult["status"] | "unended" | "absent";
  readonly failure?: Failure;
  readonly cached?: Cached;
  readonly because: readonly Because[];
}

/** A reason. All of a job's reasons hold. */
export type Because =
  /** It has not run before, as far as is known. */
  | { readonly kind: "first" }
  | { readonly kind: "changed"; readonly since: string; readonly changes: readonly Change[] }
  | { readonly kind: "unchanged"; readonly since: string }
  /** Nothing has changed, but the run before has left no result, for the reason that goes on from the job's name. */
  | { readonly kind: "no-result"; readonly since: string; readonly reason: string }
  /** It runs every time, for the reason that goes on from its name. */
  | { readonly kind: "always"; readonly reason: string }
  /** What it depends on was not known before it ran. */
  | { readonly kind: "unknown" }
  /** The run was asked for it: `--no-cache`, `--from unit`. */
  | { readonly kind: "asked"; readonly option: string }
  | ({ readonly kind: "condition" } & Partial<Unmet>)
  | { readonly kind: "need"; readonly need: Why }
  | { readonly kind: "not-selected"; readonly option: string }
  | { readonly kind: "not-approved" }
  | { readonly kind: "not-named" }
  | { readonly kind: "replaced"; readonly group: string }
  /** Another run still goes on. */
  | { readonly kind: "going-on" };

/** The last run, and what became of one of its jobs in it. */
export interface Answer {
  readonly run: string;
  /** When it began; milliseconds since the epoch. */
  readonly time: number;
  readonly why: Why;
}

export interface Question {
  readonly graph: StageGraph;
  readonly job: string;
  /** Runs of the pipeline, the newest first. */
  readonly runs: readonly PastRun[];
  /** Where the lists of files are. */
  readonly store: Store | undefined;
}

/**
 * Tells why a job ran in the last run, or why it did not.
 *
 * @throws {DiagnosticError} WB4010 when there is no such job, WB4065 when there has been no run
 */
export async function why({ graph, job, runs, store }: Question): Promise<Answer> {
  const [last, ...earlier] = runs;
  const unknown = last?.ended.has(job) ? [] : unknownJobs(graph, [job]);
  if (unknown.length > 0) throw new DiagnosticError(unknown);
  if (!last) throw new DiagnosticError(diagnostic("WB4065", { pipeline: graph.name, source: graph.source }));
  const { run, time } = last.start;
  return { run, time, why: await whyIn(job, last, { earlier, store }) };
}

interface Before {
  readonly earlier: readonly PastRun[];
  readonly store: Store | undefined;
}

async function whyIn(job: string, run: PastRun, before: Before): Promise<Why> {
  const ended = run.ended.get(job);
  if (!ended) {
    if (!run.over) return { job, status: "unended", because: isLiving(run) ? [{ kind: "going-on" }] : [] };
    return { job, status: "absent", because: [] };
  }
  const { result } = ended;
  switch (result.status) {
    case "skipped":
      return { job, status: "skipped", because: [await skipped(ended, run, before)] };
    case "cancelled":
      return { job, status: "cancelled", because: [] };
    case "failed":
      return { job, status: "failed", failure: result.failure, because: await ran(ended, run, before) };
    case "succeeded": {
      const { cached } = result;
      const because = cached && cached.because !== "unchanged" ? [] : await ran(ended, run, before);
      return { job, status: "succeeded", ...(cached && { cached }), because };
    }
  }
}

async function skipped({ result, condition }: JobEnded, run: PastRun, before: Before): Promise<Because> {
  const reason = result.status === "skipped" ? result.reason : undefined;
  const { jobs, from } = run.start.asked;
  switch (reason?.kind) {
    case "need":
      return { kind: "need", need: await whyIn(reason.job, run, before) };
    case "not-selected": {
      const options = [...from.map((name) => `--from ${name}`), ...jobs.map((name) => `--job ${name}`)];
      return { kind: "not-selected", option: options.join(" ") };
    }
    case "not-approved":
    case "not-named":
    case "replaced":
      return reason;
    default:
      return { kind: "condition", ...condition };
  }
}

/** Why a job was run, or was not because nothing has changed. */
async function ran(ended: JobEnded, run: PastRun, { earlier, store }: Before): Promise<readonly Because[]> {
  const { job, note, result } = ended;
  if (note?.always !== undefined) return [{ kind: "always", reason: note.always }];
  if (result.status === "succeeded" && result.cached) return [{ kind: "unchanged", since: result.cached.run }];
  const asked: readonly Because[] = [
    ...(run.start.fresh ? [{ kind: "asked", option: "--no-cache" } as const] : []),
    ...run.start.asked.from.map((name) => ({ kind: "asked", option: `--from ${name}` }) as const),
  ];
  const past = earlier.find((one) => hasRun(one.ended.get(job)));
  const was = past?.ended.get(job);
  if (!past || !was) return [{ kind: "first" }, ...asked];
  const since = past.start.run;
  if (!note?.fingerprint) return asked.length > 0 ? asked : [{ kind: "unknown" }];
  if (!was.note?.fingerprint) {
    const reason = was.note?.always ?? "could not be compared: what it depends on was not known before it ran";
    return [{ kind: "no-result", since, reason }, ...asked];
  }
  const changes = await changesBetween(was.note, note, store);
  if (changes.length > 0) return [{ kind: "changed", since, changes }, ...asked];
  if (asked.length > 0) return asked;
  const reason = was.result.status === "failed" ? "failed" : "has results that are no longer kept";
  return [{ kind: "no-result", since, reason }];
}

const hasRun = (ended: JobEnded | undefined): boolean =>
  ended?.result.status === "succeeded" || ended?.result.status === "failed";
