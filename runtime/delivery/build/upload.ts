import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { Piece } from "./agent.ts";

/** The method of BuildKit's session protocol by which a builder pulls a context (session/upload). */
export const UPLOAD = "/moby.upload.v1.Upload/Pull";

/** A context that the builder pulls when it needs it. */
export interface Upload {
  /**
   * Names the context in the build's request. Each build has a URL of its own: BuildKit takes sources of one URL in builds
   * at the same time for one source.
   */
  readonly url: string;
  /** Sends the context, each time from its beginning. */
  serve(call: ServerDuplexStream<Piece, Piece>): Promise<void>;
  /** Aborted when the context cannot be packed: nothing is left to build. */
  readonly failed: AbortSignal;
  /** Why it could not be packed. */
  failure(): unknown;
}

/** Bytes that are collected for a message: a tree of small files would be as many messages as it has files. */
const MESSAGE = 128 * 1024;

export function uploadOf(context: () => Promise<Readable>): Upload {
  const failed = new AbortController();
  return {
    url: `http://buildkit-session/${randomUUID()}`,
    failed: failed.signal,
    failure: () => failed.signal.reason,
    async serve(call) {
      let source: Readable | undefined;
      call.on("cancelled", () => source?.destroy());
      call.on("error", () => source?.destroy());
      // What the builder sends is nothing but the end of its side.
      call.resume();
      try {
        source = await context();
        for await (const data of messages(source)) {
          if (call.cancelled || call.destroyed) return;
          if (!call.write({ data })) await drained(call);
        }
        call.end();
      } catch (error) {
        if (call.cancelled || call.destroyed) return;
        failed.abort(error);
        call.destroy(error as Error);
      }
    },
  };
}

/** Settles when more can be sent, or nothing has to be. */
function drained(call: ServerDuplexStream<Piece, Piece>): Promise<void> {
  const events = ["drain", "cancelled", "close", "error"];
  return new Promise((settle) => {
    const settled = () => {
      for (const event of events) call.off(event, settled);
      settle();
    };
    for (const event of events) call.on(event, settled);
  });
}

async function* messages(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of source) {
    parts.push(part);
    size += part.length;
    if (size < MESSAGE) continue;
    yield parts.length === 1 ? part : Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts);
}
