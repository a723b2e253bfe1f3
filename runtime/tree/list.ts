import { lstat, readdir, readlink } from "node:fs/promises";
import { join, posix } from "node:path";
import { gitOfRepository } from "../git.ts";

/** An entry of the source tree; paths are relative to its root, with `/`. Folders that hold something are not listed. */
export type TreeEntry =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly executable: boolean;
      readonly size: number;
      /** Which file it is, and when its content and its rights were changed. */
      readonly stamp: Stamp;
    }
  | {
      readonly kind: "link";
      readonly path: string;
      readonly target: string;
      /** Milliseconds since the epoch. */
      readonly modified: number;
    }
  | { readonly kind: "folder"; readonly path: string };

export interface Stamp {
  readonly inode: number;
  /** Milliseconds since the epoch, as the file system has them. */
  readonly modified: number;
  readonly changed: number;
}

/**
 * What a job gets to see of a source tree: files that git tracks and those that it would (neither ignored ones nor `.git`),
 * submodules and nested repositories included. Without git: everything. Sockets, pipes and devices are left out, as are
 * files that are tracked but gone.
 *
 * @throws {DiagnosticError} WB4111 where git cannot read the repository
 */
export async function listTree(root: string): Promise<readonly TreeEntry[]> {
  const paths = await gitPaths(root);
  const entries = paths ? await describe(root, paths) : await walk(root, "");
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function gitPaths(root: string): Promise<readonly string[] | undefined> {
  const listed = await gitOfRepository(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  // A merge conflict lists a path once a side.
  if (listed === undefined) return undefined;
  return [...new Set(listed.split("\0"))].filter((path) => path !== "" && path !== "./");
}

async function describe(root: string, paths: readonly string[]): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const nested: string[] = [];
  for (let from = 0; from < paths.length; from += 256) {
    const some = paths.slice(from, from + 256).map(async (path) => {
      const entry = await entryAt(root, path.replace(/\/$/, ""));
      if (entry?.kind === "folder") nested.push(entry.path);
      else if (entry) entries.push(entry);
    });
    await Promise.all(some);
  }
  // git names a submodule, or a repository inside this one, by its folder alone.
  for (const folder of nested) {
    for (const entry of await listTree(join(root, folder))) {
      entries.push({ ...entry, path: posix.join(folder, entry.path) });
    }
  }
  return entries;
}

async function walk(root: string, folder: string): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (const { name } of await readdir(join(root, folder), { withFileTypes: true })) {
    if (name === ".git") continue;
    const entry = await entryAt(root, posix.join(folder, name));
    if (entry?.kind !== "folder") {
      if (entry) entries.push(entry);
      continue;
    }
    const inside = await walk(root, entry.path);
    entries.push(...(inside.length > 0 ? inside : [entry]));
  }
  return entries;
}

async function entryAt(root: string, path: string): Promise<TreeEntry | undefined> {
  const absolute = join(root, path);
  const stats = await lstat(absolute).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (stats?.isFile()) {
    const stamp = { inode: stats.ino, modified: stats.mtimeMs, changed: stats.ctimeMs };
    return { kind: "file", path, executable: (stats.mode & 0o100) !== 0, size: stats.size, stamp };
  }
  if (stats?.isDirectory()) return { kind: "folder", path };
  if (!stats?.isSymbolicLink()) return undefined;
  return { kind: "link", path, target: await readlink(absolute), modified: stats.mtimeMs };
}
