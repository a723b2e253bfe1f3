import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import { repository } from "../repository.ts";

const vitest = join(repository, "node_modules/vitest/vitest.mjs");

/** The last lines of a run of these test files. */
async function endOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), "waybill-closing-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(root, name), `import { afterAll, beforeAll, describe, expect, it } from "vitest";\n${text}\n`);
  }
  const reporter = join(repository, "test/lanes/closing-line.ts");
  const { stdout } = await execa(process.execPath, [vitest, "run", "--root", root, "--reporter", reporter], {
    reject: false,
  });
  return stdout.trim().split("\n").slice(-2);
}

const PASSES = 'it("passes", () => {}); it.skip("is skipped", () => {});';

it("counts tests", async () => {
  const end = await endOf({ "a.test.ts": `${PASSES} it("fails", () => expect(1).toBe(2));` });
  expect(end.at(-1)).toBe("1 passed, 1 failed, 1 skipped");
});

it("counts files that do not load, and hooks that fail, as failed", async () => {
  const end = await endOf({
    "a.test.ts": PASSES,
    "broken.test.ts": 'throw new Error("does not load");',
    "after.test.ts": `describe("suite", () => { afterAll(() => { throw new Error("left"); }); ${PASSES} });`,
    "top.test.ts": `afterAll(() => { throw new Error("left"); }); ${PASSES}`,
  });
  expect(end).toEqual(["failed outside of tests: hook: 1, file: 2", "3 passed, 3 failed, 3 skipped"]);
});
