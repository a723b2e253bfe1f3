import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Command } from "commander";
import { type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";
import { ownPackage } from "../compiler/frontend/project/package.ts";
import { show, textOf } from "./show.ts";
import { save } from "./write.ts";

/** `waybill init`: a first pipeline for the project in a folder. It asks nothing. */
export function initCommand(): Command {
  return new Command("init")
    .description("Write a first pipeline.ts for this project, and a tsconfig.json and scripts if they are missing.")
    .argument("[folder]", "the root of the project", ".")
    .option("--force", "replace an existing pipeline.ts")
    .addHelpText(
      "after",
      `
The command reads the files of package managers (npm, pnpm, Yarn, Bun, uv, Poetry, Pipenv, pip, Go, Cargo, Maven, Gradle,
Bundler, Composer) and the Dockerfile. It asks no questions.

  npx waybill init && npx waybill run pipeline.ts`,
    )
    .action(async (folder: string, options: { readonly force?: true }) => {
      const [{ survey }, { starter, TSCONFIG, withScripts }, { writePipeline }] = await Promise.all([
        import("../compiler/importers/init/survey.ts"),
        import("../compiler/importers/init/starter.ts"),
        import("../compiler/importers/write/index.ts"),
      ]);
      const root = resolve(folder);
      const at = (path: string) => join(root, path);
      if (existsSync(at("pipeline.ts")) && !options.force) {
        show([diagnostic("WB6012", { file: "pipeline.ts" })], textOf);
        return;
      }
      const has = (path: string) => existsSync(at(path));
      const kinds = survey({ has, read: (path) => textOf(at(path)) });
      const { text } = await writePipeline(starter(kinds, basename(root)));
      const problems: Diagnostic[] = [...save(at("pipeline.ts"), text)];
      if (!has("tsconfig.json")) problems.push(...save(at("tsconfig.json"), TSCONFIG));
      const manifest = textOf(at("package.json"));
      const changed = manifest === undefined ? undefined : withScripts(manifest, ownPackage().version);
      if (changed !== undefined) problems.push(...save(at("package.json"), changed));
      if (show(problems, textOf))
        process.stdout.write(
          next(
            kinds.flatMap(({ because }) => because ?? []),
            workflows(root),
          ),
        );
    });
}

/** The files of providers that a project has. */
function workflows(root: string): readonly string[] {
  const folder = join(root, ".github/workflows");
  const github = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  return [
    ...github.sort().map((name) => `.github/workflows/${name}`),
    ...(existsSync(join(root, ".gitlab-ci.yml")) ? [".gitlab-ci.yml"] : []),
  ];
}

function next(because: readonly string[], files: readonly string[]): string {
  const found =
    because.length === 0 ? "Nothing shows how this project is tested" : `Made from ${because.join(" and ")}`;
  const lines = [
    `${found}: read pipeline.ts, then`,
    "  waybill run pipeline.ts                        runs it on this machine",
    "  waybill compile pipeline.ts --target github    writes the workflow",
    "  waybill compile pipeline.ts --target gitlab    writes .gitlab-ci.yml",
    ...(files.length ? ["This project has pipelines already. To bring them along:"] : []),
    ...files.map((file) => `  waybill import ${file} --out ci/`),
  ];
  return `${lines.join("\n")}\n`;
}
