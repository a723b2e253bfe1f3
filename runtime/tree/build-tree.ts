import { join } from "node:path";
import type { BuildJob } from "../../compiler/graph/model/index.ts";
import { copyTree } from "./copy.ts";
import { listTree } from "./list.ts";

export interface BuildTreeOptions {
  /** The repository's root. */
  readonly root: string;
  /** The run's own. */
  readonly folder: string;
  /** The builds whose contexts are copied. */
  readonly builds: readonly Pick<BuildJob, "context">[];
}

/**
 * Copies what builds are made from as it is when the run begins, so that they see what the jobs see: no file that git
 * ignores, and no edit that is made meanwhile.
 *
 * @returns the copy of the repository's root, with the contexts alone in it
 */
export async function buildTree({ root, folder, builds }: BuildTreeOptions): Promise<string> {
  const copy = join(folder, "contexts");
  const contexts = builds.map(({ context }) => join(context, "."));
  const inContext = (path: string) =>
    contexts.some((context) => context === "." || `${path}/`.startsWith(`${context}/`));
  const entries = (await listTree(root)).filter(({ path }) => inContext(path));
  await copyTree(root, entries, copy);
  return copy;
}
