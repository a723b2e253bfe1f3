import { describe, expect, it } from "vitest";
import { callWorkflow, job, nativeStep, sh, step } from "../../compiler/authoring/index.ts";
import { graphOf, jobOf, lowerJobs, told } from "./declare.ts";

const machine = "ubuntu-24.04";
const problems = (...steps: Parameters<typeof job>[1]["steps"]) =>
  told(lowerJobs([job("unit", { machine, steps })]).diagnostics);

describe("a native step", () => {
  it("is called by its name, its action or the first line of its script, up to what GitHub replaces", () => {
    const steps = [
      nativeStep({ github: { name: "Log in", uses: "a/b@v1" } }),
      nativeStep({ github: { uses: "a/b@v1" } }),
      nativeStep({ github: { run: "echo ${{ github.sha }}\ntrue" } }),
      step("Named", nativeStep({ github: { run: "true" } })),
    ];
    const unit = jobOf(graphOf([job("unit", { machine, steps })]), "unit");
    expect(unit.kind === "script" && unit.steps.map(({ name }) => name)).toEqual(["Log in", "a/b@v1", "echo", "Named"]);
  });

  it("has keys", () => {
    expect(problems(nativeStep({} as never))).toEqual(["WB2263 a native step of job unit has no keys"]);
  });

  it("has no options that its keys say", () => {
    const keys = { github: { if: "always()", run: "true" } };
    expect(problems(step("a", nativeStep(keys), { env: { A: "1" } }))).toEqual([
      "WB2264 a native step of job unit has the option `env` next to its keys",
    ]);
  });
});

describe("a called workflow", () => {
  it("is a native job that uses it", () => {
    const workflow = "example/ci/.github/workflows/release.yml@v2";
    const release = callWorkflow("release", { workflow, with: { draft: true }, secrets: "inherit" });
    const graph = graphOf([job("unit", { machine, steps: [sh`true`] }), release]);
    expect(jobOf(graph, "release")).toMatchObject({
      kind: "native",
      native: { github: { uses: workflow, with: { draft: true }, secrets: "inherit" } },
    });
  });
});
