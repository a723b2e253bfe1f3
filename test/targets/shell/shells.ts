import { type SpawnSyncReturns, spawnSync } from "node:child_process";

/** Shells that run what we emit: those of Debian, of most images, and of Alpine. */
export const SHELLS: readonly (readonly [name: string, argv: readonly string[]])[] = [
  ["dash", ["dash"]],
  ["bash", ["bash", "--norc"]],
  ["busybox", ["busybox", "sh"]],
];

export interface Run {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a script as a file would be run: from standard input nothing comes. */
export function runShell(argv: readonly string[], script: string, { cwd, env }: Run = {}): SpawnSyncReturns<string> {
  const [program, ...rest] = argv as [string, ...string[]];
  return spawnSync(program, [...rest, "-c", script], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    input: "",
    encoding: "utf8",
  });
}

/** What a shell says about a script's syntax; empty when it has nothing to say. */
export function syntaxProblem(script: string, shell = "dash"): string {
  return spawnSync(shell, ["-n"], { input: script, encoding: "utf8" }).stderr;
}
