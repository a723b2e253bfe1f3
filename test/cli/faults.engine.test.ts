import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeDocker, runningEngine } from "../engine/index.ts";
import { folderWith, HELLO } from "./folder.ts";
import { waybill } from "./waybill.ts";

it("refuses a file that is no TypeScript", async () => {
  const folder = await folderWith(HELLO);
  await writeFile(join(folder, "pipeline.js"), HELLO);
  const { exitCode, stderr } = await waybill(["check", "pipeline.js"], { cwd: folder });
  expect(stderr).toContain("error WB1003: `pipeline.js` is not a TypeScript file");
  expect(exitCode).toBe(2);
});

it("says that artifacts are too large, and fails for it", async () => {
  const big = HELLO.replace("echo ok", "truncate -s 64G big").replace("`] }", '`], artifacts: ["big"] }');
  const folder = await folderWith(big);
  const { exitCode, stdout } = await waybill(["run", "pipeline.ts", "--executor", "host"], { cwd: folder });
  expect(stdout).toMatch(
    /error WB4009: cannot keep the artifacts of `unit`: they are more than \d+ GiB\n.*at pipeline\.ts:3:14/,
  );
  expect(exitCode).toBe(1);
});

it("names the folder that cannot be written", async () => {
  const folder = await folderWith(HELLO);
  const env = { WAYBILL_CACHE: join(folder, "pipeline.ts") };
  const { exitCode, stdout, stderr } = await waybill(["run", "pipeline.ts", "--executor", "host"], {
    cwd: folder,
    env,
  });
  expect(stdout + stderr).toMatch(
    /^error WB4014: cannot write the folder `\S+pipeline\.ts` for the files of runs: ENOTDIR/,
  );
  expect(exitCode).toBe(3);
});

describeDocker("on Docker", () => {
  it("passes on what the engine refuses, with the job's place", async () => {
    const folder = await folderWith(HELLO.replace("steps:", 'user: "ghost", steps:'));
    const env = { DOCKER_HOST: `unix://${runningEngine().socketPath}` };
    const { exitCode, stdout } = await waybill(["run", "pipeline.ts"], { cwd: folder, env });
    expect(stdout).toContain(
      "error WB4007: the Docker Engine refused to start a container for `unit`: unable to find user ghost",
    );
    expect(stdout).toContain("at pipeline.ts:3:14");
    expect(exitCode).toBe(3);
  });
});
