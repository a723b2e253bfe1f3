import { expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, push, sh } from "waybill";

const unit = job("unit", { image: "busybox:1.36", steps: [sh\`test ! -e broken\`] });

export default pipeline("app", { on: [push()], jobs: [unit] });
`;

it("shows nothing before a run, and how the jobs went after it", async () => {
  const folder = await folderWith(PIPELINE);
  const before = await waybill(["stats"], { cwd: folder });
  expect(before.stdout).toContain("app has not run in this checkout yet: waybill run");
  await waybill(["run", "--executor", "host"], { cwd: folder });
  const after = await waybill(["stats"], { cwd: folder });
  expect(after.stdout).toMatch(/^job +runs +failed +median +slowest\nunit +1 +0 +/);
  expect(after.stdout).toMatch(/\nCritical path, [\d.]+s: unit$/);
  const json = JSON.parse((await waybill(["stats", "--json"], { cwd: folder })).stdout);
  expect(json).toMatchObject({
    runs: 1,
    jobs: [{ job: "unit", runs: 1 }],
    criticalPath: { jobs: ["unit"] },
    advice: [],
  });
});
