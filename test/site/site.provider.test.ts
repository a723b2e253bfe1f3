import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const site = join(root, "docs/.vitepress/dist");
const textOf = (page: string) => readFileSync(join(site, page), "utf8");

it("builds without dead links, with the reference and all diagnostics", { timeout: 300_000 }, async () => {
  const { exitCode, stdout, stderr } = await execa("node", ["scripts/site.mjs"], { cwd: root, reject: false });
  expect(`${stdout}${stderr}`).not.toMatch(/dead link|TypeError/i);
  expect(exitCode).toBe(0);
  expect(textOf("diagnostics.html")).toContain('id="wb2033"');
  expect(textOf("reference/waybill/functions/job.html")).toContain("Function: job()");
  expect(textOf("index.html")).not.toContain("https://fonts");
  for (const page of ["quick-start", "language", "cookbook"]) expect(existsSync(join(site, `${page}.html`))).toBe(true);
});
