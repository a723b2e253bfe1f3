import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

declare const sha256: unique symbol;

/** A SHA-256 in hexadecimal digits. Made here only, so that no other text passes for one. */
export type Digest = string & { readonly [sha256]: true };

export function digestOf(content: string | Uint8Array): Digest {
  return createHash("sha256").update(content).digest("hex") as Digest;
}

/** Of a file's content, which is never in memory as a whole. */
export async function digestOfFile(path: string): Promise<Digest> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), hash);
  return hash.digest("hex") as Digest;
}

/** A text that was read somewhere, when it is a digest. */
export function asDigest(text: unknown): Digest | undefined {
  return typeof text === "string" && /^[0-9a-f]{64}$/.test(text) ? (text as Digest) : undefined;
}
