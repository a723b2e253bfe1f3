import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, pullRequest, push, sh } from "waybill";

const unit = job("unit", { machine: "ubuntu-24.04", inputs: ["sources/**"], steps: [sh\`true\`] });
const docs = job("docs", { machine: "ubuntu-24.04", steps: [sh\`true\`], when: (run) => run.changed("docs/**") });

export default pipeline("app", { on: [push(), pullRequest()], jobs: [unit, docs] });
`;

async function place() {
  const folder = await folderWith(PIPELINE);
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  const warnings = async (...args: readonly string[]) => {
    const { stderr, exitCode } = await waybill(args, { cwd: folder, env: { NO_COLOR: "1" } });
    expect(exitCode).toBe(0);
    return stderr;
  };
  return { folder, git, warnings };
}

it("reports inputs that match no file, at their job", async () => {
  const { folder, warnings } = await place();
  const said = await warnings("check");
  expect(said).toContain("warning WB4071: no file matches `sources/**`, which the `inputs` of `unit` list");
  expect(said).toContain("pipeline.ts:3:14");
  await execa("mkdir", ["sources"], { cwd: folder });
  await writeFile(join(folder, "sources/a.c"), "");
  expect(await warnings("check")).not.toContain("WB4071");
});

it("reports what git does not know of the run", async () => {
  const { folder, git, warnings } = await place();
  const without = await warnings("run", "--executor", "host");
  expect(without).toContain("is in no git repository: the branch is not known, nothing counts as changed");
  expect(without).toContain("WB4114");
  expect(without).toContain("pipeline.ts:6:");
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-qm", "first");
  expect(await warnings("run", "--executor", "host")).not.toMatch(/WB411[234]/);
  const request = ["plan", "--event", "pullRequest", "--branch", "fix"];
  expect(await warnings(...request)).not.toContain("WB4115");
  expect(await warnings(...request, "--pr", "target=release")).toContain(
    "warning WB4115: git does not know the branch `release` that the pull request goes to, so `changed` compares the last commit",
  );
  expect(await warnings(...request, "--pr", "target=release", "--changed", "docs/a.md")).not.toContain("WB4115");
  await git("checkout", "-q", "--detach");
  expect(await warnings("plan", "--event", "push")).toContain(
    "warning WB4113: no branch is checked out (detached HEAD at ",
  );
  expect(await warnings("plan", "--event", "push", "--branch", "main")).not.toContain("WB4113");
  expect(folder).not.toBe("");
});
