import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, HELLO } from "./folder.ts";
import { waybill } from "./waybill.ts";

const named = (name: string) => HELLO.replace('pipeline("app"', `pipeline("${name}"`);

async function projectOf(first: string, second: string): Promise<string> {
  const folder = await folderWith(named(first));
  await mkdir(join(folder, ".git"));
  await writeFile(join(folder, "nightly.ts"), named(second));
  return folder;
}

const compile = (cwd: string, ...args: readonly string[]) => waybill(["compile", ...args], { cwd });

describe("several pipelines of a project", () => {
  it("are workflows of their own on GitHub, in files that it reads", async () => {
    const folder = await projectOf("app", "tools/nightly build");
    const { exitCode, stderr } = await compile(folder, "pipeline.ts", "nightly.ts", "--target", "github");
    expect([exitCode, (await readdir(join(folder, ".github/workflows"))).sort()]).toEqual([
      0,
      ["app.yml", "tools-nightly-build.yml"],
    ]);
    expect(stderr).toContain("wrote .github/workflows/tools-nightly-build.yml");
  });

  it("are put into one folder, but not into one file", async () => {
    const folder = await projectOf("app", "nightly");
    const files = ["pipeline.ts", "nightly.ts", "--target", "github"];
    const { exitCode, stderr } = await compile(folder, ...files, "--out", "all.yml");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error WB1110: --out names the file `all.yml`, but there are 2 files to write");
    expect((await compile(folder, ...files, "--out", "made/")).exitCode).toBe(0);
    expect(await readFile(join(folder, "made/.github/workflows/nightly.yml"), "utf8")).toContain("name: nightly");
    expect((await compile(folder, ...files, "--out", "made/", "--check")).exitCode).toBe(0);
  });

  it("are refused where both want one file, and nothing is written", async () => {
    const folder = await projectOf("app/x", "app x");
    const both = await compile(folder, "pipeline.ts", "nightly.ts", "--target", "github");
    expect(both.exitCode).toBe(1);
    expect(both.stderr).toContain(
      "error WB3092: the pipelines `app/x` and `app x` would both be written to `.github/workflows/app-x.yml`\n  at nightly.ts:5:16",
    );
    expect((await readdir(folder)).sort()).toEqual([".git", "nightly.ts", "pipeline.ts"]);
  });

  it("are one file on GitLab, which is held against all of them", async () => {
    const folder = await projectOf("app", "nightly");
    const files = ["pipeline.ts", "nightly.ts", "--target", "gitlab"];
    expect((await compile(folder, ...files)).exitCode).toBe(0);
    const text = await readFile(join(folder, ".gitlab-ci.yml"), "utf8");
    expect(text).toMatch(/^# Made from pipeline.ts, nightly.ts by Waybill/);
    expect(text).toMatch(/^app:unit:\n(.*\n)*nightly:unit:\n/m);
    expect((await compile(folder, ...files, "--check")).exitCode).toBe(0);
    await writeFile(join(folder, "nightly.ts"), named("weekly"));
    const { exitCode, stdout, stderr } = await compile(folder, ...files, "--check");
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining("+weekly:unit:")]);
    expect(stderr).toContain("waybill compile pipeline.ts nightly.ts --target gitlab");
  });

  it("cannot share a name there", async () => {
    const folder = await projectOf("app", "app");
    const { exitCode, stderr } = await compile(folder, "pipeline.ts", "nightly.ts", "--target", "gitlab");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error WB3120: two pipelines of this project are named `app`\n  at nightly.ts:5:16");
  });

  it("do not replace each other's file, as long as both are there", async () => {
    const folder = await projectOf("app", "nightly");
    const both = ["pipeline.ts", "nightly.ts", "--target", "gitlab"];
    expect((await compile(folder, ...both)).exitCode).toBe(0);
    const { exitCode, stderr } = await compile(folder, "nightly.ts", "--target", "gitlab");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "error WB1111: `.gitlab-ci.yml` was made from `pipeline.ts`, which still exists; the pipeline `nightly` would replace it",
    );
    expect(stderr).toContain("compile both together if they are to share the file");
    await rm(join(folder, "pipeline.ts"));
    expect((await compile(folder, "nightly.ts", "--target", "gitlab")).exitCode).toBe(0);
    expect(await readFile(join(folder, ".gitlab-ci.yml"), "utf8")).toContain("Made from nightly.ts");
  });
});
