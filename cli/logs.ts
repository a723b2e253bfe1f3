import { Command } from "commander";
import pc from "picocolors";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import type { RunEvent } from "../runtime/events.ts";
import type { PastRun } from "../runtime/journal/history.ts";
import { type CheckoutOptions, rootOption, runsFolder } from "./checkout.ts";
import { listen } from "./interruption.ts";
import { colored, show, textOf } from "./show.ts";

interface LogsOptions extends CheckoutOptions {
  readonly follow?: true;
  readonly failed?: true;
  readonly json?: true;
}

/** `waybill logs [RUN] [JOB]`: what the jobs of a run have written. */
export function logsCommand(): Command {
  return new Command("logs")
    .description("Show the logs of a run of this checkout, for all jobs or for one job.")
    .argument(
      "[run]",
      "the run: its number in `waybill runs`, its id, the start or end of its id, or `last` (default: last)",
    )
    .argument("[job]", "the job; as the only argument, a job of the last run (default: all jobs)")
    .option("-f, --follow", "also show new output, until the run ends")
    .option("--failed", "show only failed jobs")
    .option("--json", "print the events as JSON, one per line")
    .addOption(rootOption())
    .addHelpText(
      "after",
      `
  waybill logs
  waybill logs unit
  waybill logs 2 unit
  waybill logs --failed
  waybill logs --follow`,
    )
    .action(async (first: string | undefined, second: string | undefined, options: LogsOptions) => {
      try {
        await logs([first, second], options);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, textOf);
      }
    });
}

async function logs([first, second]: readonly (string | undefined)[], options: LogsOptions): Promise<void> {
  const [history, { findByName, runNamed, requireJob }, { readEvents }, { jobLogs, knownJobs }] = await Promise.all([
    import("../runtime/journal/history.ts"),
    import("../runtime/journal/named-run.ts"),
    import("../runtime/journal/event-file.ts"),
    import("../runtime/journal/job-logs.ts"),
  ]);
  const folder = runsFolder(options);
  const runs = await history.allRuns(folder);
  // One argument is a run where a run has that name, else a job of the last run.
  const isRun = second !== undefined || first === undefined || findByName(runs, first) !== undefined;
  const run = runNamed(runs, isRun ? first : undefined);
  const job = isRun ? second : first;
  const interruption = listen("");
  const isLiving = async () => {
    const again = await history.runOf(folder, run.start.run);
    return again !== undefined && history.isLiving(again);
  };
  const { signal } = interruption.signals;
  const read = async (follow: boolean) => {
    const events = await readEvents(folder, run.start.run, { follow, isLiving, signal });
    if (!events) throw new DiagnosticError(diagnostic("WB4062", { run: run.start.run }));
    return events;
  };
  try {
    if (job !== undefined) requireJob(run, job, await knownJobs(await read(false), run));
    if (options.json || (options.follow && history.isLiving(run))) {
      return await follow(await read(options.follow === true), { ...options, job });
    }
    const found = (await jobLogs(await read(false))).filter(
      (one) => (job ?? one.job) === one.job && (!options.failed || one.status === "failed"),
    );
    if (found.length === 0) process.stdout.write(emptyText(run, options));
    for (const one of found) {
      if (job === undefined)
        process.stdout.write(`${pc.createColors(colored(process.stdout)).bold(`== ${one.job}: ${one.ending}`)}\n`);
      for (const line of one.lines) process.stdout.write(`${line}\n`);
      if (job === undefined) process.stdout.write("\n");
    }
  } finally {
    interruption.end();
  }
}

const emptyText = ({ start }: PastRun, { failed }: LogsOptions) =>
  failed ? `no job of the run ${start.run} failed\n` : `the run ${start.run} has no logs\n`;

async function follow(events: AsyncIterable<RunEvent>, options: LogsOptions & { readonly job: string | undefined }) {
  const { job } = options;
  const { plainReporter } = await import("../runtime/reporters/plain.ts");
  const write = (text: string) => void process.stdout.write(text);
  const report = options.json
    ? (event: RunEvent) => write(`${JSON.stringify(event)}\n`)
    : plainReporter({ write, color: colored(process.stdout), source: textOf });
  for await (const event of events) {
    if (job !== undefined && "job" in event && event.job !== job) continue;
    if (job !== undefined && !options.json && event.type === "run-finished") return;
    report(event);
    if (job !== undefined && event.type === "job-finished") return;
  }
}
