import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const TWO = `import { job, pipeline, push, schedule, sh } from "waybill";

const unit = job("unit", { image: "busybox:1.36", steps: [sh\`echo here\`] });
const load = job("load", { image: "busybox:1.36", needs: [unit], steps: [sh\`echo loaded\`] });

export const nightly = pipeline("nightly", { on: [schedule("0 3 * * *")], jobs: [load] });
export const ci = pipeline("app", { on: [push()], jobs: [unit] });
`;
const withDefault = `${TWO}export default ci;\n`;
const host = ["--executor", "host", "--reporter", "plain"];

describe("pipelines of one file", () => {
  it("are compiled together, and checked", async () => {
    const cwd = await folderWith(withDefault);
    const checked = await waybill(["check", "pipeline.ts"], { cwd });
    expect(checked.stdout).toBe("nightly: 2 jobs in 2 stages, no errors\napp: 1 job in 1 stage, no errors");
    expect((await waybill(["compile", "pipeline.ts", "--target", "github"], { cwd })).exitCode).toBe(0);
    expect((await readdir(join(cwd, ".github/workflows"))).sort()).toEqual(["app.yml", "nightly.yml"]);
    for (const check of [[], ["--check"]]) {
      expect((await waybill(["compile", "pipeline.ts", "--target", "gitlab", ...check], { cwd })).exitCode).toBe(0);
    }
    const text = await readFile(join(cwd, ".gitlab-ci.yml"), "utf8");
    expect(text).toMatch(/^# Made from pipeline\.ts by Waybill/);
    expect(text).toContain("\nnightly:load:\n");
    expect(text).toContain("\napp:unit:\n");
  });

  it("are run by the default export, or by name", async () => {
    const cwd = await folderWith(withDefault);
    const run = await waybill(["run", "pipeline.ts", ...host], { cwd });
    expect([run.exitCode, run.stdout.includes("loaded")]).toEqual([0, false]);
    const named = await waybill(["run", "pipeline.ts", "--pipeline", "nightly", ...host], { cwd });
    expect([named.exitCode, named.stdout.includes("loaded")]).toEqual([0, true]);
    const drawn = await waybill(["graph", "pipeline.ts", "--pipeline", "nightly"], { cwd });
    expect(drawn.stdout).toContain("load");
    // Each has runs of its own.
    const why = await waybill(["why", "load", "--pipeline", "nightly"], { cwd });
    expect([why.exitCode, why.stderr]).toEqual([0, ""]);
    expect((await waybill(["why", "load"], { cwd })).exitCode).not.toBe(0);
  });

  it("have to be named where none is the default", async () => {
    const cwd = await folderWith(TWO);
    const { exitCode, stderr } = await waybill(["run", "pipeline.ts", ...host], { cwd });
    expect([exitCode, stderr]).toEqual([
      2,
      `error WB2311: \`pipeline.ts\` exports several pipelines and no default: nightly, app
  remedy: choose one, for example --pipeline "nightly"`,
    ]);
    const mistyped = await waybill(["graph", "pipeline.ts", "--pipeline", "nightyl"], { cwd });
    expect([mistyped.exitCode, mistyped.stderr]).toEqual([
      2,
      `error WB2312: \`pipeline.ts\` has no pipeline named \`nightyl\`
  remedy: did you mean nightly? If not, choose one of: nightly, app`,
    ]);
  });

  it("cannot have one name", async () => {
    const cwd = await folderWith(TWO.replace('"nightly"', '"app"'));
    const { exitCode, stderr } = await waybill(["check", "pipeline.ts"], { cwd });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("error WB2310: two pipelines of this file are")]);
    expect(stderr).toContain("at pipeline.ts:7:19");
  });

  it("tell what is wrong with a job that they share once", async () => {
    const cwd = await folderWith(withDefault.replace('"unit", {', '"unit", { timeout: "soon" as "1 hour",'));
    const { stderr } = await waybill(["check", "pipeline.ts"], { cwd });
    expect(stderr.match(/^error WB/gm)).toHaveLength(1);
    const reports = await folderWith(withDefault.replace('"unit", {', '"unit", { artifacts: { junit: ["a.xml"] },'));
    const compiled = await waybill(["compile", "pipeline.ts", "--target", "github"], { cwd: reports });
    expect(compiled.stderr.match(/^warning WB/gm)).toHaveLength(1);
  });

  it("share steps that only one of them has runs for", async () => {
    const never = (event: string) =>
      withDefault
        .replace("job, ", "job, step, ")
        .replace("echo here`", `$&, step("other", sh\`echo other\`, { when: (run) => run.event === "${event}" })`);
    const check = async (event: string) =>
      (await waybill(["check", "pipeline.ts", "--target", "github"], { cwd: await folderWith(never(event)) })).stderr;
    expect(await check("push")).toBe("");
    expect(await check("schedule")).toBe("");
    expect((await check("manual")).match(/^warning WB2202/gm)).toHaveLength(1);
  });

  it("come from other modules too", async () => {
    const cwd = await folderWith(TWO);
    await writeFile(
      join(cwd, "all.ts"),
      'export * from "./pipeline.ts";\nexport { ci as default } from "./pipeline.ts";\n',
    );
    const { stdout } = await waybill(["check", "all.ts"], { cwd });
    expect(stdout).toBe("nightly: 2 jobs in 2 stages, no errors\napp: 1 job in 1 stage, no errors");
  });
});
