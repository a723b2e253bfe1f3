import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

type Stream = "stdout" | "stderr";

export interface ProcessOptions {
  readonly argv: readonly string[];
  readonly folder: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly write: (stream: Stream, text: string) => Promise<void> | void;
}

/** A step of a job, with all the processes that it starts. */
export interface StepProcess {
  /** Its exit code, when it has ended and its output was passed on; 127 or 126 where it could not be started, as a shell has it. */
  readonly ended: Promise<number>;
  /** Asks the whole group to end, and kills it when it does not. */
  stop(): void;
  kill(): void;
}

/** Milliseconds between the request to end and the kill. */
const GRACE = 5000;
/** Milliseconds that output may come after the end of the step; a process it left running keeps the stream open for longer. */
const DRAINING = 200;

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

export function startProcess({ argv, folder, env, write }: ProcessOptions): StepProcess {
  const [program = "", ...args] = argv;
  // A group of its own, so that all that it starts can be ended with it.
  const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const signal = (name: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // All of them have ended.
    }
  };
  const drained = Promise.all([drain(child.stdout, "stdout", write), drain(child.stderr, "stderr", write)]);
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<number>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      void write("stderr", `${program}: ${error.code === "ENOENT" ? "not found" : error.message}\n`);
      resolve(error.code === "ENOENT" ? 127 : 126);
    });
    child.once("exit", async (code, name) => {
      clearTimeout(timer);
      let patience: NodeJS.Timeout | undefined;
      const late = new Promise((go) => {
        patience = setTimeout(go, DRAINING);
      });
      await Promise.race([drained, late]);
      clearTimeout(patience);
      // What still holds the other ends adds nothing to the job's output, and keeps nobody waiting.
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(code ?? 128 + (SIGNALS[name ?? ""] ?? 0));
    });
  });
  return {
    ended,
    stop() {
      signal("SIGTERM");
      timer = setTimeout(() => signal("SIGKILL"), GRACE);
    },
    kill() {
      clearTimeout(timer);
      signal("SIGKILL");
    },
  };
}

async function drain(source: Readable, stream: Stream, write: ProcessOptions["write"]): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of source) {
      const text = decoder.decode(chunk as Buffer, { stream: true });
      if (text !== "") await write(stream, text);
    }
  } catch {
    // The stream ends with the process, in whatever way.
  }
  const rest = decoder.decode();
  if (rest !== "") await write(stream, rest);
}
