import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../repository.ts";

const SOURCES = ["cli", "compiler", "runtime", "schemas", "scripts/build.mjs", "package.json"];

/**
 * For the tests that run what is built: builds `dist/` when a source is newer, and makes the snapshot of the checker, which
 * halves the time of the many compilations of a run. `waybill` makes the snapshot itself, but not in CI.
 *
 * @throws {Error} when the build fails
 */
export default function setup(): void {
  if (newest("dist/cli.js") < Math.max(...SOURCES.map(newest))) {
    const { status } = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: repository, stdio: "inherit" });
    if (status !== 0) throw new Error("the build failed");
  }
  spawnSync(process.execPath, [join(repository, "dist/prepare-checker.js")], { stdio: "ignore" });
}

/** When a file, or the newest file of a folder, was written; 0 if it does not exist. */
function newest(path: string): number {
  const stats = statSync(join(repository, path), { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(0, ...readdirSync(join(repository, path)).map((name) => newest(join(path, name))));
}
