import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Parser, type ReadEntry } from "tar";
import type { Digest } from "../store/digest.ts";

/** Digest of the files in an archive: the same files give the same one, whenever they were archived. */
export async function contentDigest(archive: string): Promise<Digest> {
  const hash = createHash("sha256");
  const parser = new Parser({ strict: true });
  parser.on("entry", (entry: ReadEntry) => {
    hash.update(JSON.stringify([entry.path, entry.type, entry.mode, entry.size, entry.linkpath ?? ""]));
    entry.on("data", (chunk: Buffer) => void hash.update(chunk));
  });
  await pipeline(createReadStream(archive), parser as unknown as NodeJS.WritableStream);
  return hash.digest("hex") as Digest;
}
