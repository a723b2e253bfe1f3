import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { UNFINISHED } from "./atomic.ts";

interface Kept {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly used: number;
}

export interface Removed {
  readonly files: number;
  readonly bytes: number;
}

/** The folders of what is kept; the rest belongs to runs that go on, or says how they went. */
const KEPT = ["blobs", "results", "caches"];
/** What a file takes at least: most file systems give out blocks of this size. */
const BLOCK = 4096;
/** After so many milliseconds, what was begun and never finished belongs to a process that is dead. */
const FORGOTTEN = 24 * 3600 * 1000;

/** Removes what was used least recently until the rest fits. Two processes may do it at once. */
export async function evict(folder: string, limit: number): Promise<Removed> {
  const [kept, unfinished] = await Promise.all([keptIn(folder), filesBelow(join(folder, UNFINISHED))]);
  const files = [...kept].sort((a, b) => a.used - b.used);
  let total = files.reduce((sum, { size }) => sum + size, 0);
  const doomed = unfinished.filter(({ used }) => Date.now() - used > FORGOTTEN);
  for (const file of files) {
    if (total <= limit) break;
    total -= file.size;
    doomed.push(file);
  }
  return remove(doomed);
}

/** Removes all that runs would find again. */
export async function empty(folder: string): Promise<Removed> {
  return remove(await keptIn(folder));
}

/** How much of it there is. */
export async function holds(folder: string): Promise<Removed> {
  return summed(await keptIn(folder));
}

async function keptIn(folder: string): Promise<readonly Kept[]> {
  return (await Promise.all(KEPT.map((name) => filesBelow(join(folder, name))))).flat();
}

async function remove(files: readonly Kept[]): Promise<Removed> {
  for (const { path } of files) await rm(path, { force: true });
  return summed(files);
}

const summed = (files: readonly Kept[]): Removed => ({
  ...{ files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) },
});

export async function filesBelow(folder: string): Promise<readonly Kept[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly Kept[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      const stats = await stat(path).catch(() => undefined);
      return stats ? [{ path, size: Math.max(BLOCK, stats.size), used: stats.mtimeMs }] : [];
    }),
  );
  return found.flat();
}
