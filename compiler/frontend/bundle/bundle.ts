import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Esbuild from "esbuild";
import type { BuildOptions, BuildResult, Message } from "esbuild";
import { type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import type { AnalysedSource } from "../analysis/analysis.ts";
import { type Project, shown } from "../project/project.ts";
import { forbiddenBuiltins, refusedFiles } from "./blame.ts";
import { type Met, resolver } from "./resolve.ts";
import { TOO_LARGE } from "./source.ts";

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
  // A process that cannot be started says so when it is needed.
  return esbuild()
    .transform("")
    .catch(() => {});
}

// Imported, it would be loaded when the event loop turns next: after the check.
const esbuild = () => createRequire(import.meta.url)("esbuild") as typeof Esbuild;

/**
 * Bundles what a pipeline's files have become for their evaluation.
 *
 * @param milliseconds - How long it may take.
 */
export async function bundle(project: Project, source: AnalysedSource, milliseconds: number): Promise<Bundled> {
  const met: Met = { builtins: [], refused: new Map(), read: new Set() };
  const options = {
    entryPoints: ["waybill:entry"],
    plugins: [resolver(project, source, met)],
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
    result = await inTime(esbuild().build(options), milliseconds);
  } catch (error) {
    const { errors } = error as { readonly errors?: readonly Message[] };
    // Without a message of its own, its process has ended: by its time limit, or by what a file made of its parser.
    if (!errors) {
      await esbuild().stop();
      return { diagnostics: [notBundled((error as Error).message)] };
    }
    return { diagnostics: errors.map((one) => failure(project, one)) };
  }
  const output = (ending: string) => result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
  return {
    bundle: { code: output(".js"), map: output(".map"), packages: [...met.read] },
    diagnostics: [
      ...forbiddenBuiltins(project, source, met.builtins, result.metafile),
      ...refusedFiles(project, source, met.refused, result.metafile),
    ],
  };
}

/** Ends the bundler where it takes too long. */
async function inTime<T>(building: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_settle, fail) => {
    timer = setTimeout(() => {
      fail(new Error(`it took more than ${milliseconds / 1000} s`));
    }, milliseconds);
  });
  try {
    return await Promise.race([building, late]);
  } finally {
    clearTimeout(timer);
    // Whichever came second fails when the bundler's process ends.
    building.catch(() => {});
  }
}

function notBundled(message: string): Diagnostic {
  return diagnostic("WB1035", { reason: message.split("\n")[0] as string });
}

function failure(project: Project, { text, location }: Message): Diagnostic {
  if (text === TOO_LARGE) return notBundled(text);
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
