import { Command } from "commander";
import { DEFAULT_FILE } from "./default-file.ts";

/** `waybill watch [FILE] [OPTIONS]`: runs the pipeline again whenever a file of the repository is saved. */
export function watchCommand(): Command {
  return new Command("watch")
    .description("Run the pipeline, and again whenever a file is saved: what an edit does not affect is not run again.")
    .argument("[file]", "the pipeline, or a graph saved as .json", DEFAULT_FILE)
    .argument("[options...]", "options of `waybill run`")
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText(
      "after",
      `
All options of \`waybill run\` may follow. Files that git ignores are not watched. A run that an edit makes outdated is
stopped. Jobs that name their \`inputs\` run only when one of those has changed; other jobs run every time.

In a terminal: a runs all jobs, f those that did not succeed, j one job, q ends it.

  waybill watch
  waybill watch pipeline.ts --job unit --executor host`,
    )
    .action(async (file: string, options: readonly string[]) => {
      const { watch } = await import("./watching.ts");
      // An option that stands first is not a file.
      const [named, rest] = file.startsWith("-") ? [DEFAULT_FILE, [file, ...options]] : [file, options];
      await watch(named, rest);
    });
}
