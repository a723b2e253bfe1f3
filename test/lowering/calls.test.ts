import { describe, expect, it } from "vitest";
import {
  buildImage,
  call,
  callPipeline,
  deploy,
  job,
  manual,
  matrix,
  pipeline,
  push,
  runFacts,
  sh,
  swarmService,
} from "../../compiler/authoring/index.ts";
import { checkGraph } from "../graph/checks.ts";
import { changedFilesCondition, eventCondition, outputCondition } from "./called-conditions.ts";
import { jobOf, lowered, told } from "./declare.ts";

const image = "busybox:1.36";
const steps = [sh`true`];
const called = call({ inputs: { region: { type: "string" }, count: { type: "number", default: 2 } } });
const first = job("first", {
  image,
  steps: [sh`./first ${called.inputs.region} ${called.inputs.count}`],
  outputs: ["id"],
});
const second = job("second", { image, steps, env: { ID: first.outputs.id, EVENT: runFacts.event } });
const callee = pipeline("callee", { on: [called, push()], jobs: [second] });
const before = job("before", { image, steps, outputs: ["name"] });

const graphOf = (jobs: Parameters<typeof pipeline>[1]["jobs"]) => {
  const { graph, diagnostics } = lowered(pipeline("caller", { on: [push()], jobs }));
  if (!graph) throw new Error(told(diagnostics).join("\n"));
  expect(told(checkGraph(graph))).toEqual([]);
  return graph;
};
const needsOf = (graph: ReturnType<typeof graphOf>, id: string) =>
  jobOf(graph, id).needs.map((need) => `${need.job}${need.gate ? "!" : ""}`);

