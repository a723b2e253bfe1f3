import { Command } from "commander";
import { DEFAULT_FILE } from "./default-file.ts";

/** `waybill watch [FILE] [OPTIONS]`: runs the pipeline again whenever a file of the repository is saved. */
export function watchCommand(): Command {
  return new Command("watch")
    .description("Run the pipeline, and run affected jobs again whenever a file is saved.")
    .argument("[file]", "the pipeline, or a graph saved as .json", DEFAULT_FILE)
    .argument("[options...]", "options of `waybill run`")
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText(
      "after",
      `
The command accepts all options of \`waybill run\`. It does not watch files that git ignores, and it stops a run that an
edit makes outdated. Jobs with \`inputs\` run only if one of these files changed; other jobs run every time.

Keys in a terminal: a runs all jobs, f runs the jobs that did not succeed, j runs one job, q quits.

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
