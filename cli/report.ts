import { Command } from "commander";
import { DiagnosticError } from "../compiler/diagnostics/index.ts";
import { type CheckoutOptions, rootOption, runsFolder } from "./checkout.ts";
import { show, textOf } from "./show.ts";
import { save } from "./write.ts";

interface ReportOptions extends CheckoutOptions {
  readonly out?: string;
  readonly json?: true;
}

/** `waybill report [RUN]`: a run as one HTML file. */
export function reportCommand(): Command {
  return new Command("report")
    .description(
      "Write an HTML report of a run: graph, timeline, logs, tests and conditions, in one file that loads nothing.",
    )
    .argument(
      "[run]",
      "the run: its number in `waybill runs`, its id, the start or end of its id, or `last` (default: last)",
    )
    .option("-o, --out <path>", "the file, or - for standard output (default: waybill-report.html)")
    .option("--json", "print the data of the page as JSON, without the logs")
    .addOption(rootOption())
    .addHelpText(
      "after",
      `
Keys on the page: j and k select a job; l, t and g show its log, the timeline and the graph; / searches.

  waybill report
  waybill report 2 --out friday.html`,
    )
    .action(async (name: string | undefined, options: ReportOptions) => {
      try {
        const [{ readReport, pageParts }, { reportHtml }] = await Promise.all([
          import("./read-report.ts"),
          import("../runtime/report/html.ts"),
        ]);
        const read = await readReport(runsFolder(options), name);
        if (options.json) return void process.stdout.write(`${JSON.stringify(read.report, undefined, 2)}\n`);
        const text = reportHtml(read, await pageParts());
        if (options.out === "-") return void process.stdout.write(text);
        show(save(options.out ?? "waybill-report.html", text), textOf);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, textOf);
      }
    });
}
