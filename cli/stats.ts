import { Command } from "commander";
import { adviceFor, criticalPath } from "../compiler/query/index.ts";
import { duration } from "../runtime/reporters/duration.ts";
import { type ChooseOptions, loadOne, pipelineOption } from "./choose.ts";
import { journalFolder } from "./records.ts";
import { show } from "./show.ts";

/** Advice that gains less than this is not given, in milliseconds. */
const LEAST_GAIN = 1000;

/** `waybill stats [FILE]`: how long the jobs of earlier runs took, and what would make a run shorter. */
export function statsCommand(): Command {
  return new Command("stats")
    .description("Show durations, the critical path, flaky jobs and unnecessary needs, from the runs of this checkout.")
    .argument("[file]", "the pipeline, or a graph saved as .json", "pipeline.ts")
    .option("--json", "print the statistics as JSON")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText(
      "after",
      `
A job is flaky if it failed and succeeded with the same definition and sources. A need is unnecessary if the job uses nothing
from it and no proof depends on it. Without the need, the job also runs when the needed job fails.

  waybill stats
  waybill stats --json`,
    )
    .action(async (file: string, options: ChooseOptions & { readonly json?: true }) => {
      const { graph, diagnostics, source, root } = await loadOne(file, options);
      if (!show(diagnostics, source) || !graph) return;
      const [{ checkGraph }, { providers }, { pastRuns }, { statsOf }] = await Promise.all([
        import("../compiler/graph/passes/index.ts"),
        import("../compiler/targets/providers.ts"),
        import("../runtime/journal/history.ts"),
        import("../runtime/journal/stats.ts"),
      ]);
      const runs = await pastRuns(journalFolder(root), graph);
      const jobs = statsOf(runs);
      if (jobs.length === 0 && !options.json) {
        return void process.stdout.write(`${graph.name} has not run in this checkout yet: waybill run\n`);
      }
      const durations = new Map(jobs.map(({ job, median }) => [job, median]));
      const path = criticalPath(graph, durations);
      const advice = adviceFor(graph, durations, { least: LEAST_GAIN, check: (one) => checkGraph(one, providers) });
      if (options.json) {
        const stats = { runs: runs.length, jobs, criticalPath: path, advice };
        return void process.stdout.write(`${JSON.stringify(stats, undefined, 2)}\n`);
      }
      const rows = [
        ["job", "runs", "failed", "median", "slowest", ""],
        ...jobs.map((one) => [
          ...[one.job, String(one.runs), String(one.failed), duration(one.median), duration(one.slowest)],
          one.flaky ? `flaky: failed in ${one.flaky.failed}, succeeded in ${one.flaky.succeeded}` : "",
        ]),
      ];
      const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
      const table = rows.map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join("  ")
          .trimEnd(),
      );
      const sections = [
        table,
        [`Critical path, ${duration(path.length)}: ${path.jobs.join(" > ")}`],
        advice.map(
          ({ job, need, gain }) =>
            `\`${job}\` needs \`${need}\` though it uses nothing of it: without it a run is ${duration(gain)} shorter`,
        ),
      ].filter((lines) => lines.length > 0);
      process.stdout.write(`${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`);
    });
}
