import type { ReadStream } from "node:tty";
import type { DebugConsole } from "../runtime/debug/console.ts";
import { colored } from "./show.ts";

/** The terminal of this process; undefined where nobody sits before one. */
export function ownTerminal(): DebugConsole | undefined {
  const { stdin, stdout, env } = process;
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  return {
    ...{ input: stdin, output: stdout, color: colored(stdout), kind: env.TERM ?? "dumb" },
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    onResize(take) {
      stdout.on("resize", take);
      return () => void stdout.off("resize", take);
    },
    raw: (on) => void (stdin as ReadStream).setRawMode(on),
  };
}
