import { close, closeSync, fdatasync, fsyncSync, openSync, writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Entry } from "./entry.ts";

const [sync, end] = [promisify(fdatasync), promisify(close)];
const ENDING = ".jsonl";

export const journalFile = (folder: string, run: string): string => join(folder, `${run}${ENDING}`);
/** The run of a journal, by the file's name. */
export const nameOf = (name: string): string => name.slice(0, -ENDING.length);
export const isJournal = (name: string): boolean => name.endsWith(ENDING);

/** A journal that is being written. */
export interface JournalFile {
  /**
   * Adds a line. It is with the system when this returns, so that it outlives the process, and is being brought to the disk,
   * so that it outlives the machine: lines that come meanwhile go with the next sync.
   */
  add(entry: Entry): void;
  /** All lines are on the disk. */
  close(): Promise<void>;
}

/**
 * Begins a journal with its first lines, which are on the disk when it resolves.
 *
 * @throws when the folder cannot be written
 */
export async function createJournal(
  folder: string,
  run: string,
  first: readonly Entry[],
  failed: (error: Error) => void,
): Promise<JournalFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = openSync(journalFile(folder, run), "ax", 0o600);
  let broken = false;
  let unsynced = false;
  let syncing: Promise<void> | undefined;
  const fail = (error: unknown) => {
    if (!broken) failed(error as Error);
    broken = true;
  };
  const bring = async () => {
    while (unsynced && !broken) {
      unsynced = false;
      await sync(file).catch(fail);
    }
    syncing = undefined;
  };
  const write = (text: string) => {
    if (broken) return;
    try {
      const bytes = Buffer.from(text);
      for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
      unsynced = true;
      syncing ??= bring();
    } catch (error) {
      // What was cut off is the last line, and readers leave it out.
      fail(error);
    }
  };
  write(first.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  // The folder too, for it holds the file's name.
  syncFolder(folder);
  await syncing;
  return {
    add: (entry) => write(`${JSON.stringify(entry)}\n`),
    async close() {
      await syncing;
      await end(file).catch(fail);
    },
  };
}

function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, "r");
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch {
    // Some systems cannot open a folder; there its name gets to the disk in its own time.
  }
}
