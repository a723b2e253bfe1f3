import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { repository } from "./waybill.ts";

it("does what it was asked for although nobody reads its output any more", async () => {
  const done = join(await folderWith(""), "done");
  const cwd = await folderWith(`import { job, pipeline, push, sh } from "waybill";
const long = job("long", { image: "busybox:1.36", steps: [sh\`seq 100000\`, sh\`touch ${done}\`] });
export default pipeline("app", { on: [push()], jobs: [long] });
`);
  const run = `"${process.execPath}" "${join(repository, "dist/cli.js")}" run pipeline.ts --executor host`;
  const { exitCode, stdout, stderr } = await execa("bash", ["-o", "pipefail", "-c", `${run} | head -n 1`], { cwd });
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: "long | $ seq 100000", stderr: "" });
  expect(existsSync(done)).toBe(true);
});

it.skipIf(!existsSync("/dev/full"))("says that its output does not fit on the disk", async () => {
  const command = `"${process.execPath}" "${join(repository, "dist/cli.js")}" explain WB2020 > /dev/full`;
  const { exitCode, stderr } = await execa("sh", ["-c", command], { reject: false });
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/^error WB1920: cannot write to standard output: ENOSPC/);
  expect(stderr).toContain("remedy: free some space");
});
