import { relative, resolve } from "node:path";
import { Command, Option } from "commander";
import { type Diagnostic, diagnostic, distinct } from "../compiler/diagnostics/index.ts";
import { emit, loadTargets } from "../compiler/emit.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import { TARGETS, type TargetName } from "../compiler/targets/names.ts";
import { DEFAULT_FILE } from "./default-file.ts";
import { type Loaded, load } from "./load.ts";
import { type Compiled, placesOf } from "./places.ts";
import { show, textOf } from "./show.ts";
import { save } from "./write.ts";

/** The pipelines of one repository. */
interface Project extends Pick<Loaded, "lock" | "source"> {
  readonly graphs: readonly StageGraph[];
}

interface CompileOptions {
  readonly target: TargetName;
  readonly out?: string;
  readonly check?: true;
  readonly root?: string;
}

/** `waybill compile FILE... --target NAME`: writes what a provider reads. */
export function compileCommand(): Command {
  return new Command("compile")
    .description("Compile pipelines to the files of a provider, or to graphs as JSON.")
    .argument("[files...]", "the pipeline files", [DEFAULT_FILE])
    .addOption(
      new Option("-t, --target <name>", "the provider to compile for, or graph").choices(TARGETS).makeOptionMandatory(),
    )
    .option(
      "-o, --out <path>",
      "the output: a file, a folder with a trailing /, or - for standard output (default: where the provider reads it)",
    )
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .option("--check", "write nothing; show the difference and exit with 1 if a file is out of date")
    .addHelpText(
      "after",
      `
  waybill compile pipeline.ts --target gitlab            writes .gitlab-ci.yml
  waybill compile pipeline.ts --target github --out -    prints the workflow
  waybill compile ci/*.ts --target github                writes a workflow for each pipeline
  waybill compile ci/*.ts --target gitlab                writes all pipelines into .gitlab-ci.yml
  waybill compile pipeline.ts --target graph --out g.json`,
    )
    .action(async (files: readonly string[], options: CompileOptions) => {
      const projects = new Map<string, Project>();
      for (const file of files) {
        const { graphs, diagnostics, root, source, lock } = await load(file, options.root, loadTargets);
        if (!show(diagnostics, source)) return;
        projects.set(root, { lock, source, graphs: [...(projects.get(root)?.graphs ?? []), ...graphs] });
      }
      const compiled: Compiled[] = [];
      for (const [root, { graphs, lock, source }] of projects) {
        const emitted = await emit(graphs, { target: options.target, lock, root });
        const told = distinct(emitted.flatMap((one) => one.diagnostics));
        if (!show(told, source)) return;
        compiled.push(...emitted.map((one) => ({ ...one, root })));
      }
      const { placed, diagnostics } = placesOf(compiled, options.out);
      if (!show(diagnostics, (name) => textOf(resolve(compiled[0]?.root ?? "", name)))) return;
      const problems: Diagnostic[] = [];
      for (const { place, text } of placed) {
        if (options.out === "-") process.stdout.write(text);
        else if (options.check) problems.push(...(await compare(place, text, files, options)));
        else problems.push(...save(place, text));
      }
      show(problems, textOf);
    });
}

async function compare(
  path: string,
  text: string,
  files: readonly string[],
  options: CompileOptions,
): Promise<readonly Diagnostic[]> {
  const present = textOf(path);
  if (present === text) return [];
  const { createTwoFilesPatch } = await import("diff");
  const name = relative("", path);
  process.stdout.write(createTwoFilesPatch(name, name, present ?? "", text, "as it is", "as it would be"));
  const out = options.out ? ` --out ${options.out}` : "";
  const command = `waybill compile ${files.join(" ")} --target ${options.target}${out}`;
  return [diagnostic("WB1902", { file: name, command })];
}
