import { builtinModules } from "node:module";
import { dirname } from "node:path";
import type { OnResolveArgs, OnResolveResult, Plugin } from "esbuild";
import { isBuiltin } from "../access/check.ts";
import type { AnalysedSource } from "../analysis/analysis.ts";
import type { Project } from "../project/project.ts";

/** A module of Node that a package imports. */
export interface Builtin {
  readonly specifier: string;
  /** The importing file, absolute. */
  readonly importer: string;
}

const FORBIDDEN = "waybill-forbidden";
const LIBRARY = "waybill-library";
const ENTRY = "waybill:entry";

/**
 * Resolves the user's imports as TypeScript has, `waybill` to the library that the sandbox has already, and what packages import as esbuild does.
 * Modules of Node are noted and left empty.
 */
export function resolver(project: Project, { files, imports }: AnalysedSource, builtins: Builtin[]): Plugin {
  const key = (importer: string, specifier: string) => `${importer}\0${specifier}`;
  const own = new Map(
    imports.flatMap(({ importer, specifier, file }) => (file ? [[key(importer, specifier), file]] : [])),
  );
  const resolve = ({ path, importer, kind, namespace }: OnResolveArgs): OnResolveResult | undefined => {
    if (kind === "entry-point") return { path, namespace: "waybill" };
    if (path === "waybill") return { path: "authoring", namespace: LIBRARY };
    if (path === "waybill/internal" && (namespace === "waybill" || importer in files))
      return { path: "internal", namespace: LIBRARY };
    if (namespace === "waybill") return { path };
    const file = own.get(key(importer, path));
    if (file !== undefined) return { path: file };
    if (!isBuiltin(path, builtinModules)) return undefined;
    builtins.push({ specifier: path, importer });
    return { path, namespace: FORBIDDEN };
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
      build.onLoad({ filter: /\.[mc]?tsx?$/ }, ({ path }) => {
        const contents = files[path];
        return contents === undefined ? undefined : { contents, loader: "ts", resolveDir: dirname(path) };
      });
    },
  };
}

const entry = (file: string): string => `
import * as pipeline from ${JSON.stringify(file)};
import { encode } from "waybill/internal";
export const json = encode(pipeline);
`;
