import { createInterface } from "node:readline";
import type { DebugConsole } from "./console.ts";

/** Lines that a person types. */
export interface Lines {
  /** The next one; undefined where the input has ended or the signal is aborted. Ctrl-C is `quit`. */
  next(prompt: string): Promise<string | undefined>;
}

/** Reads lines at a prompt. Between two of them the input is free for others; what was typed ahead is not lost. */
export function linesOf({ input, output }: DebugConsole, words: readonly string[], signal: AbortSignal): Lines {
  const ahead: string[] = [];
  return {
    next(prompt) {
      if (signal.aborted || input.readableEnded || input.destroyed) return Promise.resolve(undefined);
      const waiting = ahead.shift();
      if (waiting !== undefined) {
        output.write(`${prompt}${waiting}\r\n`);
        return Promise.resolve(waiting);
      }
      return new Promise((resolve) => {
        const completer = (line: string) => [words.filter((word) => word.startsWith(line)), line];
        const lines = createInterface({ input, output, terminal: true, historySize: 0, completer });
        let answer: string | undefined;
        const stop = () => lines.close();
        signal.addEventListener("abort", stop, { once: true });
        lines.on("line", (line) => {
          if (answer !== undefined) return void ahead.push(line);
          answer = line;
          // Lines of the same chunk follow at once.
          setImmediate(stop);
        });
        lines.once("SIGINT", () => {
          answer = "quit";
          lines.close();
        });
        lines.once("close", () => {
          signal.removeEventListener("abort", stop);
          resolve(answer);
        });
        lines.setPrompt(prompt);
        lines.prompt();
      });
    },
  };
}
