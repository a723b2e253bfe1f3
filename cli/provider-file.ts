import { relative, resolve, sep } from "node:path";
import { type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";
import type { FileReport, Verdict } from "../compiler/importers/verdict/index.ts";
import { NO_LOCK } from "../compiler/lock/index.ts";
import { type Loaded, repositoryAbove } from "./load.ts";
import { projectFiles } from "./project-files.ts";
import { type Sources, textOf } from "./show.ts";

/**
 * Reads a provider's file as the pipeline that `waybill import` would write, without writing it. What the pipeline cannot
 * represent exactly is a warning.
 */
export async function loadProviderFile(file: string, root: string | undefined): Promise<Loaded> {
  const [{ importFile }, { providerOf }] = await Promise.all([
    import("../compiler/import.ts"),
    import("../compiler/importers/registry.ts"),
  ]);
  const folder = resolve(root ?? repositoryAbove(process.cwd()));
  const path = relative(folder, resolve(file)).split(sep).join("/");
  const source: Sources = (name) => textOf(resolve(folder, name));
  if (source(path) === undefined) {
    return { graphs: [], diagnostics: [diagnostic("WB6010", { file })], root: folder, source, lock: NO_LOCK };
  }
  const { graph, report, diagnostics } = await importFile(path, {
    provider: providerOf(path),
    files: projectFiles(folder, new Set([path])),
  });
  const found = [...diagnostics, ...inexact(report, path)];
  if (!graph) {
    const refused = found.some(({ severity }) => severity === "error");
    const nothing = refused ? [] : [diagnostic("WB6041", { file: path })];
    return { graphs: [], diagnostics: [...found, ...nothing], root: folder, source, lock: NO_LOCK };
  }
  return { graphs: [graph], graph, diagnostics: found, root: folder, source, lock: NO_LOCK };
}

/** A warning for each job whose behavior the pipeline does not have exactly. */
export function inexact({ verdicts }: FileReport, file: string): readonly Diagnostic[] {
  return verdicts
    .filter(({ kind, differences }) => kind === "notCarried" || differences.length > 0)
    .map((verdict) => diagnostic("WB6040", { job: verdict.job, file, reason: reasonOf(verdict) }, { at: verdict.at }));
}

function reasonOf({ kind, differences }: Verdict): string {
  if (kind === "notCarried") return "it is left out";
  const parts = differences.map(({ aspect, was, now }) => `${aspect}: ${was || "nothing"} became ${now || "nothing"}`);
  const [first, ...rest] = parts;
  return `${first}${rest.length > 0 ? `, and ${rest.length} more` : ""}`;
}
