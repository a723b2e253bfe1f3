import { Command } from "commander";
import { load } from "./load.ts";
import { show } from "./show.ts";

/** `waybill check FILE`: everything the compiler can tell, without writing anything. */
export function checkCommand(): Command {
  return new Command("check")
    .description("Type-check a pipeline, lower it to its graph and prove what can be proved.")
    .argument("<file>", "the pipeline, such as pipeline.ts")
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .action(async (file: string, options: { readonly root?: string }) => {
      const { graph, diagnostics, source } = await load(file, options.root);
      if (!show(diagnostics, source) || !graph) return;
      const count = (list: readonly unknown[], noun: string) => `${list.length} ${noun}${list.length === 1 ? "" : "s"}`;
      process.stdout.write(
        `${graph.name}: ${count(graph.jobs, "job")} in ${count(graph.stages, "stage")}, no errors\n`,
      );
    });
}
