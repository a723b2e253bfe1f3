import type { Event } from "../compiler/expr/model.ts";
import { git, gitLine } from "./git.ts";

/** What is compared, of the run that is simulated. */
export interface Comparison {
  readonly event: Event;
  /** The branch that is checked out; absent on a detached HEAD. */
  readonly checkedOut?: string | undefined;
  /** The branch that the run is on. */
  readonly branch?: string | undefined;
  readonly sourceBranch?: string | undefined;
  readonly targetBranch?: string | undefined;
}

export interface ChangedFiles {
  /** Relative to the root; without what is edited and not committed. */
  readonly files: readonly string[];
  /** The branch that a pull request goes to, where git does not know it here. */
  readonly unknownTarget?: string;
}

/**
 * The files that `changed` asks about, as providers compare them: a pull request with the commit where it and its target
 * branch parted, a push with what the branch was at `origin` before. Where nothing is left to push, or the branch is not at `origin`, the last
 * commit counts as pushed: it is compared with its first parent, also where it is a merge. A first commit has changed all its files.
 */
export async function changedFiles(root: string, comparison: Comparison): Promise<ChangedFiles> {
  const { event, targetBranch } = comparison;
  if (event === "pullRequest" && targetBranch !== undefined && comparison.sourceBranch !== targetBranch) {
    const target = await branchCommit(root, targetBranch);
    if (target === undefined) return { files: await lastCommit(root), unknownTarget: targetBranch };
    const base = (await gitLine(root, "merge-base", target, "HEAD")) || target;
    // A branch that is not checked out is stood for by the last commit, where that is its target's.
    const isOwn = comparison.checkedOut === comparison.sourceBranch || base !== (await commitOf(root, "HEAD"));
    return { files: isOwn ? await differing(root, base) : await lastCommit(root) };
  }
  const before = await pushedBefore(root, comparison);
  return { files: before === undefined ? await lastCommit(root) : await differing(root, before) };
}

/** The commit of a branch: as it is at `origin`, else as it is here. */
async function branchCommit(root: string, branch: string): Promise<string | undefined> {
  return (await commitOf(root, `refs/remotes/origin/${branch}`)) ?? (await commitOf(root, `refs/heads/${branch}`));
}

/** What the branch is at `origin`, where that is not what is checked out. A push with force may replace it. */
async function pushedBefore(root: string, { event, branch, checkedOut }: Comparison): Promise<string | undefined> {
  if (event !== "push" || branch === undefined || branch !== checkedOut) return undefined;
  const before = await commitOf(root, `refs/remotes/origin/${branch}`);
  return before === (await commitOf(root, "HEAD")) ? undefined : before;
}

const commitOf = async (root: string, ref: string) =>
  (await gitLine(root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`)) || undefined;

async function lastCommit(root: string): Promise<readonly string[]> {
  const parent = await commitOf(root, "HEAD^1");
  if (parent !== undefined) return differing(root, parent);
  return split(await git(root, "diff-tree", "--root", "--no-commit-id", ...NAMES, "HEAD"));
}

const differing = async (root: string, base: string) => split(await git(root, "diff-tree", ...NAMES, base, "HEAD"));

const NAMES = ["--name-only", "--no-renames", "-r", "-z", "--relative"] as const;

const split = (list: string | undefined): readonly string[] => (list ?? "").split("\0").filter((path) => path !== "");
