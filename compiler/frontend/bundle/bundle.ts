import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Esbuild from "esbuild";
import type { BuildOptions, BuildResult, Message, Metafile } from "esbuild";
import { type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import type { AnalysedSource } from "../analysis/analysis.ts";
import { type Project, shown } from "../project/project.ts";
import { forbiddenBuiltins } from "./builtins.ts";
import type { Builtin } from "./resolve.ts";
import { resolver } from "./resolve.ts";

/** A pipeline and all it imports as one script, which leaves its declarations as JSON in `waybillResult.json`. */
export interface Bundle {
  readonly code: string;
  /** A source map to the user's files; sources are relative to the root. */
  readonly map: string;
  /** Files out of packages that are part of it, absolute. */
  readonly packages: readonly string[];
}

export interface Bundled {
  readonly bundle?: Bundle;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Loads esbuild and starts its process, at once: it is up when there is something to bundle. The call itself only takes the
 * way from the start of the process.
 */
export function startBundler(): Promise<unknown> {
  return esbuild().transform("");
}

// Imported, it would be loaded when the event loop turns next: after the check.
const esbuild = () => createRequire(import.meta.url)("esbuild") as typeof Esbuild;

/** Bundles what a pipeline's files have become for their evaluation. */
export async function bundle(project: Project, source: AnalysedSource): Promise<Bundled> {
  const builtins: Builtin[] = [];
  const options = {
    entryPoints: ["waybill:entry"],
    plugins: [resolver(project, source, builtins)],
    absWorkingDir: project.root,
    outdir: project.root,
    bundle: true,
    write: false,
    metafile: true,
    sourcemap: "external",
    sourcesContent: false,
    format: "iife",
    globalName: "waybillResult",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    logLevel: "silent",
    supported: { "dynamic-import": false },
    define: { "process.env.NODE_ENV": '"production"' },
    tsconfigRaw: { compilerOptions: source.semantics },
  } satisfies BuildOptions;
  let result: BuildResult<typeof options>;
  try {
    result = await esbuild().build(options);
  } catch (error) {
    const { errors } = error as { readonly errors?: readonly Message[] };
    if (!errors) throw error;
    return { diagnostics: errors.map((one) => failure(project, one)) };
  }
  const output = (ending: string) => result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
  return {
    bundle: { code: output(".js"), map: output(".map"), packages: packageFiles(project, source, result.metafile) },
    diagnostics: forbiddenBuiltins(project, source, builtins, result.metafile),
  };
}

function packageFiles(project: Project, { files }: AnalysedSource, { inputs }: Metafile): readonly string[] {
  return Object.keys(inputs)
    .filter((name) => !name.includes(":"))
    .map((name) => join(project.root, name))
    .filter((file) => !(file in files));
}

function failure(project: Project, { text, location }: Message): Diagnostic {
  const at: Span | undefined = location?.file
    ? {
        file: shown(project, join(project.root, location.file)),
        line: location.line,
        column: location.column + 1,
        endLine: location.line,
        endColumn: location.column + 1 + Math.max(1, location.length),
      }
    : undefined;
  return diagnostic("WB1013", { message: text }, { at });
}
