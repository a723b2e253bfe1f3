import { builtinModules } from "node:module";
import { dirname } from "node:path";
import type { OnLoadArgs, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from "esbuild";
import { isBuiltin } from "../access/check.ts";
import type { AnalysedSource } from "../analysis/analysis.ts";
import { gateOf } from "../files/gate.ts";
import type { REFUSALS } from "../files/refusal.ts";
import type { Project } from "../project/project.ts";
import { LARGEST_BUNDLE, readSource, TOO_LARGE } from "./source.ts";

/** A module of Node that a package imports. */
export interface Builtin {
  readonly specifier: string;
  /** The importing file, absolute. */
  readonly importer: string;
}

const FORBIDDEN = "waybill-forbidden";
const LIBRARY = "waybill-library";
const ENTRY = "waybill:entry";

/** What the bundler meets on its way. */
export interface Met {
  readonly builtins: Builtin[];
  /** Files that are not read, absolute, and why. Each stands for an empty module. */
  readonly refused: Map<string, keyof typeof REFUSALS>;
  /** Files that were read, absolute. */
  readonly read: Set<string>;
}

/**
 * Resolves the user's imports as TypeScript has, `waybill` to the library that the sandbox has already, and what packages import as esbuild does.
 * Modules of Node are noted and left empty, and so are files that a compilation may not read: esbuild itself reads no file.
 */
export function resolver(
  project: Project,
  { files, imports }: AnalysedSource,
  { builtins, refused, read }: Met,
): Plugin {
  const key = (importer: string, specifier: string) => `${importer}\0${specifier}`;
  const own = new Map(
    imports.flatMap(({ importer, specifier, file }) => (file ? [[key(importer, specifier), file]] : [])),
  );
  const gate = gateOf(project);
  const budget = { bytes: LARGEST_BUNDLE };
  const resolve = ({ path, importer, kind, namespace, resolveDir }: OnResolveArgs): OnResolveResult | undefined => {
    if (kind === "entry-point") return { path, namespace: "waybill" };
    if (path === "waybill") return { path: "authoring", namespace: LIBRARY };
    if (path === "waybill/internal" && (namespace === "waybill" || importer in files))
      return { path: "internal", namespace: LIBRARY };
    if (namespace === "waybill") return { path };
    const file = own.get(key(importer, path));
    if (file !== undefined) return { path: file };
    if (!isBuiltin(path, builtinModules)) {
      gate.meet(path, resolveDir);
      return undefined;
    }
    builtins.push({ specifier: path, importer });
    return { path, namespace: FORBIDDEN };
  };
  const load = ({ path, with: attributes }: OnLoadArgs): OnLoadResult => {
    const contents = files[path];
    if (contents !== undefined) return { contents, loader: "ts", resolveDir: dirname(path) };
    const loaded = readSource(gate, path, attributes);
    if ("refused" in loaded) {
      refused.set(path, loaded.refused);
      return { contents: "module.exports = {}", loader: "js" };
    }
    budget.bytes -= loaded.contents.length;
    if (budget.bytes < 0) return { errors: [{ text: TOO_LARGE }] };
    read.add(path);
    return { ...loaded, resolveDir: dirname(path) };
  };
  return {
    name: "waybill",
    setup: (build) => {
      build.onResolve({ filter: /.*/ }, resolve);
      build.onLoad({ filter: /.*/, namespace: "waybill" }, ({ path }) => ({
        contents: path === ENTRY ? entry(project.file) : "",
        resolveDir: project.root,
      }));
      build.onLoad({ filter: /.*/, namespace: LIBRARY }, ({ path }) => ({
        contents: `module.exports = waybillLibrary.${path}`,
      }));
      build.onLoad({ filter: /.*/, namespace: FORBIDDEN }, () => ({ contents: "module.exports = {}" }));
      build.onLoad({ filter: /.*/, namespace: "file" }, load);
    },
  };
}

const entry = (file: string): string => `
import * as pipeline from ${JSON.stringify(file)};
import { encode } from "waybill/internal";
export const json = encode(pipeline);
`;
