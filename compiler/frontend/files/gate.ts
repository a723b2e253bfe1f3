import { realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { isFile, isInside, type Project } from "../project/project.ts";
import { type Content, readRegular, textOfRegular } from "./regular.ts";

/** Why a compilation does not read a file. */
export type Refusal = "outside" | "git" | "missing" | "not a file" | "too large";

export type Admission = { readonly real: string } | { readonly refused: Refusal };

/** Which files of the machine a compilation may read. */
export interface Gate {
  /** Judges a path once all links are followed: it is inside the root, or inside a package that is installed for it. */
  admit(path: string): Admission;
  /** Reads what {@link admit} admits, where it is a regular file. */
  read(path: string): Content | { readonly refused: Refusal };
  /** Notes that a file in `folder` imports a package, which may be a link to a folder elsewhere. */
  meet(specifier: string, folder: string): void;
}

/**
 * The gate of a project. A package counts as installed where Node looks for it: in a `node_modules` folder of the root, of a
 * folder above it, or of another such package. Where `node_modules` holds a link to a folder outside the root, that folder
 * is a package of this name, or lies in a `node_modules` folder itself.
 */
export function gateOf(project: Project): Gate {
  const root = realOf(project.root) ?? project.root;
  const packages = new Set<string>();
  const met = new Map<string, string | undefined>();
  const homes = () => [root, ...packages];
  const isHome = (folder: string) => homes().some((home) => isInside(folder, home) || isInside(home, folder));

  /** The real folder of the innermost package that a path names. */
  const packageOf = (path: string): string | undefined => {
    const place = packagePlace(path);
    if (!place) return undefined;
    if (met.has(place.folder)) return met.get(place.folder);
    const above = realOf(place.above);
    if (above === undefined || !isHome(above)) return undefined;
    const real = realOf(place.folder);
    const found = real !== undefined && isPackage(root, real, place.name) ? real : undefined;
    if (found !== undefined) packages.add(found);
    if (real !== undefined) met.set(place.folder, found);
    return found;
  };

  const admit = (path: string): Admission => {
    const within = packageOf(path);
    const real = realOf(path);
    if (real === undefined) return { refused: isInside(project.root, path) || within ? "missing" : "outside" };
    if (isInside(root, real)) return isOfGit(root, real) ? { refused: "git" } : { real };
    if (within !== undefined && isVisible(within, real)) return { real };
    packageOf(real);
    return [...packages].some((folder) => isVisible(folder, real)) ? { real } : { refused: "outside" };
  };
  return {
    admit,
    read: (path) => {
      const admission = admit(path);
      return "refused" in admission ? admission : readRegular(admission.real);
    },
    meet: (specifier, start) => {
      const name = packageName(specifier);
      if (name === undefined) return;
      for (let folder = start; ; folder = dirname(folder)) {
        if (packageOf(join(folder, "node_modules", name, "package.json")) || folder === dirname(folder)) return;
      }
    },
  };
}

const NODE_MODULES = `${sep}node_modules${sep}`;

/** The innermost package in a path: where its `node_modules` stands, its name and its folder. */
function packagePlace(
  path: string,
): { readonly above: string; readonly name: string; readonly folder: string } | undefined {
  const at = path.lastIndexOf(NODE_MODULES);
  if (at < 0) return undefined;
  const name = packageName(
    path
      .slice(at + NODE_MODULES.length)
      .split(sep)
      .join("/"),
  );
  if (name === undefined) return undefined;
  return { above: path.slice(0, at) || sep, name, folder: path.slice(0, at + NODE_MODULES.length) + name };
}

/** `@scope/name` of `@scope/name/file`, `name` of `name/file`; undefined of a path. */
function packageName(specifier: string): string | undefined {
  return /^(@[^/.][^/]*\/)?[^/.@][^/]*/.exec(specifier)?.[0];
}

function isPackage(root: string, folder: string, name: string): boolean {
  const manifest = join(folder, "package.json");
  if (!isFile(manifest)) return false;
  if (isInside(root, folder) || /[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+$/.test(folder)) return true;
  try {
    return (JSON.parse(textOfRegular(manifest) ?? "") as { readonly name?: unknown } | null)?.name === name;
  } catch {
    return false;
  }
}

/** Inside a folder, and not inside one that begins with a dot, where programs keep what is theirs. */
function isVisible(folder: string, path: string): boolean {
  return isInside(folder, path) && !/[\\/]\.[^\\/]/.test(path.slice(folder.length));
}

/** `.git` of the root and of the submodules in it. Git takes the name in any case where the file system does. */
function isOfGit(root: string, path: string): boolean {
  return path.slice(root.length).toLowerCase().split(sep).includes(".git");
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
