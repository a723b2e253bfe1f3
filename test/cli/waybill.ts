import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { repository } from "../repository.ts";

export { repository };

export const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface Finished {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** Folder it runs in. Default: this repository's root. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built command as a user does, in a process of its own, and returns how it ended. */
export async function waybill(
  args: readonly string[],
  { cwd = repository, env = {} }: Surroundings = {},
): Promise<Finished> {
  const result = await execa(process.execPath, [command, ...args], { cwd, env, reject: false, stdin: "ignore" });
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}