describe("a call of a pipeline", () => {
  it("makes its jobs part of the graph, under the call's name, each time anew", () => {
    const one = callPipeline("one", { pipeline: callee, inputs: { region: "eu" }, needs: [before] });
    const two = callPipeline("two", { pipeline: callee, inputs: { region: "it's", count: 7 }, needs: [one] });
    const after = job("after", { image, steps, needs: [two, before] });
    const graph = graphOf([after]);
    expect(graph.jobs.map(({ id }) => id)).toEqual([
      ...["before", "one-first", "one-second", "two-first", "two-second", "after"],
    ]);
    expect(needsOf(graph, "one-first")).toEqual(["before"]);
    expect(needsOf(graph, "one-second")).toEqual(["before", "one-first!"]);
    expect(needsOf(graph, "two-first").sort()).toEqual(["one-first", "one-second"]);
    expect(needsOf(graph, "after").sort()).toEqual(["before", "two-first", "two-second"]);
    expect(graph.calls).toMatchObject([
      { id: "one", pipeline: "callee", jobs: ["one-second", "one-first"] },
      { id: "two", pipeline: "callee", jobs: ["two-second", "two-first"] },
    ]);
  });

  it("gives inputs as values, and says that the event is a call", () => {
    const one = callPipeline("one", { pipeline: callee, inputs: { region: before.outputs.name } });
    const graph = graphOf([one]);
    expect(jobOf(graph, "one-first")).toMatchObject({
      steps: [
        {
          run: { script: `./first "\${BEFORE_NAME}" '2'` },
          env: { BEFORE_NAME: { kind: "output", job: "before", name: "name" } },
        },
      ],
    });
    expect(jobOf(graph, "one-second").env).toEqual({
      ID: { kind: "output", job: "one-first", name: "id" },
      EVENT: { kind: "literal", value: "call" },
    });
    // None of it makes sense without the output, whether it reads it or not.
    expect(needsOf(graph, "one-second")).toEqual(["one-first!", "before!"]);
  });

  it("lets conditions ask for the event of a call, and for jobs of the same call", () => {
    const jobs = [
      job("on-call", { image, steps, when: eventCondition("call") }),
      job("on-push", { image, steps, when: eventCondition("push") }),
      job("changed", { image, steps, when: changedFilesCondition }),
      job("asks", { image, steps, when: outputCondition(first) }),
    ];
    const inner = pipeline("inner", { on: [called], jobs });
    const graph = graphOf([callPipeline("one", { pipeline: inner, inputs: { region: "eu" } })]);
    // Those that want another event are left out.
    expect(graph.jobs.map(({ id }) => id)).toEqual(["one-on-call", "one-first", "one-asks"]);
    expect(graph.calls).toMatchObject([{ jobs: ["one-on-call", "one-asks", "one-first"] }]);
    expect(jobOf(graph, "one-on-call").when).toEqual({ op: "constant", value: true });
    expect(jobOf(graph, "one-asks").when).toMatchObject({ variable: { kind: "output", job: "one-first", name: "id" } });
  });

  it("may be within another, and keeps final jobs and matrices to themselves", () => {
    const tidy = job("tidy", { image, steps, finally: true });
    const many = matrix("many", { axes: { n: [1, 2] } }, () => ({ image, steps }));
    const inner = pipeline("inner", { on: [call()], jobs: [many, tidy] });
    const outer = pipeline("outer", { on: [call()], jobs: [callPipeline("in", { pipeline: inner }), tidy] });
    const report = job("report", { image, steps, finally: true });
    const graph = graphOf([callPipeline("out", { pipeline: outer }), report]);
    expect(graph.matrices).toMatchObject([{ id: "out-in-many", jobs: ["out-in-many-1", "out-in-many-2"] }]);
    expect(needsOf(graph, "out-in-tidy").sort()).toEqual(["out-in-many-1", "out-in-many-2"]);
    expect(needsOf(graph, "out-tidy").sort()).toEqual(["out-in-many-1", "out-in-many-2"]);
    expect(needsOf(graph, "report").sort()).toEqual(["out-in-many-1", "out-in-many-2"]);
  });

  it("proves what it deploys in the caller's graph", () => {
    const app = buildImage("app", { repository: "registry.example.com/app" });
    const smoke = job("smoke", { image: app, steps });
    const ship = deploy("ship", { image: app.testedBy(smoke), to: swarmService("s") });
    const graph = graphOf([callPipeline("eu", { pipeline: pipeline("p", { on: [call()], jobs: [ship] }) })]);
    expect(jobOf(graph, "eu-ship")).toMatchObject({ image: "eu-app", proof: { kind: "tested", by: ["eu-smoke"] } });
  });

  const wrong = (jobs: Parameters<typeof pipeline>[1]["jobs"]) =>
    told(lowered(pipeline("caller", { on: [push(), manual()], jobs })).diagnostics);

  it("is refused with inputs that the types would not have let through", () => {
    const cast = (inputs: object, of: unknown = callee) =>
      callPipeline("one", { pipeline: of, inputs } as unknown as Parameters<typeof callPipeline>[1]);
    expect(wrong([cast({ other: "x" })])).toEqual([
      "WB2315 one does not give the input region, by the call() of the pipeline `callee`",
      "WB2315 one gives the input other, which is not declared, by the call() of the pipeline `callee`",
    ]);
    expect(wrong([cast({ region: "eu", count: 1e21 })])).toEqual([
      "WB2315 one gives the input count a value that is not a number, by the call() of the pipeline `callee`",
    ]);
    expect(wrong([cast({}, pipeline("p", { on: [push()], jobs: [before] }))])).toEqual([
      "WB2314 one calls the pipeline `p`, which has no call() trigger",
    ]);
    expect(wrong([cast({}, "p")])).toEqual([expect.stringContaining("WB2004")]);
    const including = pipeline("p", { on: [call()], jobs: [before], gitlab: { include: [] } });
    expect(wrong([cast({}, including)])).toEqual([
      expect.stringMatching(/^WB2004 .*a pipeline of jobs only \(GitLab includes cannot be part of a call\)/),
    ]);
  });

  it("is refused where no job runs when called, or only what makes no sense without one that does", () => {
    const never = job("never", { image, steps, outputs: ["id"], when: eventCondition("push") });
    const after = job("after", { image, steps, env: { ID: never.outputs.id } });
    expect(wrong([callPipeline("one", { pipeline: pipeline("p", { on: [call()], jobs: [after] }) }), before])).toEqual([
      "WB2316 one calls the pipeline `p`, but no job of that pipeline runs on a call",
    ]);
  });

  it("is refused where a pipeline calls itself, or two things have one name", () => {
    const jobs: Parameters<typeof pipeline>[1]["jobs"][number][] = [before];
    const self = pipeline("self", { on: [call()], jobs });
    jobs.push(callPipeline("again", { pipeline: self }));
    expect(wrong([callPipeline("one", { pipeline: self })])).toEqual([
      expect.stringMatching(/^WB2004 .*a call of another pipeline: this one would call itself/),
    ]);
    const one = callPipeline("before", { pipeline: callee, inputs: { region: "eu" } });
    expect(wrong([one, before])).toEqual([expect.stringContaining("WB2023")]);
  });
});
