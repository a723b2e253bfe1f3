import { Command } from "commander";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import { type CheckoutOptions, rootOption, runsFolder } from "./checkout.ts";
import { listen } from "./interruption.ts";
import { show, textOf } from "./show.ts";

interface UiOptions extends CheckoutOptions {
  readonly port: number;
}

/** `waybill ui [RUN]`: the page of a run, live, on this machine alone. */
export function uiCommand(): Command {
  return new Command("ui")
    .description("Serve the report of a run on 127.0.0.1, live during the run. Press Ctrl-C to stop.")
    .argument(
      "[run]",
      "the run: its number in `waybill runs`, its id, the start or end of its id, or `last` (default: last)",
    )
    .option("--port <number>", "the port on 127.0.0.1 (default: a free port)", Number, 0)
    .addOption(rootOption())
    .addHelpText("after", "\n  waybill ui\n  waybill ui 2 --port 8080")
    .action(async (name: string | undefined, options: UiOptions, command: Command) => {
      if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65535) {
        command.error("error: give a port from 0 to 65535", { exitCode: 2 });
      }
      const interruption = listen("");
      try {
        const [{ readReport, pageParts }, { serveReport }] = await Promise.all([
          import("./read-report.ts"),
          import("./serve-report.ts"),
        ]);
        const folder = runsFolder(options);
        // The run that is meant stays the same when another one begins.
        const { run } = (await readReport(folder, name)).report;
        const page = { read: () => readReport(folder, run), parts: await pageParts() };
        const server = await serveReport(page, options.port).catch((error: Error) => {
          throw new DiagnosticError(diagnostic("WB4066", { port: String(options.port), reason: error.message }));
        });
        process.stdout.write(`${server.address}\n`);
        await new Promise<void>((resolve) => {
          interruption.signals.signal.addEventListener("abort", () => resolve(), { once: true });
        });
        await server.close();
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, textOf);
      } finally {
        interruption.end();
      }
    });
}
