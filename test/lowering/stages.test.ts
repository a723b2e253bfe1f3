import { describe, expect, it } from "vitest";
import { job, pipeline, push, script, sh } from "../../compiler/authoring/index.ts";
import { lowered } from "./declare.ts";

const told = (all: ReturnType<typeof lowered>["diagnostics"]) => all.map(({ code, message }) => `${code} ${message}`);

const image = "busybox:1.36";
const steps = [sh`true`];

describe("stages that the author names", () => {
  it("order the jobs that name one and no needs", () => {
    const build = job("build", { stage: "build", image, steps, artifacts: ["out"] });
    const lint = job("lint", { stage: "test", image, steps, needs: [] });
    const unit = job("unit", { stage: "test", image, steps, downloads: "all" });
    const publish = job("publish", { stage: "deploy", image, steps });
    const { graph } = lowered(
      pipeline("app", { on: [push()], stages: ["build", "test", "deploy"], jobs: [publish, unit, lint, build] }),
    );
    const needs = Object.fromEntries(graph!.jobs.map((one) => [one.id, one.needs.map((need) => need.job)]));
    expect(needs).toEqual({ build: [], lint: [], unit: ["build"], publish: ["unit", "lint", "build"] });
    expect(graph!.stages).toEqual(["build", "test", "deploy"]);
    expect(graph!.jobs.find(({ id }) => id === "unit")).toMatchObject({
      needs: [{ artifacts: true, gate: false }],
      staged: true,
    });
  });

  it("have to be stages of the pipeline", () => {
    const unit = job("unit", { stage: "tests", image, steps });
    const { diagnostics } = lowered(pipeline("app", { on: [push()], stages: ["test"], jobs: [unit] }));
    expect(told(diagnostics)).toEqual(["WB2340 job `unit` is in the stage `tests`, which the pipeline does not have"]);
  });
});

describe("names", () => {
  it("may be any line of text, which people see, and give ids that files can have", () => {
    const { graph } = lowered(
      pipeline("app", {
        on: [push()],
        jobs: [job("Unit tests: Größe (1/2)", { image, steps }), job("3.10", { image, steps, title: "py 3.10" })],
      }),
    );
    expect(graph!.jobs.map(({ id, title }) => [id, title])).toEqual([
      ["Unit-tests-Gro-e-1-2", "Unit tests: Größe (1/2)"],
      ["job-3-10", "py 3.10"],
    ]);
  });
});

describe("a plain script", () => {
  it("is kept as it is, and marked", () => {
    const { graph } = lowered(
      pipeline("app", { on: [push()], jobs: [job("unit", { image, steps: [script`echo "$MAYBE" && [ -z "$X" ]`] })] }),
    );
    expect(graph!.jobs[0]).toMatchObject({
      steps: [{ run: { kind: "shell", plain: true, script: 'echo "$MAYBE" && [ -z "$X" ]' } }],
    });
  });
});
