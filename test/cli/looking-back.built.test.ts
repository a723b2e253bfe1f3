import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, push, sh, step } from "waybill";

const image = "busybox:1.36";
const build = job("build", { image, artifacts: { paths: ["out"] }, steps: [
  sh\`mkdir -p out/deep && echo made > out/deep/a.txt && echo built it\`,
] });
const unit = job("unit", { image, inputs: ["src"], needs: [build], artifacts: { paths: [], junit: ["*.xml"] }, steps: [
  sh\`echo preparing\`,
  step("test it", sh\`if grep -q bad src/a.txt; then
    echo "src/a.ts:3: error: it is bad"
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33; do echo "line $i"; done
    echo '<testsuite><testcase name="pays" file="test/pay.ts" line="12"><failure message="no money"/></testcase></testsuite>' > r.xml
    exit 7
  fi\`),
] });

export default pipeline("app", { on: [push()], jobs: [build, unit] });
`;

async function place() {
  const folder = await folderWith(PIPELINE);
  const outside = await folderWith("");
  await mkdir(join(folder, "src"));
  await writeFile(join(folder, "src/a.txt"), "good\n");
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-qm", "first");
  const env = { XDG_STATE_HOME: join(outside, "state"), WAYBILL_CACHE: join(outside, "cache"), NO_COLOR: "1" };
  return { folder, outside, command: (...args: readonly string[]) => waybill(args, { cwd: folder, env }) };
}

describe("looking back", () => {
  it("lists runs, shows logs, hands out artifacts, and explains a failure", async () => {
    const { folder, outside, command } = await place();
    expect((await command("runs")).stdout).toBe("there are no runs of this checkout yet");
    const none = await command("logs");
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining("error WB4060: there is no run to show")]);

    const green = await command("run", "--executor", "host", "--artifacts", join(outside, "kept"));
    expect(green.exitCode).toBe(0);
    expect(await readFile(join(outside, "kept/build/out/deep/a.txt"), "utf8")).toBe("made\n");

    await writeFile(join(folder, "src/a.txt"), "bad\n");
    const red = await command("run", "--executor", "host", "--var", "mode=a b");
    expect(red.exitCode).toBe(1);
    const step = PIPELINE.split("\n").findIndex((line) => line.includes('step("test it"')) + 1;
    expect(red.stdout).toMatch(
      new RegExp(`unit failed: step 2 exited with 7, \\$ test it \\(pipeline.ts:${step}:\\d+\\)`),
    );
    expect(red.stdout).toContain("  | src/a.ts:3: error: it is bad\n  | line 1\n");
    expect(red.stdout).toContain("  ... 6 lines: waybill logs unit\n");
    expect(red.stdout).toContain("x pays: no money (test/pay.ts:12)");
    expect(red.stdout).toContain("to repeat it: waybill run --job unit --executor host --var 'mode=a b'");
    expect(red.stdout).toMatch(
      /unit last succeeded in the run \w+ of .*; since then has changed:\n {2}the file src\/a.txt/,
    );

    const runs = (await command("runs")).stdout.split("\n");
    expect(runs).toHaveLength(2);
    expect(runs[0]).toMatch(/^1 {2}\w+ {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}app {2}push main {2}failed .* 1 failed/);
    expect(runs[1]).toMatch(/^2 .* succeeded /);
    const listed = JSON.parse((await command("runs", "--json", "--limit", "1")).stdout);
    expect(listed).toEqual([
      expect.objectContaining({ number: 1, status: "failed", counts: { succeeded: 1, failed: 1 } }),
    ]);

    const logs = await command("logs");
    expect(logs.stdout).toContain("== build: succeeded\n");
    expect(logs.stdout).toContain(
      "== unit: failed\n$ echo preparing\npreparing\n$ test it\nsrc/a.ts:3: error: it is bad\n",
    );
    expect((await command("logs", "--failed")).stdout).not.toContain("== build");
    expect((await command("logs", "2", "unit")).stdout).toBe("$ echo preparing\npreparing\n$ test it");
    expect((await command("logs", "build")).stdout).toContain("built it");
    expect((await command("logs", "2", "--follow")).stdout).toContain("== unit: succeeded");
    const events = (await command("logs", "last", "build", "--json")).stdout
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toContain("job-finished");
    const missing = await command("logs", "last", "unti");
    expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining("did you mean unit?")]);

    expect((await command("artifacts")).stdout).toBe("build");
    const unpacked = await command("artifacts", "build", "--run", "2", "--out", join(outside, "there"));
    expect(unpacked.exitCode).toBe(0);
    expect(await readFile(join(outside, "there/out/deep/a.txt"), "utf8")).toBe("made\n");
    const failed = await command("artifacts", "unit", "--out", join(outside, "there"));
    expect([failed.exitCode, failed.stderr]).toEqual([
      2,
      expect.stringContaining("error WB4063: there are no artifacts"),
    ]);
    const file = await command("artifacts", "build", "--out", join(folder, "pipeline.ts"));
    expect([file.exitCode, file.stderr]).toEqual([3, expect.stringContaining("error WB4064: cannot write artifacts")]);
    expect((await command("artifacts", "build")).exitCode).toBe(2);
  });

  it("follows a run that goes on in another process, and says when a run has no such job", async () => {
    const { command } = await place();
    const run = command("run", "--executor", "host");
    await expect.poll(async () => (await command("runs")).stdout).toContain("app");
    const [followed] = await Promise.all([command("logs", "--follow"), run]);
    expect(followed.stdout).toMatch(/built it|== build/);
    const wrong = await command("logs", "last", "nope");
    expect(wrong.stderr).toContain("error WB4061");
  });

  it("has no logs where another version has written them", async () => {
    const { outside, command } = await place();
    await command("run", "--executor", "host");
    const { stdout } = await execa("find", [join(outside, "state"), "-name", "*.events"]);
    await writeFile(stdout, '{"type":"events","version":99}\n');
    expect((await command("logs")).stderr).toContain("error WB4062");
  });
});
