import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { RunOptions } from "../runtime/index.ts";
import type { ReporterName } from "./reporter-names.ts";

/** Asks for secrets where a person sits before a terminal and reads along; undefined: nobody would answer. */
export function secretPrompt(reporter: ReporterName): RunOptions["ask"] {
  const { stdin, stderr, env } = process;
  const isRead = reporter === "tty" || reporter === "plain";
  if (!isRead || env.CI || !stdin.isTTY || !stderr.isTTY) return undefined;
  return async ({ name, job }) => {
    stderr.write(`the secret ${name}, which ${job} is given (it is not shown, nor kept): `);
    const answer = await hiddenLine();
    stderr.write("\n");
    return answer;
  };
}

/** What is typed until the line ends; undefined when it is given up by Ctrl-C or Ctrl-D. */
function hiddenLine(): Promise<string | undefined> {
  // While it reads, the terminal shows nothing by itself: what is typed is drawn here, and so nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  return new Promise((resolve) => {
    lines.once("line", (line) => {
      resolve(line === "" ? undefined : line);
      lines.close();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => resolve(undefined));
  });
}
