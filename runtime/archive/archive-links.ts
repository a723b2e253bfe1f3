import { posix } from "node:path";

/** A symbolic link of an archive. Paths are relative to the working directory, targets to the link's own folder. */
export interface ArchivedLink {
  readonly path: string;
  readonly target: string;
}

/**
 * Whether a symbolic link leads to a place in the working directory that the names in it alone tell. It climbs at its
 * beginning only: where `..` comes after a name, that name may be a link, and the climb begin somewhere else.
 *
 * @example
 * ```ts
 * linksInside({ path: "node_modules/.bin/tsc", target: "../typescript/bin/tsc" }); // true
 * linksInside({ path: "out/passwd", target: "/etc/passwd" }); // false
 * ```
 */
export function linksInside({ path, target }: ArchivedLink): boolean {
  if (target === "" || target.startsWith("/") || target.includes("\0")) return false;
  const names = target.split("/").filter((name) => name !== "" && name !== ".");
  const climbs = names.findIndex((name) => name !== "..");
  const up = climbs === -1 ? names.length : climbs;
  return !names.slice(up).includes("..") && up < depth(path);
}

/** The links of an archive, in its order. */
export interface ArchivedLinks {
  readonly symbolic: readonly ArchivedLink[];
  /** Further names of files that come before them. Their targets are relative to the working directory. */
  readonly hard: readonly ArchivedLink[];
}

/** The folders on the way to a path, the outermost first. */
export function foldersOf(path: string): readonly string[] {
  const names = posix.normalize(path).split("/").slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

/** Of the folder that something lies in, and one more: `a` has 1. */
const depth = (path: string): number => posix.normalize(path).split("/").length;

/** Notices what an archive would put behind one of its own links. */
export function linkGuard(): { add(path: string): void; covers(path: string): boolean } {
  const links = new Set<string>();
  return {
    add: (path) => void links.add(posix.normalize(path)),
    covers(path) {
      if (links.size === 0) return false;
      const plain = posix.normalize(path).replace(/\/$/, "");
      return [...foldersOf(plain), plain].some((one) => links.has(one));
    },
  };
}
