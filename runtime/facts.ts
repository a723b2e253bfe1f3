import { userInfo } from "node:os";
import { basename, resolve } from "node:path";
import type { CommitFacts, Event, PullRequestFacts, RunFacts } from "../compiler/expr/model.ts";
import { changedFiles } from "./changed-files.ts";
import { git, gitLine, gitOfRepository } from "./git.ts";

/** What the user says the run is about, stronger than what git says. */
export interface FactOverrides {
  /** Default: `push`. */
  readonly event?: Event;
  readonly branch?: string;
  /** A run on a tag is on no branch. */
  readonly tag?: string;
  /** Default: from the branch that is checked out into the default branch, from no fork. */
  readonly pullRequest?: Partial<PullRequestFacts>;
  readonly actor?: string;
  /** Default: as `origin` is called, or `local/` and the name of the folder. */
  readonly repository?: string;
  /** Default: that of `origin`; `main` or `master`, where there is one; else the branch that is checked out. */
  readonly defaultBranch?: string;
  /** Default: on the default branch alone. */
  readonly protected?: boolean;
  /** Default: the message and author of the commit. */
  readonly commit?: CommitFacts;
  /** What one provider alone knows, such as `github.event.action`. Default: nothing. */
  readonly provider?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** Default: what git says. */
  readonly changedFiles?: readonly string[];
}

export interface GitFacts {
  readonly facts: RunFacts;
  /** Seconds since the epoch; 0 without a commit. */
  readonly commitTime: number;
  /** Where the repository comes from, without a password; absent: git names no `origin`. */
  readonly source?: string;
  /** The tree differs from the commit. */
  readonly dirty: boolean;
  /** Files that differ from it; absent where git does not know the tree. */
  readonly changes?: readonly string[];
  /** The branch of a pull request's target, where git does not know it: the last commit counts as the pull request then. */
  readonly unknownTarget?: string;
  /** A commit is checked out that no branch and no tag names, and nobody says what the push is of. */
  readonly detached?: true;
}

/** The commit of a tree that git does not know. */
export const NO_COMMIT = "0".repeat(40);

/**
 * The facts of a simulated run: a push of what is checked out, unless something else is said. Files count as changed as
 * {@link changedFiles} compares them, or when the tree differs from the commit. Without git there is no branch, and every file is new.
 *
 * @example
 * ```ts
 * const { facts } = await readFacts(".", { event: "pullRequest", pullRequest: { sourceBranch: "fix", targetBranch: "main", fork: false } });
 * ```
 * @throws {DiagnosticError} WB4111 where git cannot read the repository
 */
