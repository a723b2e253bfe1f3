import { Command } from "commander";
import { duration } from "../runtime/reporters/duration.ts";
import { type CheckoutOptions, rootOption, runsFolder } from "./checkout.ts";
import { wholeNumber } from "./whole-number.ts";

interface RunsOptions extends CheckoutOptions {
  readonly limit: number;
  readonly pipeline?: string;
  readonly json?: true;
}

/** `waybill runs`: the runs of this checkout. */
export function runsCommand(): Command {
  return new Command("runs")
    .description("List the runs of this checkout, newest first.")
    .option("-n, --limit <number>", "the number of runs to list", wholeNumber, 10)
    .option("--pipeline <name>", "list only runs of this pipeline")
    .option("--json", "print the runs as JSON")
    .addOption(rootOption())
    .addHelpText(
      "after",
      `
Other commands take the numbers: \`waybill logs 2\` shows the logs of the run before the last.

  waybill runs
  waybill runs --limit 50 --json`,
    )
    .action(async (options: RunsOptions) => {
      const [{ allRuns }, { summaryOf }] = await Promise.all([
        import("../runtime/journal/history.ts"),
        import("../runtime/journal/run-summary.ts"),
      ]);
      const all = (await allRuns(runsFolder(options))).map((run, index) => ({ number: index + 1, ...summaryOf(run) }));
      const runs = all.filter(({ pipeline }) => (options.pipeline ?? pipeline) === pipeline).slice(0, options.limit);
      if (options.json) return void process.stdout.write(`${JSON.stringify(runs, undefined, 2)}\n`);
      if (runs.length === 0) return void process.stdout.write("there are no runs of this checkout yet\n");
      const rows = runs.map(({ number, run, time, pipeline, of, status, counts, ...rest }) => [
        String(number),
        run,
        when(time),
        pipeline,
        of,
        status,
        rest.duration === undefined ? "" : duration(rest.duration),
        Object.entries(counts)
          .map(([name, count]) => `${count} ${name}`)
          .join(", "),
      ]);
      const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
      for (const row of rows) {
        const line = row.map((cell, column) =>
          column === 0 ? cell.padStart(widths[0]!) : cell.padEnd(widths[column]!),
        );
        process.stdout.write(`${line.join("  ").trimEnd()}\n`);
      }
    });
}

/** In the time of this machine: `2026-11-30 19:40`. */
function when(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
