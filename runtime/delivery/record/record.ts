import { createHash } from "node:crypto";
import { exprKey } from "../../../compiler/expr/index.ts";
import type { RunFacts } from "../../../compiler/expr/model.ts";
import { factsOf } from "../../../compiler/graph/destination-facts.ts";
import { printGraph } from "../../../compiler/graph/index.ts";
import type { BuildJob, DeployJob, Job, StageGraph } from "../../../compiler/graph/model/index.ts";
import type { JobReport, JobResult } from "../../events.ts";
import type { RunOutcome, Taken } from "../../outcome.ts";
import { definitions } from "../../proof/definition.ts";
import type { Built } from "../../values/image.ts";
import type { DeployRecord, EndRecord, ImageRecord, RunRecord, SourceRecord, TestRecord } from "./model.ts";
import { deployFailure } from "./shipping.ts";

/** A run that has ended, as the runtime knows it. */
export interface FinishedRun {
  readonly run: string;
  readonly graph: StageGraph;
  readonly facts: RunFacts;
  readonly inputs: Readonly<Record<string, string>>;
  readonly source?: string;
  readonly dirty: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Waybill's own. */
  readonly version: string;
  readonly outcome: Pick<RunOutcome, "jobs" | "images" | "steps" | "taken" | "tree"> & {
    readonly reports: ReadonlyMap<string, Pick<JobReport, "tests">>;
  };
}

/** The record of a run. Secrets are no part of it: of what went into an image only the names and literal arguments are. */
export function runRecord(finished: FinishedRun): RunRecord {
  const { graph, run, source, dirty, version, outcome, inputs } = finished;
  const { event, branch, tag, pullRequest, actor, vars, sha: commit } = finished.facts;
  const endOf = ends(finished);
  return {
    version: 1,
    run,
    pipeline: graph.name,
    graphDigest: graphDigest(graph),
    commit,
    ...(dirty && { dirty }),
    ...(outcome.tree && { tree: `sha256:${outcome.tree}` }),
    ...(source && { source }),
    event,
    ...(branch && { branch }),
    ...(tag && { tag }),
    ...(pullRequest && { pullRequest }),
    ...{ actor, vars, inputs },
    builder: { name: "waybill", version },
    startedAt: new Date(finished.startedAt).toISOString(),
    finishedAt: new Date(finished.finishedAt).toISOString(),
    jobs: graph.jobs.map((job) => ({ id: job.id, kind: job.kind, ...endOf(job) })),
    images: graph.jobs.flatMap((job) => {
      const built = outcome.images.get(job.id);
      return job.kind === "build" && built ? [imageRecord(job, built, graph, endOf)] : [];
    }),
    deploys: graph.jobs.flatMap((job) => {
      const built = job.kind === "deploy" ? outcome.images.get(job.image) : undefined;
      return job.kind === "deploy" && built ? [deployRecord(job, built, outcome.jobs.get(job.id))] : [];
    }),
  };
}

/** `sha256:...` of the graph's own bytes. */
export function graphDigest(graph: StageGraph): string {
  return `sha256:${createHash("sha256").update(printGraph(graph)).digest("hex")}`;
}

/** The jobs that test an image which the graph builds: those that run inside it, and those that its deploys name. */
export function testsOf(graph: StageGraph, image: string): readonly Job[] {
  const named = new Set(demandedTests(graph, image));
  return graph.jobs.filter((job) => named.has(job.id) || isInside(job, image));
}

/** The tests that the deploys of an image demand. */
export function demandedTests(graph: StageGraph, image: string): readonly string[] {
  const deploys = graph.jobs.filter((job) => job.kind === "deploy").filter((job) => job.image === image);
  return [...new Set(deploys.flatMap(({ proof }) => (proof.kind === "tested" ? proof.by : [])))];
}

function isInside(job: Job, image: string): boolean {
  return job.kind === "script" && job.image.kind === "build" && job.image.job === image;
}

function ends({ graph, outcome }: FinishedRun): (job: Job) => EndRecord {
  const definition = definitions(graph);
  return (job) => {
    const result = outcome.jobs.get(job.id);
    const ran = outcome.steps.get(job.id);
    const from = sourceRecord(result, outcome.taken.get(job.id));
    return {
      status: result?.status ?? "skipped",
      ...casesOf(outcome.reports.get(job.id)),
      definition: `sha256:${definition(job.id)}`,
      ...(job.kind === "script" &&
        ran && { steps: job.steps.map(({ name }, index) => ({ name, ran: ran.has(index) })) }),
      ...(from && { from }),
    };
  };
}

function sourceRecord(result: JobResult | undefined, taken: Taken | undefined): SourceRecord | undefined {
  if (!taken) return result?.status === "succeeded" && result.cached ? { run: result.cached.run } : undefined;
  const { run, commit, dirty, tree, foreign } = taken;
  return { run, ...(foreign && { source: { commit, dirty, tree: `sha256:${tree}` } }) };
}

function casesOf(report: Pick<JobReport, "tests"> | undefined): Pick<TestRecord, "cases"> {
  if (!report?.tests) return {};
  const { total, failed, skipped } = report.tests;
  return { cases: { total, failed, skipped } };
}

function imageRecord(job: BuildJob, built: Built, graph: StageGraph, endOf: (job: Job) => EndRecord): ImageRecord {
  const { context, dockerfile, target, platforms } = job;
  const { args = literals(job.args) } = built;
  return {
    job: job.id,
    repository: job.repository,
    digest: built.digest,
    inputs: { context, dockerfile, ...(target && { target }), args, platforms },
    tests: testsOf(graph, job.id).map((test) => ({ job: test.id, inside: isInside(test, job.id), ...endOf(test) })),
  };
}

/** The arguments of an image that does not say what it was built with. */
function literals(args: BuildJob["args"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => (value.kind === "literal" ? [[name, value.value]] : [])),
  );
}

function deployRecord(job: DeployJob, built: Built, result: JobResult | undefined): DeployRecord {
  const { to, proof } = job;
  const failure = deployFailure(result);
  return {
    job: job.id,
    image: job.image,
    reference: built.reference,
    target: targetName(to),
    status: result?.status ?? "skipped",
    condition: conditionDigest(job),
    ...dueOf(result),
    ...(proof.kind === "unverified" && { unverified: proof.reason }),
    ...(failure && { failure }),
  };
}

/** What tells a deploy's condition from another. */
export function conditionDigest({ when }: DeployJob): string {
  return `sha256:${createHash("sha256").update(exprKey(when)).digest("hex")}`;
}

/** Whether a deploy's own condition held, as far as its result tells. */
function dueOf(result: JobResult | undefined): Pick<DeployRecord, "due"> {
  if (!result || result.status === "cancelled") return {};
  if (result.status !== "skipped") return { due: true };
  const { kind } = result.reason;
  if (kind === "need" || kind === "not-selected") return {};
  return { due: kind !== "condition" };
}

/** A destination as people call it. */
export const targetName = (to: DeployJob["to"]): string => factsOf(to).target();
