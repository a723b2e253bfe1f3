import { realpath, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

/**
 * The name of a repository that does not exist. It is part of what git prints when a command reaches the barrier, so it
 * says why there is none.
 */
const NOWHERE = "waybill-jobs-have-no-repository-above-their-tree";

/**
 * Stops the search for a repository at a folder: git, and the libraries that read repositories, follow the `.git` file and
 * fail, where they would otherwise go on to the folders above. This holds for a step that clears its environment too.
 * git-scm.com/docs/gitrepository-layout describes such a file.
 */
export async function raiseGitBarrier(folder: string): Promise<void> {
  await writeFile(join(folder, ".git"), `gitdir: ./${NOWHERE}\n`, { flag: "wx" }).catch((error) => {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
}

/**
 * The value of `GIT_CEILING_DIRECTORIES` with which git finds no repository above a job's tree, nor by climbing from below
 * into one of the `outer` folders or above them. git compares with the physical path, so links are resolved.
 */
export async function gitCeilings(tree: string, outer: readonly string[]): Promise<string> {
  const physical = async (path: string) => [path, await realpath(path).catch(() => path)];
  const trees = (await physical(tree)).map((path) => dirname(path));
  const starts = [...trees, ...(await Promise.all(outer.map(physical))).flat()];
  // git reads a path with the separator in it as two; the barrier is what holds there.
  return [...new Set(starts.flatMap(upwards))].filter((path) => !path.includes(delimiter)).join(delimiter);
}

/** A folder and all above it. */
function upwards(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}
