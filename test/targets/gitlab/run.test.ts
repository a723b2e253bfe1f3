import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { targets } from "../../../compiler/targets/registry.ts";
import { findProgram } from "../../engine/machine/packages.mjs";
import { gate, graph, script, sh } from "../graphs.ts";

const TOOL = createRequire(import.meta.url).resolve("gitlab-ci-local/src/index.js");

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-run-"));
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" });
  git("init", "--quiet", "--initial-branch", "main");
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty", "--message", "a");
  git("remote", "add", "origin", "https://gitlab.example.com/group/project.git");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lacksRsync = !findProgram("rsync");
if (lacksRsync && !process.env.CI) console.error("NO RSYNC: THE RUN BY gitlab-ci-local IS SKIPPED.");

/** The emitted file, really run, by gitlab-ci-local's shell executor in a copy of the source for each job. */
describe.skipIf(lacksRsync && !process.env.CI)("gitlab-ci-local", () => {
  it("hands outputs and artifacts over as our own runtime does", () => {
    const make = script("make", {
      outputs: ["version"],
      steps: [
        sh("mkdir out; echo 'it'\\''s' > out/file"),
        sh('echo version=1 >> "$WAYBILL_OUTPUT"; echo version="2 3" >> "$WAYBILL_OUTPUT"'),
      ],
      artifacts: { paths: ["out"], exclude: [], on: "success", retentionDays: 1, junit: [] },
    });
    const read = script("read", {
      needs: [gate("make", true)],
      env: { VERSION: { kind: "output", job: "make", name: "version" } },
      steps: [sh('echo "got $VERSION and $(cat out/file)"')],
    });
    const bare = script("bare", { needs: [gate("make")], steps: [sh("test ! -e out && echo nothing here")] });
    const broken = script("broken", { needs: [gate("bare")], steps: [sh("exit 3"), sh("echo not reached")] });
    const skipped = script("skipped", { needs: [gate("broken")], steps: [sh("echo not reached")] });
    const { files } = targets.gitlab.emit(graph([make, read, bare, broken, skipped]));
    writeFileSync(join(folder, ".gitlab-ci.yml"), files[0]?.text ?? "");
    const { stdout, status } = spawnSync(process.execPath, [TOOL, "--force-shell-executor", "--shell-isolation"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    expect(stdout).toContain("got 2 3 and it's");
    expect(stdout).toContain("> nothing here");
    expect(stdout).not.toContain("> not reached");
    expect(status).toBe(1);
  });
});
