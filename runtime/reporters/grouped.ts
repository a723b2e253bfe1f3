import pc from "picocolors";
import type { JobFinished, RunEvent } from "../events.ts";
import { duration } from "./duration.ts";
import {
  attachCommand,
  cachedText,
  cacheText,
  failureText,
  heldText,
  releasedText,
  skipText,
  stepSkipText,
} from "./failure.ts";
import type { PlainOptions } from "./plain.ts";
import { reportText } from "./report.ts";
import { type Results, resultsOf, summary } from "./summary.ts";

/** How a provider folds the lines of a job, and marks what went wrong in files. */
export interface GroupStyle {
  /** Lines around those of a job. The lines between them are shown as they are. */
  group(name: string, lines: readonly string[], details: GroupDetails): readonly string[];
  /** Lines that nothing interprets. */
  verbatim(lines: readonly string[]): readonly string[];
  /** Lines that attach a message to a place in a file; none where the provider has no such thing. */
  annotations(annotations: readonly Annotation[]): readonly string[];
}

export interface GroupDetails {
  /** Shown where the group is folded. */
  readonly title: string;
  readonly failed: boolean;
  /** When the job began and ended; milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

export interface Annotation {
  readonly level: "error" | "warning";
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Characters of one job that wait for its end; then a part of it is shown. */
const MOST_WAITING = 4 * 2 ** 20;

interface Waiting {
  lines: string[];
  size: number;
  parts: number;
  readonly from: number;
}

/** For runs inside a provider's jobs: the lines of each job together, folded, when it has ended. */
export function groupedReporter(options: PlainOptions, style: GroupStyle): (event: RunEvent) => void {
  const { write, color, source = () => undefined } = options;
  const colors = pc.createColors(color);
  const results = resultsOf();
  const waiting = new Map<string, Waiting>();
  const print = (lines: readonly string[]) => {
    if (lines.length > 0) write(`${lines.join("\n")}\n`);
  };
  const of = (job: string, time: number): Waiting => {
    const found = waiting.get(job) ?? { lines: [], size: 0, parts: 0, from: time };
    waiting.set(job, found);
    return found;
  };
  const show = (job: string, one: Waiting, details: Omit<GroupDetails, "from">) => {
    const name = one.parts === 0 ? job : `${job}-${one.parts + 1}`;
    print(style.group(name, one.lines, { ...details, from: one.from }));
  };
  const add = (job: string, time: number, line: string) => {
    const one = of(job, time);
    one.lines.push(line);
    one.size += line.length;
    if (one.size < MOST_WAITING) return;
    show(job, one, { title: `${job} (part ${one.parts + 1}, goes on)`, failed: false, to: time });
    Object.assign(one, { lines: [], size: 0, parts: one.parts + 1 });
  };
  return (event) => {
    results.take(event);
    switch (event.type) {
      case "job-started":
        if (event.attempt === 1) return write(`${event.job} started\n`);
        return add(event.job, event.time, colors.yellow(`attempt ${event.attempt}`));
      case "job-expanded":
        return add(event.job, event.time, `stands for ${event.into.map(({ id }) => id).join(", ")}`);
      case "step-started":
        return add(event.job, event.time, colors.bold(`$ ${event.name}`));
      case "step-skipped":
        return add(event.job, event.time, colors.dim(`- ${event.name} (skipped: ${stepSkipText(event.reason)})`));
      case "job-held":
        return write(`${event.job}: ${heldText(event)}\nto look into it: ${attachCommand(event.job)}\n`);
      case "job-released":
        return write(`${event.job}: ${releasedText(event)}\n`);
      case "log":
        return add(event.job, event.time, event.line);
      case "cache":
        return add(event.job, event.time, colors.dim(cacheText(event)));
      case "report":
        for (const line of [reportText(event), ...event.problems]) if (line) add(event.job, event.time, line);
        return;
      case "job-finished": {
        const failed = event.result.status === "failed" && !event.result.allowed;
        const title = `${event.job}: ${ending(event)}`;
        const one = waiting.get(event.job);
        if (one) show(event.job, one, { title, failed, to: event.time });
        else write(`${title}\n`);
        waiting.delete(event.job);
        return print(style.annotations(annotationsOf(event, results)));
      }
      case "notice":
        return print(style.verbatim([event.message]));
      case "run-finished":
        return print(
          style.verbatim(
            summary(results, event, { ...options, source })
              .trimEnd()
              .split("\n"),
          ),
        );
      case "run-started":
      case "progress":
      case "step-finished":
        return;
    }
  };
}

function ending({ result, duration: milliseconds }: JobFinished): string {
  const time = duration(milliseconds);
  switch (result.status) {
    case "succeeded":
      return result.cached ? `cached, ${cachedText(result.cached)}` : `succeeded in ${time}`;
    case "failed":
      return `failed after ${time}${result.allowed ? ", which is allowed" : ""}: ${failureText(result.failure)}`;
    case "skipped":
      return `skipped: ${skipText(result.reason)}`;
    case "cancelled":
      return "cancelled";
  }
}

/** What failed, at the line of its step, and the tests that failed, at their lines. */
function annotationsOf({ job, result }: JobFinished, results: Results): readonly Annotation[] {
  if (result.status !== "failed") return [];
  const level = result.allowed ? "warning" : "error";
  const { failure } = result;
  const step = "step" in failure ? results.step(job) : undefined;
  const at = failure.kind === "diagnostic" ? failure.diagnostic.at : (step?.location ?? results.place(job));
  const tests = results.reports.get(job)?.tests?.failures ?? [];
  return [
    {
      ...{ level, title: `${job} failed`, message: `${failureText(failure)}${step ? `: ${step.name}` : ""}` },
      ...(at && { file: at.file, line: at.line, column: at.column }),
    },
    ...tests.map(({ name, message = "it failed", file, line }): Annotation => {
      return { level, title: name, message, ...(file && { file }), ...(file && line && { line }) };
    }),
  ];
}