export async function readFacts(root: string, overrides: FactOverrides = {}): Promise<GitFacts> {
  const line = (...args: readonly string[]) => gitLine(root, ...args);
  const [commit, branch, tag, status, origin, message, head, branches] = await Promise.all([
    line("log", "-1", "--format=%H %ct"),
    line("symbolic-ref", "--short", "-q", "HEAD"),
    line("describe", "--tags", "--exact-match", "HEAD"),
    gitOfRepository(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "."),
    line("config", "--get", "remote.origin.url"),
    git(root, "log", "-1", "--format=%an <%ae>%n%B"),
    line("symbolic-ref", "--short", "-q", "refs/remotes/origin/HEAD"),
    git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads/main", "refs/heads/master"),
  ]);
  const [sha = NO_COMMIT, time = "0"] = commit?.split(" ") ?? [];
  const changes = await relativeTo(
    root,
    split(status).map((entry) => entry.slice(3)),
  );
  const event = overrides.event ?? (overrides.pullRequest ? "pullRequest" : "push");
  const standard = overrides.defaultBranch ?? head?.replace(/^origin\//, "") ?? branches?.split("\n")[0]?.trim() ?? "";
  const defaultBranch = standard || branch || "main";
  const at = place(event, overrides, { branch, tag, defaultBranch: standard || "main" });
  const { sourceBranch, targetBranch } = at.pullRequest ?? {};
  const committed = overrides.changedFiles
    ? { files: overrides.changedFiles }
    : await changedFiles(root, { event, checkedOut: branch, branch: at.branch, sourceBranch, targetBranch });
  const changed = overrides.changedFiles ?? [...committed.files, ...changes];
  const isDetached = commit !== undefined && event === "push" && at.branch === undefined && at.tag === undefined;
  const isProtected = overrides.protected ?? (at.branch !== undefined && at.branch === defaultBranch);
  return {
    facts: {
      ...{ event, sha, actor: overrides.actor ?? whoami(), vars: overrides.vars ?? {} },
      ...at,
      ...{ repository: overrides.repository ?? repositoryOf(root, origin), defaultBranch },
      ...(isProtected && { protected: true }),
      commit: { ...commitOf(message), ...overrides.commit },
      ...(overrides.provider && { provider: overrides.provider }),
      changedFiles: [...new Set(changed)].sort(),
    },
    commitTime: Number(time),
    ...(origin && { source: withoutUser(origin) }),
    dirty: status !== undefined && status !== "",
    ...(status !== undefined && { changes }),
    ...(committed.unknownTarget !== undefined && commit !== undefined && { unknownTarget: committed.unknownTarget }),
    ...(isDetached && { detached: true as const }),
  };
}

/** The first line is the author, the rest the message. */
function commitOf(log: string | undefined): CommitFacts {
  const end = log?.indexOf("\n") ?? -1;
  if (log === undefined || end < 0) return {};
  return { author: log.slice(0, end), message: log.slice(end + 1).trimEnd() };
}

/** `owner/name` of an address such as `https://host/owner/name.git` or `git@host:owner/name`. */
function repositoryOf(root: string, origin: string | undefined): string {
  const [, path] = /^(?:[a-z+]+:\/\/[^/]+\/|[^/:]+:)([\w.-]+(?:\/[\w.-]+)+?)(?:\.git)?\/?$/.exec(origin ?? "") ?? [];
  return path ?? `local/${basename(resolve(root)).replaceAll(/[^A-Za-z0-9_.-]/g, "-") || "repository"}`;
}

/** An address is shown in images and records, so who may read there stays out of it. */
const withoutUser = (address: string): string => address.replace(/^(https?:\/\/)[^/@]*@/, "$1");

function split(list: string | undefined): string[] {
  return (list ?? "").split("\0").filter((path) => path !== "");
}

/** `git status` names paths from the top of the working tree, also below it. */
async function relativeTo(root: string, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return paths;
  const prefix = (await gitLine(root, "rev-parse", "--show-prefix")) ?? "";
  return paths.flatMap((path) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : []));
}

type Place = Pick<RunFacts, "branch" | "tag" | "pullRequest">;

/** A run is on a branch, on a tag, or on a pull request: only one of them is ever set, as on the providers. */
function place(
  event: Event,
  overrides: FactOverrides,
  git: { branch: string | undefined; tag: string | undefined; defaultBranch: string },
): Place {
  if (event === "pullRequest") {
    const sourceBranch = overrides.branch ?? git.branch ?? "HEAD";
    return { pullRequest: requestOf(sourceBranch, overrides, git.defaultBranch) };
  }
  if (event === "pullRequestTarget") {
    const pullRequest = requestOf(overrides.branch ?? git.branch ?? "HEAD", overrides, git.defaultBranch);
    return { branch: pullRequest.targetBranch, pullRequest };
  }
  if (event === "mergeQueue") return {};
  if (overrides.tag !== undefined) return { tag: overrides.tag };
  const branch = overrides.branch ?? git.branch;
  if (branch !== undefined) return { branch };
  // A detached head is most often a tag's.
  return git.tag === undefined ? {} : { tag: git.tag };
}

/** A pull request as it is unless something else is said. */
function requestOf(sourceBranch: string, { pullRequest }: FactOverrides, targetBranch: string): PullRequestFacts {
  const usual = { number: "1", title: `Merge ${sourceBranch}`, author: pullRequest?.author ?? whoami() };
  return { sourceBranch, targetBranch, fork: false, ...usual, ...pullRequest };
}

function whoami(): string {
  try {
    return userInfo().username;
  } catch {
    // A user ID without an entry in the list of users, as in many containers.
    return "unknown";
  }
}
