import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, push, sh } from "waybill";

const unit = job("unit", {
  image: "busybox:1.36",
  cache: [
    { key: ["package-lock.json", "locks/*.lock"], paths: [".npm"] },
    { prefix: "tools", key: ["tools.txt"], paths: [".tools"] },
  ],
  steps: [sh\`ls .npm || mkdir .npm && date > .npm/a\`],
});

export default pipeline("app", { on: [push()], jobs: [unit] });
`;

it("warns of a key file that is not there, at the job, each time it is asked", async () => {
  const folder = await folderWith(PIPELINE);
  const check = () => waybill(["check", "pipeline.ts"], { cwd: folder });
  const first = await check();
  expect(first.exitCode).toBe(0);
  expect(first.stderr.split("\n\n")).toEqual([
    `warning WB4043: no file matches \`package-lock.json\`, a key file of the cache \`unit\` of \`unit\`
  at pipeline.ts:3:14
  > 3 | const unit = job("unit", {
      |              ^^^
  remedy: correct the path (it is relative to the repository), or remove it from the key`,
    expect.stringContaining("WB4043: no file matches `locks/*.lock`, a key file of the cache `unit` of `unit`"),
    expect.stringContaining("WB4043: no file matches `tools.txt`, a key file of the cache `tools` of `unit`"),
  ]);
  await writeFile(join(folder, "package-lock.json"), "{}");
  await mkdir(join(folder, "locks"));
  await writeFile(join(folder, "locks/a.lock"), "{}");
  expect((await check()).stderr).toContain("WB4043: no file matches `tools.txt`, a key file of the cache `tools`");
  await writeFile(join(folder, "tools.txt"), "");
  expect((await check()).stderr).toBe("");
  await rm(join(folder, "locks/a.lock"));
  const graph = await waybill(["compile", "pipeline.ts", "--target", "graph", "--out", "graph.json"], { cwd: folder });
  expect(graph.stderr).toContain("WB4043: no file matches `locks/*.lock`");
  const run = await waybill(["check", "graph.json", "--root", "."], { cwd: folder });
  expect(run.stderr).toContain("WB4043: no file matches `locks/*.lock`");
});

it("warns of a key file that no checkout has, for git ignores it", async () => {
  const folder = await folderWith(PIPELINE);
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", folder, ...args]);
  git("init", "--quiet");
  await mkdir(join(folder, "locks"));
  for (const name of ["package-lock.json", "tools.txt", "locks/a.lock"]) await writeFile(join(folder, name), "one\n");
  await writeFile(join(folder, ".gitignore"), "*.txt\npackage-lock.json\n");
  git("add", "--force", "package-lock.json");
  expect(
    (await waybill(["check", "pipeline.ts"], { cwd: folder })).stderr,
  ).toBe(`warning WB4070: git ignores \`tools.txt\`, a key file of the cache \`tools\` of \`unit\`
  at pipeline.ts:3:14
  > 3 | const unit = job("unit", {
      |              ^^^
  remedy: make git track it: git add --force tools.txt; or remove it from the key`);
  git("add", "--force", "tools.txt");
  expect((await waybill(["check", "pipeline.ts"], { cwd: folder })).stderr).toBe("");
});

it("keeps caches between runs, and says so", async () => {
  const folder = await folderWith(PIPELINE);
  for (const name of ["package-lock.json", "tools.txt"]) await writeFile(join(folder, name), "one\n");
  const run = () =>
    waybill(["run", "pipeline.ts", "--executor", "host"], {
      cwd: folder,
      env: { WAYBILL_CACHE: join(folder, ".waybill") },
    });
  expect((await run()).stdout).toMatch(/unit \| cache unit: none yet\n.*unit \| cache unit: kept, 2.5 KiB\n/s);
  expect((await run()).stdout).toMatch(/unit \| cache unit: restored, 2.5 KiB\n/);
});
