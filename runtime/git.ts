import { execFile } from "node:child_process";
import { lstat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";

/**
 * What a git command prints of the tree in `root`, as it is; undefined where it fails, and where there is no git. It takes
 * no locks: a run must not stand in the way of what the user does meanwhile.
 */
export function git(root: string, ...args: readonly string[]): Promise<string | undefined> {
  return new Promise((settle) => ask(root, args, (error, stdout) => settle(error ? undefined : stdout)));
}

/**
 * The same where git has to answer if there is a repository: what it does not say of one is not known, and files that it
 * ignores must not count as the project's.
 *
 * @returns undefined where the tree is in no repository
 * @throws {DiagnosticError} WB4111 where it is in one that git cannot read
 */
export async function gitOfRepository(root: string, ...args: readonly string[]): Promise<string | undefined> {
  const answer = await new Promise<{ readonly stdout: string } | { readonly reason: string }>((settle) =>
    ask(root, args, (error, stdout, stderr) => {
      if (!error) settle({ stdout });
      else if ((error as NodeJS.ErrnoException).code === "ENOENT") settle({ reason: "git is not installed" });
      else settle({ reason: stderr.trim() || error.message });
    }),
  );
  if ("stdout" in answer) return answer.stdout;
  if (!(await isInRepository(root))) return undefined;
  throw new DiagnosticError(diagnostic("WB4111", { root, reason: answer.reason }));
}

type Answer = (error: Error | null, stdout: string, stderr: string) => void;

function ask(root: string, args: readonly string[], answer: Answer): void {
  const env = { ...withoutRepository(process.env), GIT_OPTIONAL_LOCKS: "0" };
  execFile("git", ["-C", root, ...args], { env, maxBuffer: 2 ** 30 }, answer);
}

/** Whether there is a `.git` in a folder or above it; where git is told not to look above, in the folder. */
async function isInRepository(root: string): Promise<boolean> {
  const isBounded = process.env.GIT_CEILING_DIRECTORIES !== undefined;
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    if (await isRepository(join(folder, ".git"))) return true;
    if (isBounded || dirname(folder) === folder) return false;
  }
}

/** Whether a `.git` is, or was, a repository's, or names where that is: one with settings alone never was. */
async function isRepository(path: string): Promise<boolean> {
  const exists = async (name: string) => (await lstat(name).catch(() => undefined)) !== undefined;
  if ((await lstat(path).catch(() => undefined))?.isDirectory() === false) return true;
  const parts = await Promise.all(["HEAD", "objects", "index"].map((part) => exists(join(path, part))));
  return parts.includes(true);
}

/**
 * An environment that names no repository: a git hook that starts Waybill hands on its own, and git would read that one in
 * place of the tree's. The names are those of `git rev-parse --local-env-vars`, but for the configuration.
 */
function withoutRepository(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_A_REPOSITORY.has(name)));
}

const OF_A_REPOSITORY: ReadonlySet<string> = new Set([
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_NAMESPACE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
]);

/** The same for a command that prints one line: that line. */
export const gitLine = async (root: string, ...args: readonly string[]): Promise<string | undefined> =>
  (await git(root, ...args))?.replace(/\n$/, "");
