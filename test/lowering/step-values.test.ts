import { describe, expect, it } from "vitest";
import { job, runFacts, sh, step } from "../../compiler/authoring/index.ts";
import { call, eq, member, withCondition } from "../../compiler/authoring/internal.ts";
import { lowerJobs, scriptOf, told } from "./declare.ts";

const image = "x";
const made = step("Make it!", sh`x`, { outputs: ["version"] });
const when = (build: (run: unknown) => unknown) => withCondition((_run: unknown) => true, build);

describe("steps that others refer to", () => {
  it("have ids of their names, or the author's", () => {
    const given = step("b", sh`y`, { id: "mine", outputs: ["x"] });
    const twin = step("Make it?", sh`z`, { outputs: ["x"] });
    const { steps } = scriptOf([job("a", { image, steps: [made, given, twin, step("c", sh`w`)] })], "a");
    expect(steps.map(({ id }) => id)).toEqual(["Make-it", "mine", "Make-it-2", undefined]);
  });

  it("have ids that nothing emitted beside them has", () => {
    const names = ["conditions", "step_1", "5", "version", ""].map((name) => step(name, sh`x`, { outputs: ["x"] }));
    const { steps } = scriptOf([job("a", { image, steps: [sh`x`, sh`y`, sh`z`, ...names] })], "a");
    const ids = ["step-conditions", "step-step_1", "step-5", "version", "step-of-job"];
    expect(steps.map(({ id }) => id)).toEqual([undefined, undefined, undefined, ...ids]);
  });

  it("are read in conditions, variables and outputs of the job", () => {
    const use = step("use", sh`echo ${made.outputs.version}`, {
      when: when(() => eq(0, made.outcome, "failure")),
      env: { V: made.outputs.version },
    });
    const declared = job("a", { image, steps: [made, use], outputs: { of: made.outputs.version } });
    const { steps, outputs, outputsFrom } = scriptOf([declared], "a");
    const value = { kind: "step", step: "Make-it", name: "outputs.version" };
    expect(steps[1]).toMatchObject({
      env: { V: value },
      when: { op: "equal", variable: { kind: "step", step: "Make-it", name: "outcome" }, value: "failure" },
    });
    expect([outputs, outputsFrom]).toEqual([["of"], { of: { step: "Make-it", name: "version" } }]);
  });

  it("give the outputs that the job lists by the same name", () => {
    const { outputsFrom } = scriptOf([job("a", { image, steps: [made, sh`x`], outputs: ["version", "other"] })], "a");
    expect(outputsFrom).toEqual({ version: { step: "Make-it", name: "version" } });
  });

  it("count as skipped where constants leave them out", () => {
    const never = step("never", sh`x`, { when: when(() => false), outputs: ["x"] });
    const use = step("use", sh`echo ${never.outputs.x}`, {
      when: when((run) => eq(0, never.outcome, "skipped") && eq(0, member(0, run, "branch"), "main")),
      env: { HOW: never.outcome },
    });
    const [only, ...others] = scriptOf([job("a", { image, steps: [never, use] })], "a").steps;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ env: { HOW: { kind: "literal", value: "skipped" } }, when: { op: "equal" } });
  });

  it("come before what refers to them, in the same job", () => {
    const use = step("use", sh`echo ${made.outputs.version}`, { when: when(() => eq(0, made.outcome, "failure")) });
    const { diagnostics } = lowerJobs([
      job("a", { image, steps: [use, made] }),
      job("b", { image, steps: [sh`x`], env: { V: made.outputs.version } }),
    ]);
    expect(told(diagnostics)).toEqual([
      "WB2150 job a reads the outcome of the step Make it!, which is not an earlier step of the same job",
      "WB2150 job a reads the output version of the step Make it!, which is not an earlier step of the same job",
      "WB2150 job b reads the output version of the step Make it!, which is not an earlier step of the same job",
    ]);
  });

  it("have one id each", () => {
    const twice = ["one", "two"].map((name) => step(name, sh`x`, { id: "same-id" }));
    const { diagnostics } = lowerJobs([job("a", { image, steps: twice })]);
    expect(told(diagnostics)).toEqual(["WB2151 two steps of job a have the id `same-id`"]);
  });

  it("are compared with texts, as no provider can do more", () => {
    const conditions = [
      when(() => call(0, /^v/, "test", [made.outputs.version])),
      when((run) => eq(0, made.outputs.version, member(0, run, "branch"))),
    ];
    const steps = conditions.map((condition) => step("use", sh`echo ${runFacts.branch}`, { when: condition }));
    const { diagnostics } = lowerJobs([job("a", { image, steps: [made, ...steps] })]);
    expect(told(diagnostics)).toEqual([
      "WB2152 a condition of job a tries a regular expression on what an earlier step has left",
      "WB2152 a condition of job a compares what an earlier step has left with run.branch",
    ]);
  });
});
