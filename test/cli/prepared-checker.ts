import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repository } from "./waybill.ts";

/** Makes the snapshot of the checker, which `waybill` makes for itself but in CI: the many compilations of a run take half the time. */
export default function setup(): void {
  spawnSync(process.execPath, [join(repository, "dist/prepare-checker.js")], { stdio: "ignore" });
}
