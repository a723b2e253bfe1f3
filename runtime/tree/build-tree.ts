import { join } from "node:path";
import { copyTree } from "./copy.ts";
import { listTree } from "./list.ts";

export interface BuildTreeOptions {
  /** The repository's root. */
  readonly root: string;
  /** The run's own. */
  readonly folder: string;
  /** Folders that images are built from, relative to the root. */
  readonly contexts: readonly string[];
}

/**
 * Copies what builds are made from as it is when the run begins, so that they see what the jobs see: no file that git
 * ignores, and no edit that is made meanwhile.
 *
 * @returns the copy of the repository's root, with the contexts alone in it
 */
export async function buildTree({ root, folder, contexts }: BuildTreeOptions): Promise<string> {
  const copy = join(folder, "contexts");
  const folders = contexts.map((context) => join(context, "."));
  const inContext = (path: string) =>
    folders.some((context) => context === "." || `${path}/`.startsWith(`${context}/`));
  const entries = (await listTree(root)).filter(({ path }) => inContext(path));
  await copyTree(root, entries, copy);
  return copy;
}
