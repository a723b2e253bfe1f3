import { readdirSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { ProjectFiles } from "../compiler/importers/provider.ts";
import { textOf } from "./show.ts";

/** The files below a folder. Nothing outside of it is read, except files that the command line names. */
export function projectFiles(folder: string, named: ReadonlySet<string> = new Set()): ProjectFiles {
  let all: readonly string[] | undefined;
  return {
    read: (path) => (isInside(folder, path) || named.has(path) ? textOf(resolve(folder, path)) : undefined),
    list: () => (all ??= yamlFiles(folder)),
  };
}

const isInside = (folder: string, path: string): boolean => !relative(folder, resolve(folder, path)).startsWith("..");

const SKIPPED: ReadonlySet<string> = new Set([".git", "node_modules"]);

function yamlFiles(folder: string, below = ""): readonly string[] {
  return readdirSync(resolve(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : yamlFiles(folder, path);
    return entry.isFile() && /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}
