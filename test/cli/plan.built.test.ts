import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, pullRequest, push, sh } from "waybill";

const image = "busybox:1.36";
const unit = job("unit", { image, steps: [sh\`true\`] });
const docs = job("docs", { image, steps: [sh\`true\`], when: (run) => run.changed("docs/**") });
const edge = job("edge", { image, steps: [sh\`true\`], when: (run) => run.vars.EDGE === "on" && run.actor !== "bot" });

export default pipeline("app", { on: [push(), pullRequest()], jobs: [unit, docs, edge] });
`;

interface PlannedJob {
  readonly job: string;
  readonly verdict: string;
}

async function place() {
  const folder = await folderWith(PIPELINE);
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-qm", "first");
  const plan = (...args: readonly string[]) => waybill(["plan", ...args], { cwd: folder, env: { NO_COLOR: "1" } });
  return {
    ...{ folder, git, plan },
    async runs(...args: readonly string[]) {
      const { stdout, stderr } = await plan("--json", ...args);
      expect(stderr).toBe("");
      const { jobs } = JSON.parse(stdout) as { readonly jobs: readonly PlannedJob[] };
      return jobs.filter(({ verdict }) => verdict === "runs").map(({ job }) => job);
    },
  };
}

describe("waybill plan", () => {
  it("takes the event from its options, from a payload, and the files from git", async () => {
    const { folder, git, runs } = await place();
    expect(await runs("--event", "push", "--changed")).toEqual(["unit"]);
    expect(await runs("--branch", "main", "--changed", "docs/a.md", "--var", "EDGE=on")).toEqual([
      "unit",
      "docs",
      "edge",
    ]);
    expect(await runs("--changed", "--var", "EDGE=on", "--actor", "bot")).toEqual(["unit"]);
    await git("checkout", "-qb", "fix");
    await execa("mkdir", ["docs"], { cwd: folder });
    await writeFile(join(folder, "docs/a.md"), "a\n");
    expect(await runs("--event", "pullRequest", "--changed-since", "main")).toEqual(["unit", "docs"]);
    const payload = { ref: "refs/heads/main", after: "b".repeat(40), commits: [{ added: ["docs/b.md"] }] };
    await writeFile(join(folder, "event.json"), JSON.stringify(payload));
    expect(await runs("--payload", "event.json")).toEqual(["unit", "docs"]);
  });

  it("prints a table of all events, whose examples are runs that the table says", async () => {
    const { plan, runs } = await place();
    const { stdout } = await plan("--json");
    const { regions } = JSON.parse(stdout) as {
      readonly regions: readonly { readonly options: readonly string[]; readonly runs: readonly string[] }[];
    };
    expect(regions.length).toBeGreaterThan(2);
    for (const region of regions) expect((await runs(...region.options)).toSorted()).toEqual(region.runs.toSorted());
  });

  it("draws both plans", async () => {
    const { folder, plan } = await place();
    await plan("--out", "all.svg");
    await plan("--changed", "--out", "event.svg");
    const [all, event] = await Promise.all(
      ["all.svg", "event.svg"].map((name) => readFile(join(folder, name), "utf8")),
    );
    expect(all).toContain("what runs on which events");
    expect(event).toContain('<g class="job script skipped"><title>docs (script, does not run)');
  });

  it("refuses what it cannot read, with a remedy", async () => {
    const { folder, plan } = await place();
    await writeFile(join(folder, "issue.json"), "{}");
    const errors = await Promise.all([
      plan("--changed-since", "nowhere"),
      plan("--payload", "issue.json"),
      plan("--payload", "absent.json"),
      plan("--out", "plan.png"),
    ]);
    expect(errors.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
    expect(errors.map(({ stderr }) => stderr.split("\n")[0])).toEqual([
      "error WB1910: the revision nowhere is not in this repository",
      "error WB1911: issue.json is not the payload of an event that starts a pipeline: it is of another event",
      "error WB1911: absent.json is not the payload of an event that starts a pipeline: it cannot be read",
      "error WB1912: plan.png does not end in .svg",
    ]);
  });
});
