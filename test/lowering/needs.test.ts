import { describe, expect, it } from "vitest";
import {
  buildImage,
  deploy,
  type Job,
  job,
  runFacts,
  service,
  sh,
  swarmService,
  unverified,
} from "../../compiler/authoring/index.ts";
import { eq, withCondition } from "../../compiler/authoring/internal.ts";
import { graphOf, jobOf, lowerJobs, told } from "./declare.ts";

const steps = [sh`true`];
const plain = (name: string, needs: readonly Job[] = []) => job(name, { image: "busybox", steps, needs });
const needsOf = (jobs: readonly Job[], id: string) =>
  jobOf(graphOf(jobs), id).needs.map(({ job, gate, artifacts }) =>
    [job, gate && "gate", artifacts && "artifacts"].filter(Boolean).join(" "),
  );

describe("implied needs", () => {
  const unit = job("unit", { image: "busybox", steps, outputs: ["version"], artifacts: ["out"] });
  const app = buildImage("app", { repository: "r.example.com/app" });

  it("takes what is named as an order only", () => expect(needsOf([plain("a", [unit])], "a")).toEqual(["unit"]));

  it("makes a gate of whose output, artifacts or image is used", () => {
    const version = unit.outputs.version;
    expect(needsOf([job("a", { image: "b", steps: [sh`echo ${version}`] })], "a")).toEqual(["unit gate"]);
    expect(needsOf([job("a", { image: "b", steps, env: { V: version } })], "a")).toEqual(["unit gate"]);
    expect(needsOf([job("a", { image: "b", steps, downloads: [unit.artifacts] })], "a")).toEqual([
      "unit gate artifacts",
    ]);
    expect(needsOf([job("a", { image: app, steps })], "a")).toEqual(["app gate"]);
    expect(needsOf([job("a", { image: "b", steps, env: { IMAGE: app } })], "a")).toEqual(["app gate"]);
    const beside = service("web", { image: app, env: { V: version } });
    expect(needsOf([job("a", { image: "b", steps, services: [beside] })], "a")).toEqual(["app gate", "unit gate"]);
  });

  it("makes one need of several reasons", () => {
    const consumer = job("a", {
      image: "b",
      steps,
      needs: [unit],
      downloads: [unit.artifacts],
      env: { V: unit.outputs.version },
    });
    expect(needsOf([consumer], "a")).toEqual(["unit gate artifacts"]);
  });

  it("makes a gate of whose output a condition asks", () => {
    const when = withCondition(
      () => true,
      () => eq(0, unit.outputs.version, "2"),
    );
    const graph = graphOf([job("a", { image: "b", steps, when })]);
    expect(jobOf(graph, "a").needs).toEqual([{ job: "unit", gate: true, artifacts: false }]);
    expect(jobOf(graph, "a").when).toEqual({
      op: "equal",
      variable: { kind: "output", job: "unit", name: "version" },
      value: "2",
    });
  });

  it("makes gates of what a deploy ships and of its tests", () => {
    const smoke = job("smoke", { image: app, steps });
    const image = app.testedBy(smoke);
    expect(needsOf([deploy("ship", { image, to: swarmService("s") })], "ship")).toEqual(["app gate", "smoke gate"]);
    const hotfix = deploy("ship", { image: unverified(app, "on fire"), to: swarmService("s") });
    expect(needsOf([hotfix], "ship")).toEqual(["app gate"]);
  });

  it("needs nobody for a fact of the run", () => {
    expect(needsOf([job("a", { image: "b", steps: [sh`echo ${runFacts.branch}`] })], "a")).toEqual([]);
  });
});

describe("order and stages", () => {
  it("puts each job after its needs, in the author's order otherwise", () => {
    const [c, b] = [plain("c"), plain("b")];
    const a = plain("a", [b]);
    expect(graphOf([a, c, b, plain("d")]).jobs.map(({ id }) => id)).toEqual(["b", "a", "c", "d"]);
  });

  it("names a stage for each level, by what its jobs do", () => {
    const unit = plain("unit");
    const app = buildImage("app", { repository: "r.example.com/app", needs: [unit] });
    const smoke = job("smoke", { image: app, steps });
    const ship = deploy("ship", { image: app.testedBy(smoke), to: swarmService("s") });
    const after = plain("after", [ship]);
    const graph = graphOf([unit, app, smoke, ship, after, plain("lint")]);
    expect(graph.stages).toEqual(["test", "build", "test-2", "deploy", "test-3"]);
    expect(graph.jobs.map(({ id, stage }) => `${id}: ${stage}`)).toEqual([
      ...["unit: test", "app: build", "smoke: test-2", "ship: deploy", "after: test-3", "lint: test"],
    ]);
  });

  it("includes what is reachable only", () => {
    const hidden = plain("hidden");
    expect(graphOf([plain("a", [plain("b", [hidden])])]).jobs.map(({ id }) => id)).toEqual(["hidden", "b", "a"]);
  });
});

describe("cycles", () => {
  it("shows every edge with its place", () => {
    const needs: Job[] = [];
    const a = job("a", { image: "busybox", steps, needs });
    const b = job("b", { image: "busybox", steps, needs: [a] });
    const c = job("c", { image: "busybox", steps, needs: [b] });
    needs.push(c);
    const { graph, diagnostics } = lowerJobs([a, b, c]);
    expect(graph).toBeUndefined();
    expect(told(diagnostics)).toEqual(["WB2025 these jobs wait for each other: a -> c -> b -> a"]);
    expect(diagnostics[0]?.related?.map(({ message }) => message)).toEqual(["a needs c", "c needs b", "b needs a"]);
    expect(new Set(diagnostics[0]?.related?.map(({ at }) => at.line)).size).toBe(3);
  });

  it("shows a job that needs itself", () => {
    const needs: Job[] = [];
    const a = plain("a", needs);
    needs.push(a);
    expect(told(lowerJobs([a]).diagnostics)).toEqual(["WB2025 these jobs wait for each other: a -> a"]);
  });
});
