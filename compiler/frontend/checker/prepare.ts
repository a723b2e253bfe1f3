import { spawnSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { ownPackage } from "../project/package.ts";
import { typeScriptFile } from "../typescript/load.ts";
import type { Preparation } from "./main.ts";
import { SAMPLE } from "./sample.ts";
import { findSnapshot, snapshotFiles, snapshotFolder, snapshotKey, snapshotName } from "./snapshot.ts";

// Makes the snapshot of the checker. Run as a process of its own that nobody waits for, as it takes seconds.

const DAY = 24 * 60 * 60 * 1000;
/** Milliseconds after which a snapshot goes when another is made: should it be needed, it is made again. */
const OLD = 30 * DAY;

const key = snapshotKey();
const folder = snapshotFolder();
/** Is there while the snapshot is made, and stays for a day where that failed, so that it is not tried all the time. */
const attempt = join(folder, `${key}.attempt`);

if (findSnapshot(key) === undefined && begin()) {
  make();
  for (const name of snapshotFiles()) {
    const path = join(folder, name);
    if (isOlder(path, OLD)) rmSync(path, { force: true, recursive: true });
  }
}

function begin(): boolean {
  mkdirSync(folder, { recursive: true });
  if (isOlder(attempt, DAY)) rmSync(attempt, { force: true });
  try {
    closeSync(openSync(attempt, "wx"));
    return true;
  } catch {
    return false;
  }
}

function make(): void {
  const place = mkdtempSync(join(folder, "making-"));
  try {
    const sample = { file: join(place, "pipeline.ts"), root: place };
    writeFileSync(sample.file, SAMPLE);
    const { declarations, checker } = ownPackage();
    const typescript = typeScriptFile();
    const preparation: Preparation = { typescript, declarations, builtins: builtinModules, sample };
    const made = join(place, "snapshot");
    const args = ["--snapshot-blob", made, "--build-snapshot", checker, JSON.stringify(preparation)];
    const { status } = spawnSync(process.execPath, args, { env: {}, stdio: "ignore" });
    process.exitCode = status ?? 1;
    if (status !== 0) return;
    renameSync(made, join(folder, snapshotName(key, readFileSync(made))));
    rmSync(attempt, { force: true });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function isOlder(path: string, milliseconds: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > milliseconds;
}
