import pc from "picocolors";
import type { RunEvent } from "../events.ts";
import { duration } from "./duration.ts";
import { attachCommand, cachedText, cacheText, heldText, releasedText, skipText, stepSkipText } from "./failure.ts";
import { reportText } from "./report.ts";
import { resultsOf, summary } from "./summary.ts";

export interface PlainOptions {
  readonly write: (text: string) => void;
  readonly color: boolean;
  /** The text of a source file as diagnostics name it; without it no code is shown. */
  readonly source?: (file: string) => string | undefined;
  /** The command that runs one job again as in this run. */
  readonly repeat?: (job: string) => string;
}

type Painter = (text: string) => string;

/** Lines for logs and pipes: each begins with its job, and a summary that says first what failed ends them. */
export function plainReporter(options: PlainOptions): (event: RunEvent) => void {
  const { write, color, source = () => undefined } = options;
  const colors = pc.createColors(color);
  const palette: readonly Painter[] = [colors.cyan, colors.magenta, colors.yellow, colors.blue, colors.green];
  const results = resultsOf();
  const prefixes = new Map<string, string>();
  const activities = new Map<string, string>();
  const lastLines = new Map<string, string>();
  let width = 0;
  const prefix = (job: string) => {
    let found = prefixes.get(job);
    if (found === undefined) {
      const paint = palette[prefixes.size % palette.length] as Painter;
      found = `${paint(job.padEnd(width))} ${colors.dim("|")} `;
      prefixes.set(job, found);
    }
    return found;
  };
  const say = (job: string, text: string) => write(`${prefix(job)}${text}\n`);

  return (event) => {
    results.take(event);
    switch (event.type) {
      case "run-started":
        width = Math.min(24, Math.max(0, ...event.jobs.map(({ id }) => id.length)));
        return;
      case "job-started":
        if (event.attempt > 1) say(event.job, colors.yellow(`attempt ${event.attempt}`));
        return;
      case "job-expanded":
        return say(event.job, colors.dim(`stands for ${event.into.map(({ id }) => id).join(", ")}`));
      case "step-started":
        return say(event.job, colors.dim(`$ ${event.name}`));
      case "step-skipped":
        return say(event.job, colors.dim(`- ${event.name} (skipped: ${stepSkipText(event.reason)})`));
      case "job-held":
        say(event.job, colors.yellow(heldText(event)));
        return say(event.job, colors.dim(`to look into it from another terminal: ${attachCommand(event.job)}`));
      case "job-released":
        return say(event.job, colors.dim(releasedText(event)));
      case "log":
        lastLines.set(event.job, event.line);
        return say(event.job, event.line);
      case "progress":
        // Lines do not move: each activity is told once, and not after a line that says it.
        if (activities.get(event.job) === event.activity) return;
        activities.set(event.job, event.activity);
        if (!lastLines.get(event.job)?.endsWith(event.activity)) say(event.job, colors.dim(event.activity));
        return;
      case "cache":
        return say(event.job, colors.dim(cacheText(event)));
      case "report":
        for (const line of [reportText(event), ...event.problems]) if (line) say(event.job, colors.dim(line));
        return;
      case "job-finished":
        return say(event.job, ending(event, colors));
      case "notice":
        return write(`${event.message}\n`);
      case "run-finished":
        return write(summary(results, event, { ...options, source }));
      case "step-finished":
        return;
    }
  };
}

function ending(
  { result, duration: milliseconds }: Extract<RunEvent, { type: "job-finished" }>,
  colors: ReturnType<typeof pc.createColors>,
): string {
  const time = duration(milliseconds);
  switch (result.status) {
    case "succeeded":
      if (result.cached) return colors.green(`cached: ${cachedText(result.cached)}`);
      return colors.green(`succeeded in ${time}`);
    case "failed":
      return result.allowed
        ? colors.yellow(`failed after ${time}, which is allowed`)
        : colors.red(`failed after ${time}`);
    case "skipped":
      return colors.dim(`skipped: ${skipText(result.reason)}`);
    case "cancelled":
      return colors.yellow("cancelled");
  }
}
