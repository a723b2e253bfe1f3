import type { Duplex } from "node:stream";
import type Docker from "dockerode";
import { isBroken } from "../../engine/api.ts";
import { frameReader } from "./demux.ts";
import { markReader } from "./step-marks.ts";

type Stream = "stdout" | "stderr";

/** The connection to the standard streams of one container. */
export interface Attachment {
  /** Where output goes from now on; before, it is dropped. */
  to(write: (stream: Stream, text: string) => Promise<void> | void): void;
  send(text: string): void;
  /**
   * The number of the next mark, once both streams have reached it; undefined when the streams end before. Rejects when what
   * was read could not be passed on.
   */
  mark(): Promise<number | undefined>;
  /** Settles when the streams have ended, for whatever reason, and all of it was passed on. Rejects when it could not be. */
  readonly ended: Promise<void>;
  /** Ends the container's standard input. */
  finish(): void;
  /** Cuts the connection. */
  cut(): void;
}

/** Who waits for the next mark. */
interface Mark {
  resolve(code: number | undefined): void;
  reject(error: unknown): void;
}

/**
 * Attaches to a container that was created and not yet started.
 *
 * @param nonce - What tells marks from output.
 */
export async function attach(container: Docker.Container, nonce: string): Promise<Attachment> {
  const options = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
  const socket = (await container.attach(options)) as unknown as Duplex;
  // A connection that breaks ends the loop below; what that means is found out by asking the engine.
  socket.on("error", () => {});
  let write: ((stream: Stream, text: string) => Promise<void> | void) | undefined;
  let waiting: Mark | undefined;
  let over = false;
  let failed: { readonly error: unknown } | undefined;
  let slow: Promise<void> | undefined;
  const marks: Record<Stream, number[]> = { stdout: [], stderr: [] };

  const settle = () => {
    if (!waiting) return;
    const both = marks.stdout.length > 0 && marks.stderr.length > 0;
    if (!both && !over) return;
    const code = both ? marks.stdout.shift() : undefined;
    if (both) marks.stderr.shift();
    if (failed) waiting.reject(failed.error);
    else waiting.resolve(code);
    waiting = undefined;
  };
  const pass = (stream: Stream, text: string) => {
    if (text === "") return;
    const busy = write?.(stream, text);
    if (busy) slow = slow ? Promise.all([slow, busy]).then(() => {}) : busy;
  };
  const reader = (stream: Stream) => {
    const decoder = new TextDecoder();
    const marked = markReader(nonce, {
      bytes: (bytes) => pass(stream, decoder.decode(bytes, { stream: true })),
      mark(code) {
        pass(stream, decoder.decode());
        marks[stream].push(code);
        settle();
      },
    });
    return {
      write: marked.write,
      end() {
        marked.end();
        pass(stream, decoder.decode());
      },
    };
  };
  const readers = { stdout: reader("stdout"), stderr: reader("stderr") };
  const read = async () => {
    const frames = frameReader((stream, payload) => readers[stream].write(payload));
    try {
      for await (const chunk of socket) {
        frames(chunk as Buffer);
        // The next chunk is read when this one was taken: the back-pressure reaches the container.
        if (slow) await slow;
        slow = undefined;
      }
    } catch (error) {
      // As above, unless the connection is whole.
      if (!isBroken(error)) throw error;
    }
    readers.stdout.end();
    readers.stderr.end();
    await slow;
  };
  const ended = read()
    .catch((error: unknown) => {
      failed = { error };
      socket.destroy();
      throw error;
    })
    .finally(() => {
      over = true;
      settle();
    });
  // Whoever waits for the end or for a mark meets the error.
  ended.catch(() => {});
  return {
    to: (next) => {
      write = next;
    },
    send: (text) => void socket.write(text),
    mark: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        settle();
      }),
    ended,
    finish: () => void socket.end(),
    cut: () => void socket.destroy(),
  };
}
