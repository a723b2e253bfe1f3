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
    .description("Tell why a job ran in the last run of this checkout, or why it did not.")
    .argument("<job>", "the job, as the pipeline calls it; also an instance of a matrix")
    .argument("[file]", "the pipeline, or a graph saved as .json", "pipeline.ts")
    .option("--json", "print it as JSON")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText(
      "after",
      `
Of a job that names its inputs it tells what has changed since it ran before; of one that was skipped, which part of its
condition did not hold, or which job it needs. It reads what the runs wrote down, and runs nothing.

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
