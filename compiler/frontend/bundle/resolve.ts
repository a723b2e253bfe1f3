import { dirname } from "node:path";
import type { OnResolveArgs, OnResolveResult, Plugin } from "esbuild";
import { isBuiltin } from "../access/check.ts";
import type { CheckedProgram } from "../program/check.ts";

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
export function resolver(
  program: CheckedProgram,
  text: (file: string) => string | undefined,
  builtins: Builtin[],
): Plugin {
  const written = new Set(program.files.map((file) => file.fileName));
  const resolve = ({ path, importer, kind, namespace }: OnResolveArgs): OnResolveResult | undefined => {
    if (kind === "entry-point") return { path, namespace: "waybill" };
    if (path === "waybill") return { path: "authoring", namespace: LIBRARY };
    if (path === "waybill/internal" && (namespace === "waybill" || written.has(importer)))
      return { path: "internal", namespace: LIBRARY };
    if (namespace === "waybill") return { path };
    const resolved = program.resolved(importer, path);
    if (resolved && written.has(resolved.resolvedFileName)) return { path: resolved.resolvedFileName };
    if (!isBuiltin(path)) return undefined;
    builtins.push({ specifier: path, importer });
    return { path, namespace: FORBIDDEN };
  };
  return {
    name: "waybill",
    setup: (build) => {
      build.onResolve({ filter: /.*/ }, resolve);
      build.onLoad({ filter: /.*/, namespace: "waybill" }, ({ path }) => ({
        contents: path === ENTRY ? entry(program.project.file) : "",
        resolveDir: program.project.root,
      }));
      build.onLoad({ filter: /.*/, namespace: LIBRARY }, ({ path }) => ({
        contents: `module.exports = waybillLibrary.${path}`,
      }));
      build.onLoad({ filter: /.*/, namespace: FORBIDDEN }, () => ({ contents: "module.exports = {}" }));
      build.onLoad({ filter: /\.[mc]?tsx?$/ }, ({ path }) => {
        const contents = text(path);
        return contents === undefined ? undefined : { contents, loader: "ts", resolveDir: dirname(path) };
      });
    },
  };
}

const entry = (file: string): string => `
import * as pipeline from ${JSON.stringify(file)};
import { describe } from "waybill/internal";
export const json = JSON.stringify(describe(pipeline["default"]));
`;
