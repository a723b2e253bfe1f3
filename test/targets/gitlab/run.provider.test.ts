import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atomName } from "../../../compiler/expr/atom-name.ts";
import { and, equal, not, RUN } from "../../../compiler/expr/index.ts";
import type { Expr, Matches } from "../../../compiler/expr/model.ts";
import type { Job } from "../../../compiler/graph/model/index.ts";
import { targets } from "../../../compiler/targets/registry.ts";
import { findProgram } from "../../engine/machine/packages.mjs";
import { after, gate, graph, script, sh } from "../graphs.ts";

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
    const { stdout, status } = run([make, read, bare, broken, skipped]);
    expect(stdout).toContain("got 2 3 and it's");
    expect(stdout).toContain("> nothing here");
    expect(stdout).not.toContain("> not reached");
    expect(status).toBe(1);
  });

  it("passes over the steps whose patterns do not match, as its own rules decide", () => {
    const onBranch = (pattern: string): Expr => ({ op: "matches", variable: RUN.branch, pattern, flags: "" });
    const steps = [
      sh("echo reached A", { when: onBranch("^[lm]a") }),
      sh("echo not reached", { when: onBranch("^[xyz]") }),
      sh("echo reached B", { when: and(not(onBranch("^[xyz]")), equal(RUN.branch, "main")) }),
    ];
    const unit = script("unit", { steps });
    const clean = script("clean", { steps, finally: true, needs: [after("unit")] });
    const { stdout, status } = run([unit, clean]);
    for (const job of ["unit", "clean"]) {
      expect(stdout).toMatch(new RegExp(`^${job} +> reached A$`, "m"));
      expect(stdout).toMatch(new RegExp(`^${job} +> reached B$`, "m"));
    }
    expect(stdout).not.toContain("> not reached");
    expect(status).toBe(0);
  });

  it("ends a final job that cannot know what its steps ask, as a witness failed", () => {
    const isOnMain: Expr = { op: "matches", variable: RUN.branch, pattern: "^[lm]a", flags: "" };
    const clean = script("clean", { steps: [sh("echo not reached", { when: not(isOnMain) })], finally: true });
    const { stdout, stderr, status } = run([clean], (text) => text.replace(/echo "\$CI_PIPELINE_ID" > .*/, "exit 1"));
    expect(stdout + stderr).toContain(`The job if:${atomName(isOnMain as Matches)} failed.`);
    expect(stdout).not.toContain("> not reached");
    expect(status).toBe(1);
  });

  function run(jobs: readonly Job[], edited = (text: string) => text) {
    const { files, diagnostics } = targets.gitlab.emit(graph(jobs));
    expect(diagnostics).toEqual([]);
    writeFileSync(join(folder, ".gitlab-ci.yml"), edited(files[0]?.text ?? ""));
    return spawnSync(process.execPath, [TOOL, "--force-shell-executor", "--shell-isolation"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
  }
});
