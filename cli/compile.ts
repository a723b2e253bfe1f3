import { relative, resolve } from "node:path";
import { Command, Option } from "commander";
import { diagnostic } from "../compiler/diagnostics/index.ts";
import { emit, loadTargets } from "../compiler/emit.ts";
import type { TargetName } from "../compiler/targets/registry.ts";
import { load } from "./load.ts";
import { show, textOf } from "./show.ts";
import { save } from "./write.ts";

const TARGETS: readonly TargetName[] = ["gitlab", "github", "graph"];

interface CompileOptions {
  readonly target: TargetName;
  readonly out?: string;
  readonly check?: true;
  readonly root?: string;
}

/** `waybill compile FILE --target NAME`: writes what a provider reads. */
export function compileCommand(): Command {
  return new Command("compile")
    .description("Compile a pipeline for a provider, or to its graph as JSON.")
    .argument("<file>", "the pipeline, such as pipeline.ts")
    .addOption(new Option("-t, --target <name>", "what to emit").choices(TARGETS).makeOptionMandatory())
    .option("-o, --out <path>", "where to write it; - for standard output (default: where the provider looks for it)")
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .option("--check", "write nothing; exit with 1 and show the difference when the file is not up to date")
    .addHelpText(
      "after",
      `
  waybill compile pipeline.ts --target gitlab            writes .gitlab-ci.yml
  waybill compile pipeline.ts --target github --out -    prints the workflow
  waybill compile pipeline.ts --target graph --out g.json`,
    )
    .action(async (file: string, options: CompileOptions) => {
      const { graph, diagnostics, root, source, lock } = await load(file, options.root, loadTargets);
      if (!graph) {
        show(diagnostics, source);
        return;
      }
      const emitted = await emit(graph, { target: options.target, lock, root });
      if (!show([...diagnostics, ...emitted.diagnostics], source)) return;
      for (const [index, { path, text }] of emitted.files.entries()) {
        // A provider's file names the others by their places, so only it can be put elsewhere.
        const place = options.out && index === 0 ? resolve(options.out) : resolve(root, path);
        if (options.out === "-") process.stdout.write(text);
        else if (options.check) await compare(place, text, file, options);
        else show(save(place, text), source);
      }
    });
}

async function compare(path: string, text: string, file: string, options: CompileOptions): Promise<void> {
  const present = textOf(path);
  if (present === text) return;
  const { createTwoFilesPatch } = await import("diff");
  const name = relative("", path);
  process.stdout.write(createTwoFilesPatch(name, name, present ?? "", text, "as it is", "as it would be"));
  const out = options.out ? ` --out ${options.out}` : "";
  const command = `waybill compile ${file} --target ${options.target}${out}`;
  show([diagnostic("WB1902", { file: name, command })], textOf);
}
