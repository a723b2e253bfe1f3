import { execFile } from "node:child_process";

/**
 * What a git command prints of the tree in `root`, as it is; undefined where it fails, and where there is no git. It takes
 * no locks: a run must not stand in the way of what the user does meanwhile.
 */
export function git(root: string, ...args: readonly string[]): Promise<string | undefined> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
  return new Promise((settle) => {
    execFile("git", ["-C", root, ...args], { env, maxBuffer: 2 ** 30 }, (error, stdout) =>
      settle(error ? undefined : stdout),
    );
  });
}

/** The same for a command that prints one line: that line. */
export const gitLine = async (root: string, ...args: readonly string[]): Promise<string | undefined> =>
  (await git(root, ...args))?.replace(/\n$/, "");
