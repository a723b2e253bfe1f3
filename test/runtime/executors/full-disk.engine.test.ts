import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { dockerExecutor } from "../../../runtime/executors/docker/index.ts";
import type { Executor } from "../../../runtime/executors/executor.ts";
import { hostExecutor } from "../../../runtime/executors/host/index.ts";
import { type RunEvent, run } from "../../../runtime/index.ts";
import { openStore } from "../../../runtime/store/store.ts";
import { describeDocker, expectNothingLeft } from "../../engine/index.ts";
import { facts, graphOf, scriptJob, step } from "../graphs.ts";

const folderOf = (name: string) => {
  const folder = mkdtempSync(join(tmpdir(), `waybill-${name}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A file system of one mebibyte, in the memory. */
function smallDisk(): string {
  const folder = folderOf("small-disk");
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", [folder]));
  return folder;
}

/** Whether this process may mount one: that takes root on Linux. */
function mayMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), "waybill-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function suite(executor: (folder: string) => Executor, left: (run: string) => Promise<void>): void {
  async function seen(
    job: Parameters<typeof scriptJob>[1],
    places: { readonly work?: string; readonly store: string },
  ) {
    const events: RunEvent[] = [];
    const root = folderOf("tree");
    writeFileSync(join(root, "large"), Buffer.alloc(3 << 20));
    const outcome = await run(graphOf(scriptJob("a", job)), {
      ...{ root, facts, secrets: () => undefined, reporter: (event) => events.push(event) },
      ...{ executor: executor(places.work ?? folderOf("work")), store: openStore({ folder: places.store }) },
    });
    await left(outcome.run);
    return { outcome, events };
  }

  it("for what a job keeps is told with its folder, and nothing half-written stays", async () => {
    const store = smallDisk();
    const artifacts = { paths: ["large"], exclude: [], on: "success", retentionDays: 1, junit: [] } as const;
    const { outcome } = await seen({ artifacts, steps: [step("true")] }, { store });
    expect(outcome.exitCode).toBe(3);
    expect(outcome.diagnostics).toMatchObject([
      {
        code: "WB4041",
        message: expect.stringMatching(/^cannot write the artifacts of `a` on this machine: ENOSPC/),
        remedy: expect.stringContaining(`free space in \`${store}`),
      },
    ]);
    const { bavail, bsize } = statfsSync(store);
    expect(bavail * bsize).toBeGreaterThan(900_000);
  });

  it("for caches and results fails no job", async () => {
    const cache = { prefix: "c", keyFiles: [], paths: ["large"], policy: "pull-push" } as const;
    const store = smallDisk();
    const { outcome, events } = await seen({ caches: [cache], inputs: ["large"], steps: [step("true")] }, { store });
    expect(outcome.status).toBe("succeeded");
    expect(events.filter((event) => event.type === "cache").at(-1)).toMatchObject({
      ...{ outcome: "not-kept", reason: expect.stringContaining("ENOSPC") },
    });
  });

  it("for the copy of the source tree stops the run before a step, and says so", async () => {
    const { outcome } = await seen({ steps: [step("echo never")] }, { work: smallDisk(), store: folderOf("store") });
    expect(outcome.exitCode).toBe(3);
    expect(outcome.diagnostics).toMatchObject([{ code: "WB4011", message: expect.stringContaining("ENOSPC") }]);
  });
}

describe.skipIf(!mayMount())("a full disk, for local processes", () => {
  suite(
    (folder) => hostExecutor({ folder }),
    async () => {},
  );
});

describeDocker("a full disk, for containers", ({ socketPath }) => {
  suite((folder) => dockerExecutor({ address: `unix://${socketPath}`, folder }), expectNothingLeft);
});
