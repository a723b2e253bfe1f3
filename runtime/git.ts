import { execFile } from "node:child_process";

/**
 * What a git command prints of the tree in `root`, as it is; undefined where it fails, and where there is no git. It takes
 * no locks: a run must not stand in the way of what the user does meanwhile.
 */
export function git(root: string, ...args: readonly string[]): Promise<string | undefined> {
  const env = { ...withoutRepository(process.env), GIT_OPTIONAL_LOCKS: "0" };
  return new Promise((settle) => {
    execFile("git", ["-C", root, ...args], { env, maxBuffer: 2 ** 30 }, (error, stdout) =>
      settle(error ? undefined : stdout),
    );
  });
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
