import { closeSync, createReadStream, openSync, writeSync } from "node:fs";

type Stream = "stdout" | "stderr";
type Emit = (stream: Stream, line: string) => void;

/** A job's log as it is kept: a line each, with a letter for its stream in front. */
export interface LogFile {
  line: Emit;
  /** Nothing more comes: it is all in the file. */
  close(): void;
}

/** So many characters are written at a time. */
const CHUNK = 1 << 16;
const LETTERS = { stdout: "o", stderr: "e" } as const;

/** Written at once rather than queued: a log that comes faster than the disk takes it would fill the memory. */
export function logFile(path: string): LogFile {
  const file = openSync(path, "w", 0o600);
  let pending = "";
  const flush = () => {
    writeSync(file, pending);
    pending = "";
  };
  return {
    line(stream, line) {
      pending += `${LETTERS[stream]}${line}\n`;
      if (pending.length >= CHUNK) flush();
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

/** Gives the lines of a log that was kept. */
export function replayText(text: string, emit: Emit): void {
  for (const line of text.split("\n").slice(0, -1)) give(line, emit);
}

export async function replayFile(path: string, emit: Emit): Promise<void> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    const text = rest + (chunk as string);
    const end = text.lastIndexOf("\n") + 1;
    replayText(text.slice(0, end), emit);
    rest = text.slice(end);
  }
}

const give = (line: string, emit: Emit) => emit(line.startsWith("e") ? "stderr" : "stdout", line.slice(1));
