import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { LoadedPipelines } from "../../compiler/testing/index.ts";
import { folderWith } from "../cli/folder.ts";
import { repository } from "../repository.ts";

const { load } = (await import(
  join(repository, "dist/testing.js")
)) as typeof import("../../compiler/testing/index.ts");

const SHOP = `import { buildImage, deploy, job, matrix, pipeline, pullRequest, push, schedule, secret, sh, step, swarmService } from "waybill";

const lint = job("lint", { image: "node:22", when: (run) => run.changed("src/**"), allowFailure: true, steps: [sh\`npm run lint\`] });
const unit = matrix("unit", { axes: { node: ["20", "22"] } }, ({ node }) => ({
  image: \`node:\${node}\`,
  needs: [lint],
  steps: [sh\`npm test\`, step("npm run slow", sh\`npm run slow\`, { when: (run) => run.event === "schedule" })],
}));
const app = buildImage("app", {
  repository: "registry.example.com/shop",
  login: { username: "ci", password: secret("REGISTRY_PASSWORD") },
  needs: [unit],
  when: (run) => !run.pullRequest?.fork,
});
const smoke = job("smoke", { image: app, steps: [sh\`node smoke.mjs\`] });
const production = deploy("production", {
  image: app.testedBy(smoke),
  to: swarmService("shop"),
  when: (run) => run.branch === "main" && run.event === "push",
});
const rollback = job("rollback", { image: "alpine:3", manual: true, needs: [production], steps: [sh\`./rollback\`] });

export default pipeline("shop", { on: [push(), pullRequest(), schedule("0 3 * * *")], jobs: [lint, unit, app, smoke, production, rollback] });
`;

