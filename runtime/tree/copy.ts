import { constants } from "node:fs";
import { chmod, copyFile, lutimes, mkdir, symlink, utimes } from "node:fs/promises";
import { dirname, isAbsolute, join, posix, relative, sep } from "node:path";
import type { TreeEntry } from "./list.ts";

/** How many files are copied at a time: the file system's threads of Node, kept busy. */
const LANES = 8;

/** Who may change the files of a copy: everyone, because a job's image may run as any user; or who owns them, as after a checkout. */
export type Rights = "everyone" | "owner";

/** Modes of folders and programs, and of other files: `owner` are those that git gives. */
const MODES = { everyone: [0o777, 0o666], owner: [0o755, 0o644] } as const;

/**
 * Copies a source tree, sharing blocks with the original where the file system can. Files keep the time of their last edit.
 *
 * @returns the paths of files that have gone since they were listed
 */
export async function copyTree(
  root: string,
  entries: readonly TreeEntry[],
  to: string,
  rights: Rights = "everyone",
): Promise<readonly string[]> {
  await openFolder(to, rights);
  for (const folder of foldersOf(entries)) await openFolder(join(to, folder), rights);
  const gone: string[] = [];
  const left = entries[Symbol.iterator]();
  const lane = async () => {
    for (const entry of left) if (!(await copyEntry(root, entry, to, rights))) gone.push(entry.path);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return gone;
}

/** All folders that the entries lie in, or are, outer ones first. */
export function foldersOf(entries: readonly Pick<TreeEntry, "kind" | "path">[]): readonly string[] {
  const folders = new Set<string>();
  for (const entry of entries) {
    for (let path = entry.kind === "folder" ? entry.path : dirname(entry.path); path !== "."; path = dirname(path)) {
      if (folders.has(path)) break;
      folders.add(path);
    }
  }
  return [...folders].sort();
}

async function openFolder(path: string, rights: Rights): Promise<void> {
  await mkdir(path, { recursive: true });
  // What mkdir is told is still narrowed by the process's mask.
  await chmod(path, MODES[rights][0]);
}

async function copyEntry(root: string, entry: TreeEntry, to: string, rights: Rights): Promise<boolean> {
  const target = join(to, entry.path);
  if (entry.kind === "file") {
    try {
      await copyFile(join(root, entry.path), target, constants.COPYFILE_FICLONE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
    await chmod(target, MODES[rights][entry.executable ? 0 : 1]);
    // git, make and others compare it. A fraction of a second is lost on the way into a number of seconds.
    await utimes(target, new Date(), Math.floor(entry.stamp.modified) / 1000);
  } else if (entry.kind === "link") {
    await symlink(insideTree(root, entry), target);
    await lutimes(target, new Date(), Math.floor(entry.modified) / 1000);
  }
  return true;
}

/** An absolute link into the tree would lead out of the copy, to the original: it becomes a relative one. */
export function insideTree(root: string, link: { readonly path: string; readonly target: string }): string {
  if (!isAbsolute(link.target)) return link.target;
  const inside = relative(root, link.target);
  if (inside.startsWith("..") || isAbsolute(inside)) return link.target;
  return posix.relative(posix.dirname(link.path), inside.split(sep).join("/")) || ".";
}
