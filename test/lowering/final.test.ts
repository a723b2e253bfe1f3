import { describe, expect, it } from "vitest";
import { job, runFacts, sh } from "../../compiler/authoring/index.ts";
import { checkGraph } from "../graph/checks.ts";
import { graphOf, jobOf, told } from "./declare.ts";

const image = "busybox:1.36";
const steps = [sh`true`];
const unit = job("unit", { image, steps, artifacts: ["out"], outputs: ["version"] });
const lint = job("lint", { image, steps, needs: [unit] });
const release = job("release", { image, steps, needs: [lint], manual: true });
const announce = job("announce", { image, steps, needs: [release] });

describe("a final job", () => {
  it("waits for all others that nobody has to let run, in a stage of its own", () => {
    const clean = job("clean", { image, steps: [sh`./report ${runFacts.status}`], finally: true });
    const graph = graphOf([clean, unit, lint, announce]);
    expect(jobOf(graph, "clean")).toMatchObject({ finally: true, stage: "finally" });
    expect(jobOf(graph, "clean").needs).toEqual([
      { job: "unit", gate: false, artifacts: false },
      { job: "lint", gate: false, artifacts: false },
    ]);
    expect(checkGraph(graph)).toEqual([]);
  });

  it("waits for what it names with all that these need, and takes artifacts that are there", () => {
    const clean = job("clean", { image, steps, finally: true, needs: [lint], downloads: [unit.artifacts] });
    expect(jobOf(graphOf([clean, job("other", { image, steps })]), "clean").needs).toEqual([
      { job: "lint", gate: false, artifacts: false },
      { job: "unit", gate: false, artifacts: true },
    ]);
    const all = job("all", { image, steps, finally: true, downloads: [unit.artifacts] });
    expect(jobOf(graphOf([all, lint]), "all").needs).toHaveLength(2);
    expect(checkGraph(graphOf([clean]))).toEqual([]);
  });

  it("does not wait for another final job", () => {
    const [first, second] = ["first", "second"].map((name) => job(name, { image, steps, finally: true }));
    expect(jobOf(graphOf([first!, second!, unit]), "second").needs.map((need) => need.job)).toEqual(["unit"]);
  });

  it.each([
    [
      [job("after", { image, steps, needs: [job("clean", { image, steps, finally: true })] })],
      "WB2134 `after` needs `clean`, which runs after all other jobs",
    ],
    [
      [job("clean", { image, steps: [sh`echo ${unit.outputs.version}`], finally: true })],
      "WB2135 `clean` always runs, but uses `unit`, which may have failed",
    ],
    [
      [job("clean", { image, steps, finally: true, needs: [announce] })],
      "WB2136 `clean` always runs, so it cannot wait for `announce`, which waits for a person",
    ],
    [
      [job("early", { image, steps: [sh`echo ${runFacts.status}`] })],
      "WB2137 `early` reads the status of the run, which is known only after the other jobs have finished",
    ],
    [
      [job("clean", { image, steps, finally: true, manual: true })],
      "WB2138 `clean` always runs, so it cannot wait for a person",
    ],
  ])("cannot ask for everything: %#", (jobs, message) => {
    expect(told(checkGraph(graphOf(jobs)))).toContain(message);
  });
});
