import { createHash } from "node:crypto";
import { printGraph } from "../../../compiler/graph/index.ts";
import type { BuildJob, DeployJob, ScriptJob, StageGraph } from "../../../compiler/graph/model/index.ts";
import type { JobReport, JobResult } from "../../events.ts";
import type { TestReport } from "../../reports/junit.ts";
import type { Built } from "../contract.ts";
import { type DeployFailure, deployFailure } from "./shipping.ts";

/** What a run leaves behind: `schemas/run-record.schema.json`. Times are ISO 8601, digests `sha256:...`. */
export interface RunRecord {
  readonly version: 1;
  readonly run: string;
  readonly pipeline: string;
  /** Of the graph as `waybill compile --target graph` prints it. */
  readonly graphDigest: string;
  readonly commit: string;
  /** Address of the source repository, where it is known. */
  readonly source?: string;
  readonly event: string;
  /** It is no run of the pipeline: somebody shipped an image of an earlier one. */
  readonly byHand?: true;
  readonly branch?: string;
  readonly tag?: string;
  readonly builder: { readonly name: "waybill"; readonly version: string };
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly jobs: readonly {
    readonly id: string;
    readonly kind: string;
    readonly status: Status;
    /** As its JUnit files count them. */
    readonly cases?: TestCases;
  }[];
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
  /** The jobs that ran inside the image, and how they ended. */
  readonly tests: readonly TestRecord[];
}

export interface TestRecord {
  readonly job: string;
  readonly status: Status;
  /** As its JUnit files count them. */
  readonly cases?: TestCases;
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
  readonly failure?: DeployFailure;
}

/** A run that has ended, as the runtime knows it. */
export interface FinishedRun {
  readonly run: string;
  readonly graph: StageGraph;
  readonly commit: string;
  readonly source?: string;
  readonly event: string;
  readonly branch?: string;
  readonly tag?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Waybill's own. */
  readonly version: string;
  readonly jobs: ReadonlyMap<string, JobResult>;
  /** What jobs report. */
  readonly reports: ReadonlyMap<string, Pick<JobReport, "tests">>;
  /** What was built, by the build job's name. */
  readonly images: ReadonlyMap<string, Built>;
}

/** The record of a run. Secrets are no part of it: of what went into an image only the names and literal arguments are. */
export function runRecord(finished: FinishedRun): RunRecord {
  const { graph, run, commit, source, event, branch, tag, version, images } = finished;
  const statusOf = (job: string): Status => finished.jobs.get(job)?.status ?? "skipped";
  const endOf = (job: string) => ({ status: statusOf(job), ...casesOf(finished.reports.get(job)) });
  return {
    version: 1,
    run,
    pipeline: graph.name,
    graphDigest: graphDigest(graph),
    commit,
    ...(source && { source }),
    event,
    ...(branch && { branch }),
    ...(tag && { tag }),
    builder: { name: "waybill", version },
    startedAt: new Date(finished.startedAt).toISOString(),
    finishedAt: new Date(finished.finishedAt).toISOString(),
    jobs: graph.jobs.map(({ id, kind }) => ({ id, kind, ...endOf(id) })),
    images: graph.jobs.flatMap((job) => {
      const built = images.get(job.id);
      return job.kind === "build" && built ? [imageRecord(job, built, graph, endOf)] : [];
    }),
    deploys: graph.jobs.flatMap((job) => {
      const built = job.kind === "deploy" ? images.get(job.image) : undefined;
      return job.kind === "deploy" && built ? [deployRecord(job, built, finished.jobs.get(job.id))] : [];
    }),
  };
}

/** `sha256:...` of the graph's own bytes. */
export function graphDigest(graph: StageGraph): string {
  return `sha256:${createHash("sha256").update(printGraph(graph)).digest("hex")}`;
}

/** The jobs of a graph that run inside an image which it builds. */
export function testsOf(graph: StageGraph, image: string): readonly ScriptJob[] {
  return graph.jobs.filter(
    (job): job is ScriptJob => job.kind === "script" && job.image.kind === "build" && job.image.job === image,
  );
}

function casesOf(report: Pick<JobReport, "tests"> | undefined): Pick<TestRecord, "cases"> {
  if (!report?.tests) return {};
  const { total, failed, skipped } = report.tests;
  return { cases: { total, failed, skipped } };
}

type End = Omit<TestRecord, "job">;

function imageRecord(job: BuildJob, built: Built, graph: StageGraph, endOf: (job: string) => End): ImageRecord {
  const { context, dockerfile, target, args, platforms } = job;
  return {
    job: job.id,
    repository: job.repository,
    digest: built.digest,
    inputs: { context, dockerfile, ...(target && { target }), args, platforms },
    tests: testsOf(graph, job.id).map(({ id }) => ({ job: id, ...endOf(id) })),
  };
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
    ...(proof.kind === "unverified" && { unverified: proof.reason }),
    ...(failure && { failure }),
  };
}

/** A destination as people call it. */
export function targetName(to: DeployJob["to"]): string {
  switch (to.kind) {
    case "swarmService":
      return `service ${to.service}`;
    case "containerRestart":
      return `container ${to.container}`;
    case "composeService":
      return `service ${to.service} of compose project ${to.project}`;
    case "command":
      return `command ${to.name}`;
    case "kubernetesRollout":
      return `${to.workload} ${to.namespace}/${to.name}`;
  }
}
