import { describe, expect, it } from "vitest";
import { job, pipeline, push, sh } from "../../compiler/authoring/index.ts";
import { withoutAccepted } from "../../compiler/graph/accepted.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { targets } from "../../compiler/targets/registry.ts";
import { lowered, lowerJobs, told } from "./declare.ts";

const artifacts = { paths: ["out"], junit: ["out/junit.xml"] };
const options = { image: "x", steps: [sh`true`], artifacts } as const;
const warnings = (graph: StageGraph) => withoutAccepted(targets.github.emit(graph).diagnostics, [graph]);
const codes = (graph: StageGraph | undefined) => warnings(graph!).map(({ code }) => code);

describe("an accepted warning", () => {
  it("of a job is hidden at the job, and nowhere else", () => {
    const accept = { WB3011: "the log is enough" };
    const [a, b] = [job("a", { ...options, accept }), job("b", options)];
    const { graph } = lowerJobs([a, b]);
    expect(graph?.jobs[0]).toMatchObject({ accept });
    expect(told(warnings(graph!))).toEqual([
      "WB3011 GitHub does not display JUnit reports: those of `b` are uploaded as an artifact",
    ]);
  });

  it("of a pipeline is hidden at all of its jobs, and others stay", () => {
    const accept = { WB3011: "the log is enough" };
    const jobs = [
      job("a", options),
      job("b", { ...options, artifacts: { ...artifacts, coverage: { cobertura: "out/c.xml" } } }),
    ];
    expect(codes(lowered(pipeline("p", { on: [push()], jobs, accept })).graph)).toEqual(["WB3051"]);
  });

  it("needs the code of a warning and a reason", () => {
    const wrong = { WB3011: " ", WB2001: "x", WB0001: "x" };
    expect(told(lowerJobs([job("a", { ...options, accept: wrong })]).diagnostics)).toEqual([
      'WB2003 job a: the reason for WB3011 " " is empty',
      'WB2003 job a: the code in `accept` "WB2001" is an error, which cannot be accepted',
      'WB2003 job a: the code in `accept` "WB0001" is not a code of Waybill',
    ]);
  });

  it("does not hide an error", () => {
    const { graph } = lowerJobs([job("a", options)]);
    const error = { ...warnings(graph!)[0]!, severity: "error" as const };
    expect(withoutAccepted([error], [{ ...graph!, accept: { WB3011: "x" } }])).toEqual([error]);
  });
});

it("a pipeline names the providers that it is for", () => {
  const jobs = [job("a", options)];
  expect(lowered(pipeline("p", { on: [push()], jobs, targets: ["github"] })).graph?.targets).toEqual(["github"]);
  const wrong = { on: [push()], jobs, targets: ["jenkins"] } as never;
  expect(told(lowered(pipeline("p", wrong)).diagnostics)).toEqual([
    'WB2003 pipeline p: a provider of targets "jenkins" is none of the choices',
  ]);
});
