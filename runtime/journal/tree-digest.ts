import { lstat, readlink } from "node:fs/promises";
import { join } from "node:path";
import { inputTree } from "../reuse/tree.ts";
import { type Digest, digestOf, digestOfFile } from "../store/digest.ts";

/** What of a source tree git has said. */
export interface SourceState {
  readonly root: string;
  /** The commit that is checked out. */
  readonly sha: string;
  /** Files that differ from it, or are not in it; undefined: git does not know the tree. */
  readonly changes: readonly string[] | undefined;
}

/** Digest of a source tree: the commit, with the content of what differs from it. Without git all files are read. */
export async function sourceDigest({ root, sha, changes }: SourceState): Promise<Digest> {
  if (changes === undefined) return (await inputTree(root).manifest(["."])).digest;
  const contents: string[] = [];
  for (const path of changes) contents.push(await contentAt(join(root, path)));
  return digestOf(JSON.stringify([sha, changes, contents]));
}

async function contentAt(path: string): Promise<string> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return `link ${await readlink(path)}`;
    // A submodule, or a repository inside this one.
    if (stats.isDirectory()) return (await inputTree(path).manifest(["."])).digest;
    if (!stats.isFile()) return "other";
    return `${(stats.mode & 0o100) !== 0 ? "program" : "file"} ${await digestOfFile(path)}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "gone";
    throw error;
  }
}
