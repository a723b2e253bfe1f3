import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const pipeline = (when: string) => `import { job, pipeline, pullRequest, push, sh } from "waybill";
import { image } from "./image.ts";

const unit = job("unit", { image, steps: [sh\`true\`], when: (run) => ${when} });

export default pipeline("app", { on: [push(), pullRequest()], jobs: [unit] });
`;

async function place() {
  const folder = await folderWith(pipeline('run.branch === "main"'));
  await writeFile(join(folder, "image.ts"), 'export const image = "busybox:1.36";\n');
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-qm", "first");
  return { folder, git, diff: (...args: readonly string[]) => waybill(["diff", ...args], { cwd: folder }) };
}

describe("waybill diff", () => {
  it("compares revisions, the working tree and files, each with the modules that it had", async () => {
    const { folder, git, diff } = await place();
    expect(await diff("--exit-code")).toMatchObject({ exitCode: 0, stderr: "" });
    await writeFile(join(folder, "pipeline.ts"), pipeline("run.branch !== undefined"));
    await writeFile(join(folder, "image.ts"), 'export const image = "busybox:1.37";\n');
    const edited = await diff("--exit-code");
    expect(edited.exitCode).toBe(1);
    expect(edited.stdout).toBe(
      [
        "Behavior: pipeline.ts at HEAD and pipeline.ts",
        "",
        "When jobs run",
        "  unit: now also runs on a push to any branch but `main`",
        "      waybill run pipeline.ts --event push --branch other",
        "",
        "What jobs do",
        "  unit: image: busybox:1.36 -> busybox:1.37",
        "",
        "Nothing else changes: proved for all events.",
      ].join("\n"),
    );
    await git("commit", "-qam", "second");
    expect((await diff("HEAD~1", "HEAD")).stdout.split("\n").slice(2)).toEqual(edited.stdout.split("\n").slice(2));
    expect((await diff("pipeline.ts@HEAD~1", "pipeline.ts")).stdout).toContain("now also runs on a push");
    const json = JSON.parse((await diff("HEAD~1", "--json")).stdout) as { readonly jobs: readonly object[] };
    expect(json.jobs[0]).toMatchObject({ job: "unit", gained: { options: ["--event", "push", "--branch", "other"] } });
    expect((await diff("HEAD~1", "--format", "markdown")).stdout).toContain(
      "#### When jobs run\n\n- unit: now also runs",
    );
  });

  it("refuses what is not there, with a remedy", async () => {
    const { diff } = await place();
    const errors = await Promise.all([diff("nowhere"), diff("ci/old.ts@HEAD", "pipeline.ts")]);
    expect(errors.map(({ exitCode }) => exitCode)).toEqual([2, 2]);
    expect(errors.map(({ stderr }) => stderr.split("\n")[0])).toEqual([
      "error WB1910: the revision nowhere is not in this repository",
      "error WB1913: ci/old.ts is not in the revision HEAD",
    ]);
  });
});
