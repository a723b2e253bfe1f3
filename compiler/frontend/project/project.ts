import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** What a compilation is about. */
export interface Project {
  /** The pipeline file, absolute. */
  readonly file: string;
  /** The repository's root, absolute: what paths in diagnostics and in the graph are relative to. */
  readonly root: string;
}

/** The project of a pipeline file. Its root is the one given, else found by {@link repositoryRoot}. */
export function projectOf(file: string, root?: string): Project {
  const absolute = resolve(file);
  return { file: absolute, root: root === undefined ? repositoryRoot(absolute) : resolve(root) };
}

/** The nearest folder above a file that has `.git`; else the nearest with a package.json; else the file's own. */
export function repositoryRoot(file: string): string {
  return above(file, ".git") ?? above(file, "package.json") ?? dirname(file);
}

function above(file: string, name: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** A path as diagnostics show it: relative to the root with `/`; absolute where it lies outside. */
export function shown(project: Project, path: string): string {
  return isInside(project.root, path) ? relative(project.root, path).split(sep).join("/") : path;
}

/** The opposite of {@link shown}. */
export const absolutePath = (project: Project, name: string): string => resolve(project.root, name);

/** True when a path lies in a folder, however it is spelled; links are not followed. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
