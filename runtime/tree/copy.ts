import { constants } from "node:fs";
import { chmod, copyFile, mkdir, symlink } from "node:fs/promises";
import { dirname, isAbsolute, join, posix, relative, sep } from "node:path";
import type { TreeEntry } from "./list.ts";

/** How many files are copied at a time: the file system's threads of Node, kept busy. */
const LANES = 8;

/**
 * Copies a source tree, sharing blocks with the original where the file system can. Everything in the copy may be read and
 * changed by every user, because a job's image may run as any.
 */
export async function copyTree(root: string, entries: readonly TreeEntry[], to: string): Promise<void> {
  const folders = new Set<string>();
  for (const entry of entries) {
    for (let path = entry.kind === "folder" ? entry.path : dirname(entry.path); path !== "."; path = dirname(path)) {
      if (folders.has(path)) break;
      folders.add(path);
    }
  }
  await openFolder(to);
  for (const folder of [...folders].sort()) await openFolder(join(to, folder));
  const left = entries[Symbol.iterator]();
  const lane = async () => {
    for (const entry of left) await copyEntry(root, entry, to);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function openFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  // What mkdir is told is still narrowed by the process's mask.
  await chmod(path, 0o777);
}

async function copyEntry(root: string, entry: TreeEntry, to: string): Promise<void> {
  const target = join(to, entry.path);
  if (entry.kind === "file") {
    try {
      await copyFile(join(root, entry.path), target, constants.COPYFILE_FICLONE);
    } catch (error) {
      // Gone since it was listed.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    await chmod(target, entry.executable ? 0o777 : 0o666);
  } else if (entry.kind === "link") {
    await symlink(insideTree(root, entry), target);
  }
}

/** An absolute link into the tree would lead out of the copy, to the original: it becomes a relative one. */
export function insideTree(root: string, link: { readonly path: string; readonly target: string }): string {
  if (!isAbsolute(link.target)) return link.target;
  const inside = relative(root, link.target);
  if (inside.startsWith("..") || isAbsolute(inside)) return link.target;
  return posix.relative(posix.dirname(link.path), inside.split(sep).join("/")) || ".";
}
