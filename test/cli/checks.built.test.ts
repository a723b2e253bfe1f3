import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, pullRequest, requiredCheck, sh } from "waybill";

const unit = job("unit", { image: "node:22", steps: [sh\`npm test\`] });
const docs = job("docs", { image: "node:22", steps: [sh\`npm run docs\`], when: (run) => run.changed("docs/**") });
const ci = requiredCheck("ci", { needs: [unit, docs], mayBeSkipped: [docs] });

export default pipeline("app", { on: [pullRequest()], jobs: [unit, docs, ci] });
`;

it("lists checks, and compares them with a ruleset", async () => {
  const folder = await folderWith(PIPELINE);
  const listed = await waybill(["checks"], { cwd: folder });
  expect(listed.stdout).toContain("May be required: unit, ci");
  const ruleset = {
    rules: [{ type: "required_status_checks", parameters: { required_status_checks: [{ context: "docs" }] } }],
  };
  await writeFile(join(folder, "ruleset.json"), JSON.stringify(ruleset));
  const compared = await waybill(["checks", "--ruleset", "ruleset.json"], { cwd: folder });
  expect(compared.stdout).toContain("- `docs` is required, and passes where its job is skipped by a condition");
  expect(compared.exitCode).toBe(1);
});

it("refuses a ruleset that is none, and a required check that may be green untested", async () => {
  const folder = await folderWith(PIPELINE.replace(", mayBeSkipped: [docs]", ""));
  const refused = await waybill(["checks"], { cwd: folder });
  expect(refused.stderr).toContain("WB2140");
  expect(refused.stderr).toContain("`docs` is skipped, and the required check `ci` passes without it");
  await writeFile(join(folder, "pipeline.ts"), PIPELINE);
  for (const [file, text] of [
    ["empty.json", "{}"],
    ["broken.json", "{"],
    ["missing.json", undefined],
  ] as const) {
    if (text !== undefined) await writeFile(join(folder, file), text);
    const wrong = await waybill(["checks", "--ruleset", file], { cwd: folder });
    expect(wrong.stderr).toContain(`error WB1914: ${file} contains no merge rules: `);
    expect(wrong.exitCode).toBe(2);
  }
});
