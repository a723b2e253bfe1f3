import { existsSync, readFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { Command, Option } from "commander";
import { type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";
import type { Importer, ProjectFiles } from "../compiler/importers/provider.ts";
import { PROVIDERS } from "../compiler/targets/names.ts";
import { repositoryAbove } from "./load.ts";
import { projectFiles } from "./project-files.ts";
import { show, textOf } from "./show.ts";
import { save } from "./write.ts";

interface ImportCommandOptions {
  readonly out?: string;
  readonly from?: Importer["provider"];
  readonly root?: string;
  readonly includes?: string;
  readonly report?: string;
  readonly check?: true;
  readonly force?: true;
  readonly json?: true;
}

/** `waybill import FILE...`: writes pipelines that say what files of a provider say, with a verdict for each job. */
export function importCommand(): Command {
  return new Command("import")
    .description("Import the files of a provider as pipelines, and prove for each job whether it stays the same.")
    .argument("<files...>", "the files of a provider, such as .github/workflows/ci.yml")
    .addOption(
      new Option("--from <provider>", "the provider of the files (default: determined by their paths)").choices(
        PROVIDERS,
      ),
    )
    .option(
      "-o, --out <path>",
      "the output: a file, a folder with a trailing /, or - for standard output (default: pipeline.ts for one file, ci/ for several)",
    )
    .option("--root <folder>", "the repository's root (default: the nearest parent folder with .git)")
    .option(
      "--includes <folder>",
      "a folder with copies of external GitLab includes, as PROJECT/FILE, HOST/PATH or templates/NAME (default: they stay included)",
    )
    .option("--report <file>", "write the verdicts to a Markdown file, for example for a pull request")
    .option("--json", "print the verdicts as JSON")
    .option("--check", "print the verdicts, and write no pipelines")
    .option("--force", "replace existing files")
    .addHelpText(
      "after",
      `
The verdict of each job: the same (proved over all events), the same except for the listed differences, kept with the
provider's keys, or not imported.

  waybill import .github/workflows/ci.yml                       writes pipeline.ts
  waybill import .github/workflows/*.yml --out ci/              writes a module for each workflow
  waybill import .github/workflows/ci.yml --check --report import.md`,
    )
    .action(async (paths: readonly string[], options: ImportCommandOptions) => {
      const [{ importFile }, { providerOf }, { markdownReport, textReport }] = await Promise.all([
        import("../compiler/import.ts"),
        import("../compiler/importers/registry.ts"),
        import("../compiler/importers/verdict/index.ts"),
      ]);
      if (options.includes !== undefined && !existsSync(options.includes)) {
        show([diagnostic("WB6030", { folder: options.includes })], textOf);
        return;
      }
      const root = resolve(options.root ?? repositoryAbove(process.cwd()));
      const named = new Set(paths.map((path) => relative(root, resolve(path)).split(sep).join("/")));
      const files = { ...projectFiles(root, named), includes: includesOf(options.includes) };
      const results = [];
      for (const file of paths) {
        const path = relative(root, resolve(file)).split(sep).join("/");
        const provider = options.from ?? providerOf(path);
        results.push({ file, ...(await importFile(path, { provider, files })) });
      }
      const problems: Diagnostic[] = results.flatMap((one) => one.diagnostics);
      const reports = results.map((one) => one.report);
      for (const { file, text } of results) {
        if (text === undefined || options.check) continue;
        if (options.out === "-") process.stdout.write(text);
        else problems.push(...write(placeOf(file, paths.length, options.out), text, options.force === true));
      }
      if (options.report && !options.check) problems.push(...save(resolve(options.report), markdownReport(reports)));
      if (options.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
      else process.stderr.write(textReport(reports));
      show(problems, (name) => textOf(resolve(root, name)));
    });
}

const includesOf = (folder: string | undefined): ProjectFiles | undefined =>
  folder === undefined ? undefined : projectFiles(resolve(folder));

function placeOf(file: string, count: number, out: string | undefined): string {
  if (out !== undefined && !out.endsWith("/")) return resolve(out);
  const name = `${file
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.ya?ml$/, "")
    .replace(/^\./, "")}.ts`;
  if (out !== undefined) return resolve(out, name);
  return resolve(count === 1 ? "pipeline.ts" : `ci/${name}`);
}

function write(path: string, text: string, force: boolean): readonly Diagnostic[] {
  if (existsSync(path) && !force && readFileSync(path, "utf8") !== text) {
    return [diagnostic("WB6012", { file: relative("", path) })];
  }
  return save(path, text);
}
