import { spawn } from "node:child_process";
import type { ShellTerminal } from "../hold.ts";

export interface ShellPlace {
  readonly folder: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a shell of the user's until it ends: in a terminal of its own, where the library for that is there, else on plain pipes.
 *
 * @returns its exit code
 */
export async function hostShell({ folder, env }: ShellPlace, terminal: ShellTerminal): Promise<number> {
  const program = process.env.SHELL || "/bin/sh";
  const { columns, rows, kind } = terminal;
  const all = { ...env, TERM: kind, PS1: `${JOB_PROMPT}$ ` };
  const library = await import("@lydell/node-pty").catch(() => undefined);
  if (!library) return pipedShell({ folder, env: all }, terminal);
  const shell = library.spawn(program, plain(program), { name: kind, cols: columns, rows, cwd: folder, env: all });
  terminal.onInput((data) => shell.write(data));
  terminal.onResize((width, height) => shell.resize(width, height));
  shell.onData((data) => terminal.write(data));
  return new Promise((resolve) => shell.onExit(({ exitCode }) => resolve(exitCode)));
}

/** What the prompt of a shell in a job begins with. */
const JOB_PROMPT = "waybill";

/** Files of the user's settings would change what the step sees. */
function plain(program: string): string[] {
  if (/(^|\/)bash$/.test(program)) return ["--norc", "--noprofile"];
  return /(^|\/)zsh$/.test(program) ? ["-f"] : [];
}

function pipedShell({ folder, env }: ShellPlace, terminal: ShellTerminal): Promise<number> {
  const child = spawn("/bin/sh", ["-i"], { cwd: folder, env, stdio: "pipe" });
  const decoder = new TextDecoder();
  const show = (chunk: Buffer) => terminal.write(decoder.decode(chunk, { stream: true }).replaceAll(/\r?\n/g, "\r\n"));
  child.stdout.on("data", show);
  child.stderr.on("data", show);
  terminal.onInput((data) => {
    terminal.write(data.replaceAll("\r", "\r\n"));
    if (data.includes("\u0004")) child.stdin.end();
    else child.stdin.write(data.replaceAll("\r", "\n"));
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(126));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
