import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { appear, share } from "./atomic.ts";
import { type Digest, digestOf, digestOfFile } from "./digest.ts";

/** Contents, each under its own digest. Nothing here throws for a blob that is absent or damaged: it is not there, then. */
export interface Blobs {
  /** Keeps the content of a file that nobody changes any more. */
  keepFile(path: string): Promise<Digest>;
  keepText(text: string): Promise<Digest>;
  /** Gives a blob a second name, once its content has proved to be what its digest says. False: there is no such blob. */
  take(digest: Digest, to: string): Promise<boolean>;
  /** Whether there is such a blob, damaged or not. */
  has(digest: Digest): Promise<boolean>;
  /** A blob that is small enough for the memory. */
  text(digest: Digest): Promise<string | undefined>;
}

export function blobsIn(folder: string, wrote: () => void): Blobs {
  const place = (digest: Digest) => join(folder, "blobs", digest.slice(0, 2), digest);
  const keep = async (digest: Digest, fill: (temporary: string) => Promise<void>) => {
    if (await touch(place(digest))) return digest;
    await appear(folder, place(digest), fill);
    wrote();
    return digest;
  };
  return {
    keepFile: async (path) => keep(await digestOfFile(path), (temporary) => share(path, temporary)),
    keepText: (text) => keep(digestOf(text), (temporary) => writeFile(temporary, text, { mode: 0o600 })),
    has: (digest) => touch(place(digest)),
    async take(digest, to) {
      const blob = place(digest);
      try {
        await rm(to, { force: true });
        await share(blob, to);
        if ((await digestOfFile(to)) === digest) return await touch(blob);
        await Promise.all([rm(blob, { force: true }), rm(to, { force: true })]);
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
      return false;
    },
    async text(digest) {
      const blob = place(digest);
      const content = await readFile(blob).catch((error: unknown) => {
        if (isAbsent(error)) return undefined;
        throw error;
      });
      if (content === undefined) return undefined;
      if (digestOf(content) === digest) return (await touch(blob)) ? content.toString("utf8") : undefined;
      await rm(blob, { force: true });
      return undefined;
    },
  };
}

/** Says that a file was used just now, for those used least recently go first. False: it is not there. */
export async function touch(path: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(path, now, now);
    return true;
  } catch (error) {
    // Of another user: it can be read, and goes when they do not use it.
    if ((error as NodeJS.ErrnoException).code === "EPERM") return (await stat(path)).isFile();
    if (isAbsent(error)) return false;
    throw error;
  }
}

export const isAbsent = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
