import type { JobFinished, RunEvent } from "../events.ts";
import { cachedText, cacheText, failureText, skipText } from "./failure.ts";
import { failedTests, reportText } from "./report.ts";

/** How many lines of a failed job's output are kept. */
const KEPT_LINES = 200;

/**
 * Collects a run and gives it as JUnit XML, a test case a job, when it has finished.
 *
 * @param write - Called once, with the whole document.
 */
export function junitReporter(write: (text: string) => void): (event: RunEvent) => void {
  let pipeline = "";
  let started = 0;
  const finished: JobFinished[] = [];
  const logs = new Map<string, string[]>();
  const caches = new Map<string, string[]>();
  const reports = new Map<string, readonly string[]>();
  return (event) => {
    if (event.type === "run-started") {
      pipeline = event.pipeline;
      started = event.time;
    } else if (event.type === "log") {
      const lines = logs.get(event.job) ?? [];
      lines.push(event.line);
      if (lines.length > KEPT_LINES) lines.shift();
      logs.set(event.job, lines);
    } else if (event.type === "cache") {
      caches.set(event.job, [...(caches.get(event.job) ?? []), cacheText(event)]);
    } else if (event.type === "report") {
      reports.set(event.job, [reportText(event), ...failedTests(event, "x"), ...event.problems].filter(Boolean));
    } else if (event.type === "job-finished") {
      finished.push(event);
    } else if (event.type === "run-finished") {
      write(document({ pipeline, started, duration: event.duration, jobs: finished, logs, caches, reports }));
    }
  };
}

interface Collected {
  readonly pipeline: string;
  readonly started: number;
  readonly duration: number;
  readonly jobs: readonly JobFinished[];
  /** The last lines of each job. */
  readonly logs: ReadonlyMap<string, readonly string[]>;
  /** What became of the caches of each job. */
  readonly caches: ReadonlyMap<string, readonly string[]>;
  /** What the reports of each job say. */
  readonly reports: ReadonlyMap<string, readonly string[]>;
}

function document({ pipeline, started, duration, jobs, logs, caches, reports }: Collected): string {
  const count = (...statuses: string[]) => jobs.filter(({ result }) => statuses.includes(result.status)).length;
  const cases = jobs.map((job) =>
    testCase(pipeline, job, {
      log: logs.get(job.job) ?? [],
      notes: [...(caches.get(job.job) ?? []), ...(reports.get(job.job) ?? [])],
    }),
  );
  const suite = attributes({
    name: pipeline,
    tests: String(jobs.length),
    failures: String(count("failed")),
    errors: "0",
    skipped: String(count("skipped", "cancelled")),
    time: seconds(duration),
    timestamp: new Date(started).toISOString().slice(0, 19),
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite${suite}>\n${cases.join("")}  </testsuite>\n</testsuites>\n`;
}

function testCase(
  pipeline: string,
  { job, result, duration }: JobFinished,
  { log, notes }: { readonly log: readonly string[]; readonly notes: readonly string[] },
): string {
  const out = (lines: readonly string[]) =>
    lines.length === 0 ? "" : `      <system-out>${escaped(lines.join("\n"))}</system-out>\n`;
  const open = `    <testcase${attributes({ classname: pipeline, name: job, time: seconds(duration) })}`;
  switch (result.status) {
    case "succeeded":
      if (!result.cached && notes.length === 0) return `${open}/>\n`;
      return `${open}>\n${out(result.cached ? [`cached: ${cachedText(result.cached)}`] : notes)}    </testcase>\n`;
    case "failed": {
      const failure = attributes({ message: failureText(result.failure), type: result.failure.kind });
      return `${open}>\n      <failure${failure}>${escaped(log.join("\n"))}</failure>\n${out(notes)}    </testcase>\n`;
    }
    case "skipped":
      return `${open}>\n      <skipped${attributes({ message: skipText(result.reason) })}/>\n    </testcase>\n`;
    case "cancelled":
      return `${open}>\n      <skipped message="the run was cancelled"/>\n    </testcase>\n`;
  }
}

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(value).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")}"`)
    .join("");
}

/** XML 1.0 has no way to write most control characters: they are left out. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
