import { Command } from "commander";
import { DiagnosticError } from "../compiler/diagnostics/index.ts";
import { type ChooseOptions, loadOne, pipelineOption } from "./choose.ts";
import { journalFolder } from "./records.ts";
import { show } from "./show.ts";

interface WhyOptions extends ChooseOptions {
  readonly json?: true;
}

/** `waybill why JOB`: what became of a job in the last run, and why. */
export function whyCommand(): Command {
  return new Command("why")
    .description("Explain why a job ran, or did not run, in the last run of this checkout.")
    .argument("<job>", "the job, or an instance of a matrix")
    .argument("[file]", "the pipeline, or a graph saved as .json", "pipeline.ts")
    .option("--json", "print the explanation as JSON")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText(
      "after",
      `
For a job with \`inputs\`, the command shows what changed since the job last ran. For a skipped job, it shows which part of
the condition did not hold, or which needed job caused the skip. It reads the journals of runs, and runs nothing.

  waybill why unit
  waybill why production ci/pipeline.ts
  waybill why unit --json`,
    )
    .action(async (job: string, file: string, options: WhyOptions) => {
      const { graph, diagnostics, root, source } = await loadOne(file, options);
      if (!show(diagnostics, source) || !graph) return;
      const [{ pastRuns }, { why }, { openStore }, { whyText }] = await Promise.all([
        import("../runtime/journal/history.ts"),
        import("../runtime/journal/why.ts"),
        import("../runtime/store/store.ts"),
        import("./why-text.ts"),
      ]);
      try {
        const runs = await pastRuns(journalFolder(root), graph);
        const answer = await why({ graph, job, runs, store: openStore() });
        process.stdout.write(options.json ? `${JSON.stringify(answer, undefined, 2)}\n` : whyText(answer));
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, source);
      }
    });
}
