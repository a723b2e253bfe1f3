type Stream = "stdout" | "stderr";

/** The end of a job's log, as it is kept: a line each, with a letter for its stream in front. */
export interface LogTail {
  line(stream: Stream, line: string): void;
  text(): string;
}

/** Characters of a log that are kept. */
const MOST = 1 << 20;

/** Keeps the last lines in memory: a log that is long costs no more than one that is short. */
export function logTail(most = MOST): LogTail {
  let older: string[] = [];
  let newer: string[] = [];
  let size = 0;
  let dropped = 0;
  return {
    line(stream, line) {
      const kept = `${stream === "stderr" ? "e" : "o"}${line.slice(-most)}\n`;
      size += kept.length;
      newer.push(kept);
      if (size < most / 2) return;
      dropped += older.length;
      [older, newer, size] = [newer, [], 0];
    },
    text() {
      const note = dropped > 0 ? `e(the first ${dropped} lines were not kept)\n` : "";
      return note + older.join("") + newer.join("");
    },
  };
}
