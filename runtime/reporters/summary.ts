import pc from "picocolors";
import type { Location } from "../../compiler/diagnostics/index.ts";
import { render } from "../../compiler/diagnostics/index.ts";
import type { Failure, JobFinished, JobReport, RunEvent, RunFinished, StepStarted } from "../events.ts";
import { duration } from "./duration.ts";
import { failureText } from "./failure.ts";
import { type FirstError, firstError } from "./first-error.ts";
import { failedTests, reportText } from "./report.ts";

/** How many of a failed job's last lines are shown again. */
const TAIL = 20;
/** Characters of a step's name that are shown. */
const MOST_OF_NAME = 60;

/** What a summary needs of a run, collected while it goes on. */
export interface Results {
  take(event: RunEvent): void;
  readonly finished: readonly JobFinished[];
  place(job: string): Location | undefined;
  tail(job: string): readonly string[];
  /** The step that ran last. */
  step(job: string): StepStarted | undefined;
  /** The first error in the log of that step. */
  firstError(job: string): ReturnType<FirstError["found"]>;
  /** The job that an instance of a dynamic matrix comes from; else the job itself. */
  declared(job: string): string;
  /** What jobs report, in the order in which they first did. */
  readonly reports: ReadonlyMap<string, JobReport>;
}

export function resultsOf(): Results {
  const finished: JobFinished[] = [];
  const places = new Map<string, Location>();
  const tails = new Map<string, string[]>();
  const reports = new Map<string, JobReport>();
  const steps = new Map<string, StepStarted>();
  const errors = new Map<string, FirstError>();
  const parents = new Map<string, string>();
  return {
    finished,
    reports,
    step: (job) => steps.get(job),
    firstError: (job) => errors.get(job)?.found(),
    declared: (job) => parents.get(job) ?? job,
    place: (job) => places.get(job),
    tail: (job) => tails.get(job) ?? [],
    take(event) {
      if (event.type === "run-started") {
        for (const { id, location } of event.jobs) places.set(id, location);
      } else if (event.type === "job-expanded") {
        for (const { id, location } of event.into) {
          places.set(id, location);
          parents.set(id, event.job);
        }
      } else if (event.type === "job-started") {
        tails.set(event.job, []);
        errors.set(event.job, firstError());
        steps.delete(event.job);
      } else if (event.type === "step-started") {
        steps.set(event.job, event);
        errors.set(event.job, firstError());
      } else if (event.type === "log") {
        errors.get(event.job)?.line(event.line);
        const lines = tails.get(event.job);
        lines?.push(event.line);
        // Cut now and then: a shift a line would cost as much as the line.
        if (lines && lines.length > 64 * TAIL) lines.splice(0, lines.length - TAIL);
      } else if (event.type === "report") {
        reports.set(event.job, event);
      } else if (event.type === "job-finished") {
        finished.push(event);
      }
    },
  };
}

export interface SummaryOptions {
  readonly color: boolean;
  readonly source: (file: string) => string | undefined;
  /** The command that runs one job again as in this run; without it none is shown. */
  readonly repeat?: (job: string) => string;
}

/** How a run ended: what failed, with the end of its log and its place, then the numbers. */
export function summary(results: Results, { outcome, duration: time }: RunFinished, options: SummaryOptions): string {
  const colors = pc.createColors(options.color);
  const parts = results.finished.flatMap((job) => {
    if (job.result.status !== "failed" || job.result.allowed) return [];
    return [`\n${failed(job.job, job.result.failure, { results, options, colors }).join("\n")}\n`];
  });
  const paint = outcome === "succeeded" ? colors.green : outcome === "failed" ? colors.red : colors.yellow;
  return `${parts.join("")}${reported(results, colors)}\n${paint(colors.bold(outcome))} in ${duration(time)}: ${counts(results.finished)}\n${heldDeploys(results.finished)}`;
}

interface Shown {
  readonly results: Results;
  readonly options: SummaryOptions;
  readonly colors: ReturnType<typeof pc.createColors>;
}

/** Why a job failed: its step and the line of that, the first error, the end of its log, and how to repeat it. */
function failed(job: string, failure: Failure, { results, options, colors }: Shown): readonly string[] {
  const step = "step" in failure ? results.step(job) : undefined;
  const at = step?.location ?? results.place(job);
  const place = at ? ` ${colors.dim(`(${at.file}:${at.line}:${at.column})`)}` : "";
  const text = failure.kind === "diagnostic" ? failure.diagnostic.code : failureText(failure);
  const named = step && step.step === (failure as { readonly step?: number }).step ? `, $ ${cut(step.name)}` : "";
  const tail = results.tail(job).slice(-TAIL);
  const error = results.firstError(job);
  const dim = (line: string) => `  ${colors.dim("|")} ${line}`;
  // Among the last lines it is seen anyway.
  const earlier = error && error.lines.length + error.after > TAIL ? error : undefined;
  const between = earlier ? Math.max(0, earlier.after - tail.length) : 0;
  return [
    `${colors.red(colors.bold(`${job} failed`))}: ${text}${named}${place}`,
    ...(earlier ? earlier.lines.map((line) => `  ${colors.red("|")} ${line}`) : []),
    ...(between > 0 ? [`  ${colors.dim(`... ${between} lines: waybill logs ${job}`)}`] : []),
    ...(earlier ? tail.slice(-Math.min(tail.length, earlier.after)) : tail).map(dim),
    ...(failure.kind === "diagnostic" ? [render([failure.diagnostic], options).trimEnd().replace(/^/gm, "  ")] : []),
    ...(options.repeat ? [`  ${colors.dim("to repeat it:")} ${options.repeat(results.declared(job))}`] : []),
  ];
}

const cut = (name: string) => (name.length > MOST_OF_NAME ? `${name.slice(0, MOST_OF_NAME)}...` : name);

/** The deploys that the run ended before. */
function heldDeploys(finished: readonly JobFinished[]): string {
  const held = finished.filter(({ result }) => result.status === "skipped" && result.reason.kind === "not-named");
  if (held.length === 0) return "";
  const names = held.map(({ job }) => job);
  return `not deployed: ${names.join(", ")}; to deploy, name it: ${names.map((name) => `--deploy ${name}`).join(" ")}\n`;
}

/** A line for each job with reports, its failed tests, and what could not be read. */
function reported({ reports }: Results, colors: ReturnType<typeof pc.createColors>): string {
  const lines = [...reports.values()].flatMap((report) => [
    `${colors.bold(report.job)}: ${reportText(report) || "no report"}`,
    ...failedTests(report, colors.red("x")).map((line) => `  ${line}`),
    ...report.problems.map((line) => `  ${colors.yellow(line)}`),
  ]);
  return lines.length > 0 ? `\n${lines.join("\n")}\n` : "";
}

function counts(finished: readonly JobFinished[]): string {
  const count = (test: (job: JobFinished) => boolean) => finished.filter(test).length;
  const numbers: readonly (readonly [number, string])[] = [
    [count(({ result }) => result.status === "failed" && !result.allowed), "failed"],
    [count(({ result }) => result.status === "failed" && result.allowed), "failed as allowed"],
    [count(({ result }) => result.status === "succeeded" && !result.cached), "succeeded"],
    [count(({ result }) => result.status === "succeeded" && result.cached !== undefined), "cached"],
    [count(({ result }) => result.status === "skipped"), "skipped"],
    [count(({ result }) => result.status === "cancelled"), "cancelled"],
  ];
  const told = numbers.filter(([number]) => number > 0).map(([number, name]) => `${number} ${name}`);
  return told.join(", ") || "no jobs";
}
