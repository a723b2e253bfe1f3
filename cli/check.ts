import { Command } from "commander";
import { load } from "./load.ts";
import { show } from "./show.ts";

/** `waybill check FILE`: everything the compiler can tell, without writing anything. */
export function checkCommand(): Command {
  return new Command("check")
    .description("Type-check a file's pipelines, lower them to their graphs and prove what can be proved.")
    .argument("[file]", "the pipeline", "pipeline.ts")
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .action(async (file: string, options: { readonly root?: string }) => {
      const { graphs, diagnostics, source } = await load(file, options.root);
      if (!show(diagnostics, source)) return;
      const count = (list: readonly unknown[], noun: string) => `${list.length} ${noun}${list.length === 1 ? "" : "s"}`;
      for (const { name, jobs, stages } of graphs) {
        process.stdout.write(`${name}: ${count(jobs, "job")} in ${count(stages, "stage")}, no errors\n`);
      }
    });
}
