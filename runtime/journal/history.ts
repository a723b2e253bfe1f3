import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { isAbsent } from "../store/blobs.ts";
import { isGone } from "../store/owner.ts";
import type { Entry, JobEnded, RunBegan, RunOver } from "./entry.ts";
import { removeEvents } from "./event-file.ts";
import { isJournal, journalFile, nameOf } from "./file.ts";

/** An earlier run, as far as its journal goes. */
export interface PastRun {
  readonly start: RunBegan;
  /** How jobs ended, by their names. */
  readonly ended: ReadonlyMap<string, JobEnded>;
  /** Absent: it has not come to its end. */
  readonly over?: RunOver;
}

/** So many journals of one checkout are kept. */
const MOST = 50;

/** Earlier runs of a pipeline, the newest first. */
export async function pastRuns(
  folder: string,
  { name, source }: Pick<StageGraph, "name" | "source">,
): Promise<readonly PastRun[]> {
  const runs = await allRuns(folder);
  return runs.filter(({ start }) => start.source === source && start.pipeline === name);
}

/** Earlier runs of a checkout, of all its pipelines, the newest first. */
export async function allRuns(folder: string): Promise<readonly PastRun[]> {
  const runs = await Promise.all((await namesIn(folder)).map((name) => readRun(join(folder, name))));
  return runs.filter((run) => run !== undefined);
}

/** One run of a checkout, by its id. */
export const runOf = (folder: string, run: string): Promise<PastRun | undefined> => readRun(journalFile(folder, run));

/** Whether the process that runs it is still there. */
export const isLiving = ({ start, over }: PastRun): boolean => !over && !isGone(start.owner);

/** Removes the oldest journals, but never one of a run that goes on. */
export async function pruneJournals(folder: string, most = MOST): Promise<void> {
  for (const name of (await namesIn(folder)).slice(most)) {
    const run = await readRun(join(folder, name));
    if (run && isLiving(run)) continue;
    await rm(join(folder, name), { force: true });
    await removeEvents(folder, nameOf(name));
  }
}

export async function removeJournal(folder: string, run: string): Promise<void> {
  await rm(journalFile(folder, run), { force: true });
  await removeEvents(folder, run);
}

/** The name of a run begins with the time when it began. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  return names.filter(isJournal).sort().reverse();
}

/** Reads up to the first line that is not whole: what a crash or a power cut has torn, and all after it, is not there. */
async function readRun(path: string): Promise<PastRun | undefined> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isAbsent(error)) return "";
    throw error;
  });
  const ended = new Map<string, JobEnded>();
  let start: RunBegan | undefined;
  let over: RunOver | undefined;
  for (const line of text.split("\n").slice(0, -1)) {
    const entry = entryOf(line);
    if (!entry || (!start && (entry.type !== "run" || entry.version !== 2))) break;
    if (entry.type === "run") start = entry;
    // Begun again: how it ended before counts no more.
    else if (entry.type === "began") ended.delete(entry.job);
    else if (entry.type === "ended") ended.set(entry.job, entry);
    else if (entry.type === "over") over = entry;
  }
  return start && { start, ended, ...(over && { over }) };
}

function entryOf(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}
