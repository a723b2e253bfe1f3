import { Command, Option } from "commander";
import { type Diagnostic, distinct } from "../compiler/diagnostics/index.ts";
import { emit, loadTargets } from "../compiler/emit.ts";
import { PROVIDERS, type ProviderName } from "../compiler/targets/names.ts";
import { type Loaded, load } from "./load.ts";
import { show } from "./show.ts";

interface CheckOptions {
  readonly root?: string;
  readonly target?: ProviderName;
}

/** `waybill check FILE`: everything the compiler can prove and judge, without writing anything. */
export function checkCommand(): Command {
  return new Command("check")
    .description(
      "Check the types and proofs of the pipelines in a file, and what each provider cannot express. Writes no files.",
    )
    .argument("[file]", "the pipeline file", "pipeline.ts")
    .addOption(
      new Option(
        "-t, --target <name>",
        "check for this provider only (default: the pipeline's `targets`, else all providers)",
      ).choices(PROVIDERS),
    )
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText("after", "\n  waybill check\n  waybill check ci/pipeline.ts --target gitlab")
    .action(async (file: string, options: CheckOptions) => {
      const loaded = await load(file, options.root, loadTargets);
      const { graphs, diagnostics, source } = loaded;
      const judged = graphs.length > 0 ? await judge(loaded, options.target) : [];
      if (!show(distinct([...diagnostics, ...judged]), source)) return;
      const count = (list: readonly unknown[], noun: string) => `${list.length} ${noun}${list.length === 1 ? "" : "s"}`;
      for (const { name, jobs, stages } of graphs) {
        process.stdout.write(`${name}: ${count(jobs, "job")} in ${count(stages, "stage")}, no errors\n`);
      }
    });
}

/** What the providers that the pipelines are for find in them. */
async function judge({ graphs, lock, root }: Loaded, only?: ProviderName): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const target of only ? [only] : PROVIDERS) {
    const meant = graphs.filter(({ targets }) => only !== undefined || !targets || targets.includes(target));
    if (meant.length === 0) continue;
    const emitted = await emit(meant, { target, lock, root });
    found.push(...emitted.flatMap((one) => one.diagnostics));
  }
  return found;
}
