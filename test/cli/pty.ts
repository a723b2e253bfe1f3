import { spawn } from "@lydell/node-pty";
import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished } from "vitest";
import { command } from "./waybill.ts";

/** A process in a terminal of its own, with somebody who reads and types. */
export interface Typist {
  /** All that was shown, without control sequences and carriage returns. */
  seen(): string;
  /** Waits until something new is shown, and returns what has come since the last wait. */
  until(text: string | RegExp): Promise<string>;
  type(text: string): void;
  readonly exited: Promise<number>;
}

export interface TypistOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built command as a person does, in a pseudo-terminal. */
export function waybillInTerminal(args: readonly string[], { cwd, env = {} }: TypistOptions): Typist {
  const { CI: _, ...rest } = process.env;
  const child = spawn(process.execPath, [command, ...args], {
    ...{ cwd, cols: 100, rows: 30, name: "xterm" },
    env: { ...rest, SHELL: "/bin/sh", NO_COLOR: "1", ...env },
  });
  let raw = "";
  let from = 0;
  child.onData((text) => {
    raw += text;
  });
  const exited = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  const seen = () => stripVTControlCharacters(raw).replaceAll(/\r+\n/g, "\n");
  return {
    ...{ seen, exited },
    async until(text) {
      await expect.poll(() => seen().slice(from)).toMatch(text);
      const part = seen().slice(from);
      from = seen().length;
      return part;
    },
    type: (text) => child.write(text),
  };
}
