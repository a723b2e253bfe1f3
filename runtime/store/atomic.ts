import { randomBytes } from "node:crypto";
import { copyFile, link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Where files are made, below the store: they have no meaning until they are renamed. */
export const UNFINISHED = "unfinished";

/**
 * Writes a file in one step: whoever reads it sees all of it or nothing, also after a power cut, whoever else writes it at the
 * same time.
 *
 * @param fill - Makes the file at a path that it is given.
 */
export async function appear(store: string, path: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(store, UNFINISHED, `${process.pid}-${randomBytes(8).toString("hex")}`);
  try {
    await withFolder(temporary, fill);
    const file = await open(temporary, "r");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await withFolder(path, (to) => rename(temporary, to));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Folders are made when one turns out to be missing: mostly they are there. */
async function withFolder(path: string, act: (path: string) => Promise<void>): Promise<void> {
  try {
    await act(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await act(path);
  }
}

/** A second name for a file that nobody changes any more; a copy of it where the file system has no such names. */
export async function share(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EEXIST") throw error;
    await copyFile(from, to);
  }
}
