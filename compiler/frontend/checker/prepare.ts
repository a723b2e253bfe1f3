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
/** Snapshots beside the new one that stay, of 25 MB each: those that were used last. What else is needed is made again. */
const OTHERS = 7;

const key = snapshotKey();
const folder = snapshotFolder();
/** Is there while the snapshot is made, and stays for a day where that failed, so that it is not tried all the time. */
const attempt = join(folder, `${key}.attempt`);

if (findSnapshot(key) === undefined && begin()) {
  make();
  tidy();
}

function tidy(): void {
  const others = snapshotFiles().filter((name) => !name.startsWith(`${key}-`));
  const byUse = others.map((name) => join(folder, name)).sort((a, b) => ageOf(a) - ageOf(b));
  const isSnapshot = (path: string) => path.endsWith(".snapshot");
  // What is no snapshot is of an attempt, which takes seconds.
  const attempts = byUse.filter((path) => !isSnapshot(path) && ageOf(path) > DAY);
  for (const path of [...byUse.filter(isSnapshot).slice(OTHERS), ...attempts]) {
    rmSync(path, { force: true, recursive: true });
  }
}

function begin(): boolean {
  mkdirSync(folder, { recursive: true });
  if (ageOf(attempt) > DAY) rmSync(attempt, { force: true });
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

/** Milliseconds since a file was written or used; 0 where there is none. */
function ageOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? Date.now() - stats.mtimeMs : 0;
}
