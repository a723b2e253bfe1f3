import { git, gitLine } from "./git.ts";

/**
 * Files that differ from where a revision and what is checked out parted, with what is edited and not committed, relative to
 * `root`. Undefined where git does not know the revision.
 */
export async function changedSince(root: string, revision: string): Promise<readonly string[] | undefined> {
  const commit = await gitLine(root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`);
  if (!commit) return undefined;
  const base = (await gitLine(root, "merge-base", commit, "HEAD")) ?? commit;
  const [tracked, added] = await Promise.all([
    git(root, "diff", "--name-only", "--no-renames", "-z", "--relative", base),
    git(root, "ls-files", "--others", "--exclude-standard", "-z"),
  ]);
  return [...new Set([tracked, added].flatMap((list) => (list ?? "").split("\0")))]
    .filter((path) => path !== "")
    .sort();
}
