import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { readFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Analysis } from "../analysis/analysis.ts";
import { isBuilt, ownPackage } from "../project/package.ts";
import type { Project } from "../project/project.ts";
import { findSnapshot, snapshotFolder, snapshotKey, snapshotName } from "./snapshot.ts";

/**
 * Has a pipeline analysed by a process that goes on from the checker's snapshot. Undefined where there is none (one is then
 * made for the next time), or where it was of no use: what Node refuses, or is not as it was written, is removed.
 */
export async function analyseApart(project: Project): Promise<Analysis | undefined> {
  if (!isBuilt) return undefined;
  const key = snapshotKey();
  const name = findSnapshot(key);
  if (name === undefined) {
    prepareLater();
    return undefined;
  }
  const snapshot = join(snapshotFolder(), name);
  const child = spawn(process.execPath, ["--snapshot-blob", snapshot, JSON.stringify(project)], {
    env: {},
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [end, answer, genuine] = await Promise.all([
    ended(child),
    text(child.stdout),
    // The process is on its way already: what this takes is not waited for.
    readFile(snapshot).then(
      (content) => snapshotName(key, content) === name,
      () => false,
    ),
  ]);
  if (end === 0 && genuine) {
    await used(snapshot);
    return JSON.parse(answer) as Analysis;
  }
  if (!STOPPED.has(end)) rmSync(snapshot, { force: true });
  return undefined;
}

/** Those that were used last stay when others are made. */
async function used(snapshot: string): Promise<void> {
  const now = new Date();
  await utimes(snapshot, now, now).catch(() => {});
}

/** Signals that say nothing against a snapshot. */
const STOPPED: ReadonlySet<unknown> = new Set(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"]);

/** The exit code of a process, or the signal that ended it; undefined of one that could not be started. */
function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null | undefined> {
  return new Promise((settle) => {
    child.once("error", () => settle(undefined));
    child.once("close", (code, signal) => settle(code ?? signal));
  });
}

/** Once this process has ended, so that nothing competes with what the user waits for; and not on machines of one run. */
function prepareLater(): void {
  if (process.env.CI) return;
  process.once("exit", () => {
    spawn(process.execPath, [ownPackage().prepare], { detached: true, stdio: "ignore" }).unref();
  });
}
