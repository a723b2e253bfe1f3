import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, push, sh } from "waybill";

const image = "busybox:1.36";
const gather = job("gather", { image, inputs: ["src/**"], steps: [sh\`cat src/a.txt\`], outputs: ["level"] });
const check = job("check", { image, needs: [gather], steps: [sh\`test ! -e src/wrong\`] });
const late = job("late", { image, needs: [check], steps: [sh\`true\`] });
const later = job("later", { image, needs: [late], steps: [sh\`true\`] });
const main = job("main-only", {
  image,
  when: (run) => run.event === "push" && (run.branch === "main" || gather.outputs.level === "high"),
  needs: [gather],
  steps: [sh\`true\`],
});
const manual = job("by-hand", { image, manual: true, steps: [sh\`true\`] });

export default pipeline("app", { on: [push()], jobs: [gather, check, late, later, main, manual] });
`;

async function place() {
  const outside = await folderWith("");
  const folder = await folderWith(PIPELINE);
  await execa("mkdir", ["src"], { cwd: folder });
  await writeFile(join(folder, "src/a.txt"), "one\n");
  await writeFile(join(folder, "src/b.txt"), "same\n");
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  await git("init", "-q", "-b", "fix");
  await git("add", ".");
  await git("commit", "-qm", "first");
  const env = { XDG_STATE_HOME: join(outside, "state"), WAYBILL_CACHE: join(outside, "cache"), NO_COLOR: "1" };
  const ask = (...args: readonly string[]) => waybill(args, { cwd: folder, env });
  return {
    folder,
    run: (...args: readonly string[]) => ask("run", "pipeline.ts", "--executor", "host", ...args),
    ask: (...args: readonly string[]) => ask("why", ...args),
    /** What is said of a job, without the line that names the run, and runs without their names. */
    async why(job: string) {
      const { stdout, stderr } = await ask("why", job);
      expect(stderr).toBe("");
      const [first, ...lines] = stdout.split("\n");
      expect(first).toMatch(/^in the last run, \w+ of [\d-]+T[\d:]+Z:$/);
      return lines.map((line) => line.replace(/\brun \w{12,}/, "run ID"));
    },
  };
}

describe("waybill why", () => {
  it("tells what has changed since the job ran before, file by file", async () => {
    const here = await place();
    await here.run("--job", "gather");
    expect(await here.why("gather")).toEqual(["gather was run, and succeeded", "  no earlier run of it is known here"]);
    await here.run("--job", "gather");
    expect(await here.why("gather")).toEqual([
      "gather was not run again: unchanged since run ID",
      "  nothing that decides its result has changed",
    ]);
    await writeFile(join(here.folder, "src/a.txt"), "two\n");
    await writeFile(join(here.folder, "src/c.txt"), "new\n");
    await rm(join(here.folder, "src/b.txt"));
    await writeFile(join(here.folder, "pipeline.ts"), PIPELINE.replace("cat src/a.txt", "cat src/a.txt src/c.txt"));
    await here.run("--job", "gather");
    expect(await here.why("gather")).toEqual([
      "gather was run, and succeeded",
      "  since the run ID has changed:",
      "    the file src/a.txt",
      "    the file src/b.txt (gone)",
      "    the file src/c.txt (new)",
      "    step 1",
    ]);
    await here.run("--job", "gather", "--no-cache");
    expect(await here.why("gather")).toEqual(["gather was run, and succeeded", "  an option requested it: --no-cache"]);
    expect(await here.why("check")).toEqual([
      "check was skipped",
      "  it was not chosen: the run was given --job gather",
    ]);
  });

  it("tells of a job that has failed before, and which files it had then", async () => {
    const here = await place();
    await rm(join(here.folder, "src/a.txt"));
    await here.run("--job", "gather");
    await here.run("--job", "gather");
    expect(await here.why("gather")).toEqual([
      "gather was run, and failed: step 1 exited with 1",
      "  run ID has no result to reuse: gather failed",
    ]);
    await writeFile(join(here.folder, "src/a.txt"), "one\n");
    await here.run("--job", "gather");
    expect(await here.why("gather")).toEqual([
      "gather was run, and succeeded",
      "  since the run ID has changed:",
      "    the file src/a.txt (new)",
    ]);
  });

  it("tells which part of a condition skipped a job, and which need", async () => {
    const here = await place();
    await writeFile(join(here.folder, "src/wrong"), "");
    await here.run();
    expect(await here.why("main-only")).toEqual([
      "main-only was skipped",
      "  its condition does not hold:",
      '    run.event === "push" && (run.branch === "main" || gather.outputs.level === "high")',
      "    - run.branch is `fix`, and `when` asks for `main`",
      "    - gather.outputs.level is unset, and `when` asks for `high`",
    ]);
    expect(await here.why("later")).toEqual([
      "later was skipped",
      "  it needs late",
      "late was skipped",
      "  it needs check",
      "check was run, and failed: step 1 exited with 1",
      "  it is run every time: check does not name its inputs",
    ]);
    expect(await here.why("by-hand")).toEqual([
      "by-hand was skipped",
      "  it is manual, and nobody has let it run: --approve by-hand",
    ]);
  });

  it("gives all of it to programs, takes the pipeline's file, and says what it cannot tell", async () => {
    const here = await place();
    const none = await here.ask("gather");
    expect(none.stderr).toContain("error WB4065: `app` has not run in this checkout, so there is nothing to show");
    expect(none.stderr).toContain('run it first: waybill run pipeline.ts --pipeline "app"');
    expect(none.exitCode).toBe(2);
    const wrong = await here.ask("chekc");
    expect(wrong.stderr).toContain("error WB4010: the pipeline has no job named `chekc`");
    expect(wrong.stderr).toContain("did you mean check? If not, choose one of: gather, check, late");
    expect(wrong.exitCode).toBe(2);
    await here.run("--job", "gather");
    const { stdout, exitCode } = await here.ask("gather", "pipeline.ts", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      run: expect.any(String),
      time: expect.any(Number),
      why: { job: "gather", status: "succeeded", because: [{ kind: "first" }] },
    });
  });

  it("explains itself", async () => {
    const { stdout } = await waybill(["why", "--help"]);
    expect(stdout).toContain("Explain why a job ran, or did not run, in the last run of this checkout.");
    expect(stdout).toContain("waybill why unit --json");
  });
});