let loaded: LoadedPipelines;
beforeAll(async () => {
  // Its folder is removed when the hook has ended; the assertions need only what was loaded.
  const { mkdtempSync, rmSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const folder = mkdtempSync(join(tmpdir(), "waybill-testing-"));
  try {
    writeFileSync(join(folder, "pipeline.ts"), SHOP);
    loaded = await load(join(folder, "pipeline.ts"), { root: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The message of what an assertion throws. */
function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the assertion passed");
}

describe("a pipeline in a test", () => {
  it("has the jobs and steps of one event", () => {
    const { pipeline } = loaded;
    const { starts, jobs, undecided, why } = pipeline.on({ event: "push", branch: "main", changedFiles: ["src/a.ts"] });
    expect({ starts, jobs, undecided }).toEqual({
      starts: true,
      jobs: ["lint", "unit-20", "unit-22", "app", "smoke", "production", "rollback"],
      undecided: [],
    });
    expect(why("production")).toEqual([expect.stringContaining('run.branch === "main"')]);
    expect(pipeline.on({ event: "manual" })).toMatchObject({ starts: false, jobs: [] });
    expect(pipeline.steps("unit-20", { event: "push" })).toEqual(["npm test"]);
    expect(pipeline.job("unit").steps({ event: "schedule" })).toEqual([
      "npm test",
      "npm run slow",
      "npm test",
      "npm run slow",
    ]);
  });

  it("is held to conditions over all events", () => {
    const { pipeline } = loaded;
    pipeline.job("production").runsExactlyWhen((run) => run.branch === "main" && run.event === "push");
    pipeline.job("app").runsWhenever((run) => run.event === "schedule");
    pipeline.job("smoke").runsOnlyWhen(({ pullRequest }) => !pullRequest?.fork);
    pipeline.alwaysRunsSomething();
  });

  it("fails with a run that shows it, and the condition of the pipeline", () => {
    const message = messageOf(() => loaded.pipeline.job("production").runsOnlyWhen((run) => run.branch === "dev"));
    expect(message.replace(/plan \S+/, "plan pipeline.ts")).toMatchInlineSnapshot(`
      "\`production\` also runs where the condition does not hold
      For example: waybill plan pipeline.ts --event push --branch main
      the condition of \`production\`, at pipeline.ts:19:9"
    `);
    expect(messageOf(() => loaded.pipeline.job("lint").neverRuns())).toContain("--changed");
    expect(messageOf(() => loaded.pipeline.job("app").runsWhenever((run) => run.event === "pullRequest"))).toContain(
      "--pr fork=true",
    );
  });

  it("fails at the line of the test", () => {
    try {
      loaded.pipeline.job("production").neverRuns();
    } catch (error) {
      expect((error as Error).stack?.split("\n    at ")[1]).toContain("load.built.test.ts");
    }
    expect.assertions(1);
  });

  it("keeps its order, through jobs that run", () => {
    const { pipeline } = loaded;
    pipeline.job("production").comesAfter("unit");
    pipeline.job("production").requires("smoke");
    pipeline.job("production").requires("unit");
    expect(messageOf(() => pipeline.job("unit").requires("lint"))).toContain(
      "`unit-20` runs although `lint` has not succeeded",
    );
    expect(messageOf(() => pipeline.job("app").comesAfter("production"))).toContain(
      "`app` does not wait for `production`",
    );
  });

  it("gives secrets to the jobs that are listed", () => {
    const { pipeline } = loaded;
    pipeline
      .secret("REGISTRY_PASSWORD")
      .reaches(["app", "smoke", "production"].filter((name) => pipeline.job(name).secrets.length > 0));
    pipeline.secret("REGISTRY_PASSWORD").neverReachedBy("a fork");
    expect(messageOf(() => pipeline.secret("REGISTRY_PASSWORD").reaches([]))).toContain(
      "`app` is given it: waybill plan",
    );
    expect(messageOf(() => pipeline.secret("REGISTRY_PASSWORD").neverReachedBy("a schedule"))).toContain(
      "is reached by a schedule",
    );
    pipeline.secret("OTHER").reaches([]);
  });

  it("goes through a run with assumed results", () => {
    const { pipeline } = loaded;
    const event = { event: "push", branch: "main", changedFiles: ["src/a.ts"] } as const;
    expect(pipeline.simulate(event)).toMatchObject({
      result: "success",
      jobs: { production: "success", rollback: "waiting" },
    });
    const failed = pipeline.simulate(event, { unit: "failure" });
    expect(failed).toMatchObject({
      result: "failure",
      jobs: { lint: "success", "unit-20": "failure", app: "skipped" },
    });
    expect(failed.why("app")).toBe("it needs unit-20, which failed");
    expect(pipeline.simulate(event, { lint: "failure" })).toMatchObject({
      result: "success",
      jobs: { app: "success" },
    });
    expect(pipeline.simulate(event, { rollback: "success" }).jobs.rollback).toBe("success");
  });

  it("refuses jobs that it does not have, and conditions that cannot be read", () => {
    const { pipeline } = loaded;
    const outside = "main";
    expect(messageOf(() => pipeline.job("unitt").neverRuns())).toContain("no job `unitt`\nDid you mean `unit`?");
    expect(messageOf(() => pipeline.simulate({ event: "push" }, { nope: "failure" }))).toContain("no job `nope`");
    expect(messageOf(() => pipeline.job("app").runsOnlyWhen((run) => run.branch === outside))).toContain(
      "Write constants into the condition",
    );
    expect(
      messageOf(() => pipeline.job("app").runsOnlyWhen((run) => Date.now() > 1 || run.branch === "main")),
    ).toContain("cannot be read");
    // biome-ignore lint/suspicious/noExplicitAny: a test without types can do this
    expect(messageOf(() => pipeline.job("app").runsOnlyWhen("main" as any))).toContain("not a function");
  });
});

it("refuses a file that does not compile, with its diagnostics", async () => {
  const folder = await folderWith(SHOP.replace("app.testedBy(smoke)", "app"));
  await expect(load(join(folder, "pipeline.ts"))).rejects.toThrow(/WB\d{4}.*pipeline\.ts/s);
  await expect(load(join(folder, "missing.ts"))).rejects.toThrow(/WB1001/);
});

it("works in the test runner of Node, by the package's name", async () => {
  const folder = await folderWith(SHOP);
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(repository, join(folder, "node_modules/waybill"));
  writeFileSync(
    join(folder, "pipeline.test.mjs"),
    `import { test } from "node:test";
import { load } from "waybill/testing";
const { pipeline, pipelines } = await load("pipeline.ts");
test("production", () => pipelines.shop.job("production").runsOnlyWhen((run) => run.branch === "main"));
test("fails", () => pipeline.job("production").runsOnlyWhen((run) => run.branch === "dev"));
`,
  );
  const { stdout } = run(folder);
  expect(stdout).toMatch(/pass 1\n.*fail 1\n/s);
  expect(stdout).toContain("`production` also runs where the condition does not hold");
});

function run(folder: string): { readonly stdout: string } {
  try {
    return {
      stdout: execFileSync(process.execPath, ["--test", "--test-reporter=spec"], { cwd: folder, encoding: "utf8" }),
    };
  } catch (error) {
    return error as { stdout: string };
  }
}
