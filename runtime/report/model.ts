import type { CoverageReport, JobResult, RunEvent, TestReport } from "../events.ts";
import { isLiving, type PastRun } from "../journal/history.ts";
import { summaryOf } from "../journal/run-summary.ts";
import {
  cachedText,
  cacheText,
  failureText,
  heldText,
  releasedText,
  skipText,
  stepSkipText,
} from "../reporters/failure.ts";

/** What the page of a run shows. Times are in milliseconds since the epoch, durations in milliseconds. */
export interface Report {
  /** Of this format. */
  readonly version: 1;
  readonly run: string;
  readonly pipeline: string;
  readonly executor: string;
  /** What it was a run of: `push main`. */
  readonly of: string;
  readonly commit: string;
  readonly status: ReturnType<typeof summaryOf>["status"];
  readonly begun: number;
  /** When it ended; of a run that goes on, the time of its last event. */
  readonly ended: number;
  readonly live: boolean;
  readonly jobs: readonly ReportedJob[];
  readonly notices: readonly string[];
  /** Jobs without which the run would have been shorter, in their order. */
  readonly critical: readonly string[];
}

export interface ReportedJob {
  readonly id: string;
  readonly kind: string;
  readonly needs: readonly string[];
  readonly place: string;
  readonly status: JobResult["status"] | "cached" | "waiting" | "running" | "allowed";
  /** Why it failed, was skipped or was not run, in a few words. */
  readonly reason?: string;
  /** The condition that did not hold, and the parts of it that decided. */
  readonly condition?: { readonly when: string; readonly parts: readonly string[] };
  readonly begun?: number;
  readonly ended?: number;
  readonly attempts: number;
  readonly steps: readonly ReportedStep[];
  readonly caches: readonly string[];
  readonly tests?: TestReport;
  readonly coverage?: CoverageReport;
  readonly problems: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly artifacts: boolean;
  /** The image that it built, by its digest. */
  readonly image?: string;
  /** Lines of its log, which comes apart from this. */
  readonly lines: number;
}

export interface ReportedStep {
  readonly name: string;
  readonly place?: string;
  readonly begun?: number;
  readonly ended?: number;
  readonly exitCode?: number;
  readonly skipped?: string;
  /** Its first line in the log. */
  readonly line: number;
}

type Draft = { -readonly [Key in keyof ReportedJob]: ReportedJob[Key] } & {
  steps: { -readonly [K in keyof ReportedStep]: ReportedStep[K] }[];
  caches: string[];
};

/** A run as a page shows it, with the log of each job. */
export interface ReportWithLogs {
  readonly report: Report;
  readonly logs: ReadonlyMap<string, readonly string[]>;
}

/** Collects what a page shows from the events of a run and its journal. */
export async function reportOf(events: AsyncIterable<RunEvent>, run: PastRun): Promise<ReportWithLogs> {
  const jobs = new Map<string, Draft>();
  const logs = new Map<string, string[]>();
  const notices: string[] = [];
  let executor = "";
  let ended = run.start.time;
  const declare = (declared: Extract<RunEvent, { type: "run-started" }>["jobs"]) => {
    for (const { id, kind, needs, location } of declared) {
      const place = `${location.file}:${location.line}`;
      jobs.set(id, {
        ...{ id, kind, needs, place, status: "waiting", attempts: 0, steps: [], caches: [], problems: [] },
        ...{ outputs: {}, artifacts: false, lines: 0 },
      });
      logs.set(id, []);
    }
  };
  for await (const event of events) {
    ended = event.time;
    if (event.type === "run-started") {
      executor = event.executor;
      declare(event.jobs);
    } else if (event.type === "job-expanded") declare(event.into);
    else if (event.type === "notice") notices.push(event.message);
    else if ("job" in event) {
      const job = jobs.get(event.job);
      if (job) take(job, event, logs.get(event.job)!);
    }
  }
  for (const [id, one] of run.ended) {
    const job = jobs.get(id);
    if (!job) continue;
    if (one.condition) job.condition = one.condition;
    if (one.left?.artifacts) job.artifacts = true;
    if (one.left?.image) job.image = one.left.image.reference;
  }
  for (const [id, lines] of logs) jobs.get(id)!.lines = lines.length;
  const all = [...jobs.values()];
  const { of, commit, status } = summaryOf(run);
  return {
    logs,
    report: {
      ...{ version: 1, run: run.start.run, pipeline: run.start.pipeline, executor, of, commit, status, notices },
      ...{ begun: run.start.time, ended: run.over?.time ?? ended, live: isLiving(run), jobs: all },
      critical: criticalPath(all),
    },
  };
}

function take(job: Draft, event: Extract<RunEvent, { job: string }>, lines: string[]): void {
  switch (event.type) {
    case "job-started":
      Object.assign(job, { status: "running", attempts: event.attempt, begun: job.begun ?? event.time });
      if (event.attempt > 1) {
        lines.push(`(attempt ${event.attempt})`);
        job.steps = [];
      }
      return;
    case "step-started": {
      const { name, time, location } = event;
      const place = location && { place: `${location.file}:${location.line}` };
      job.steps.push({ name, ...place, begun: time, line: lines.length });
      lines.push(`$ ${name}`);
      return;
    }
    case "step-finished": {
      const step = job.steps.findLast((one) => one.begun !== undefined && one.ended === undefined);
      if (step) Object.assign(step, { ended: event.time, exitCode: event.exitCode });
      return;
    }
    case "step-skipped":
      job.steps.push({ name: event.name, skipped: stepSkipText(event.reason), line: lines.length });
      return;
    case "log":
      lines.push(event.line);
      return;
    case "cache":
      job.caches.push(cacheText(event));
      return;
    case "report":
      job.problems = event.problems;
      if (event.tests) job.tests = event.tests;
      if (event.coverage) job.coverage = event.coverage;
      return;
    case "job-finished":
      finish(job, event);
      return;
    case "job-held":
      lines.push(`(${heldText(event)})`);
      return;
    case "job-released":
      lines.push(`(${releasedText(event)})`);
      return;
    case "job-expanded":
    case "progress":
      return;
  }
}

function finish(job: Draft, { result, time }: Extract<RunEvent, { type: "job-finished" }>): void {
  job.ended = time;
  job.status = result.status;
  if (result.status === "failed") {
    job.status = result.allowed ? "allowed" : "failed";
    job.reason = failureText(result.failure);
  } else if (result.status === "skipped") job.reason = skipText(result.reason);
  else if (result.status === "succeeded") {
    job.outputs = result.outputs;
    if (result.cached) Object.assign(job, { status: "cached", reason: cachedText(result.cached) });
  }
}

/** From the job that ended last back to the need that each waited for longest. */
export function criticalPath(
  jobs: readonly Pick<ReportedJob, "id" | "needs" | "begun" | "ended">[],
): readonly string[] {
  const known = new Map(jobs.map((job) => [job.id, job]));
  const ran = jobs.filter((job) => job.begun !== undefined && job.ended !== undefined);
  const latest = (some: typeof ran) =>
    some.reduce<(typeof ran)[number] | undefined>((a, b) => ((b.ended ?? 0) > (a?.ended ?? -1) ? b : a), undefined);
  const path: string[] = [];
  for (let job = latest(ran); job && !path.includes(job.id); ) {
    path.unshift(job.id);
    job = latest(job.needs.flatMap((id) => known.get(id) ?? []).filter((one) => one.begun !== undefined));
  }
  return path;
}
