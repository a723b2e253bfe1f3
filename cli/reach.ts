import { relative } from "node:path";
import { Command } from "commander";
import { reachOf, renderReach } from "../compiler/query/index.ts";
import { type ChooseOptions, loadAny, pipelineOption } from "./choose.ts";
import { show } from "./show.ts";

/** `waybill reach [FILE]`: which secrets and rights each job holds, and who can start it. */
export function reachCommand(): Command {
  return new Command("reach")
    .description("List the secrets, id tokens, permissions and environments of each job, by who can start the job.")
    .argument("[file]", "the pipeline, a graph saved as .json, or a workflow or GitLab configuration", "pipeline.ts")
    .option("--json", "print the list as JSON")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText("after", "\n  waybill reach\n  waybill reach --json")
    .action(async (file: string, options: ChooseOptions & { readonly json?: true }) => {
      const { graph, diagnostics, source } = await loadAny(file, options);
      if (!show(diagnostics, source) || !graph) return;
      const reach = reachOf(graph);
      process.stdout.write(
        options.json ? `${JSON.stringify(reach, undefined, 2)}\n` : renderReach(reach, relative("", file)),
      );
    });
}
