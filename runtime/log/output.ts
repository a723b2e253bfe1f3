import type { Masker } from "../secrets/masker.ts";
import { lines } from "./lines.ts";
import { neutralizer } from "./neutral.ts";

type Stream = "stdout" | "stderr";

/** What a job writes, on its way to the reporters. */
export interface Output {
  write(stream: Stream, text: string): void;
  end(): void;
}

/**
 * Makes safe lines of a job's output: each stream without terminal control first, for a secret that is cut up by escape
 * sequences is whole once they are gone, then masked, then cut into lines.
 */
export function output(maskers: () => Masker, emit: (stream: Stream, line: string) => void): Output {
  const streams = { stdout: stream("stdout", maskers, emit), stderr: stream("stderr", maskers, emit) };
  return {
    write: (name, text) => streams[name].write(text),
    end() {
      streams.stdout.end();
      streams.stderr.end();
    },
  };
}

function stream(name: Stream, maskers: () => Masker, emit: (stream: Stream, line: string) => void) {
  const neutral = neutralizer();
  const masker = maskers();
  const cut = lines((line) => emit(name, line));
  return {
    write: (text: string) => cut.write(masker.write(neutral.write(text))),
    end() {
      cut.write(masker.write(neutral.end()));
      cut.write(masker.end());
      cut.end();
    },
  };
}
