import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { changed, equal, isEvent, not, or, RUN } from "../../compiler/expr/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { factsOfPayload, planEvent, planTable, renderEventPlan, renderPlanTable } from "../../compiler/query/index.ts";
import { expectGolden } from "../golden/golden.ts";
import { gate, graphOf, script } from "../graph/sample.ts";
import { repository } from "../repository.ts";

const push = { event: "push", sha: "a".repeat(40), actor: "ada", vars: {}, changedFiles: [] } as const;
const rendered = (graph: StageGraph) => renderPlanTable(planTable(graph), graph, { file: "pipeline.ts" });

async function example(path: string): Promise<StageGraph> {
  const { graph } = await compile(join(repository, path), { cache: false });
  if (!graph) throw new Error(`${path} does not compile`);
  return graph;
}

/** Sixty services, each tested for its own files alone, and a deploy by hand. */
const services = graphOf([
  script("lint"),
  ...Array.from({ length: 60 }, (_, at) =>
    script(`service-${at}`, {
      when: or(changed(`services/s${at}/**`), equal(RUN.branch, "main")),
      needs: [gate("lint")],
    }),
  ),
  script("release", { when: equal(RUN.branch, "main"), needs: [gate("service-0")], manual: true }),
]);

const odd = graphOf([
  script("main", { when: equal(RUN.branch, "main") }),
  script("others", { when: not(equal(RUN.branch, "main")), needs: [gate("main")] }),
  script("tagged", { when: equal(RUN.tag, "v1") }),
  script("requests", { when: isEvent("schedule") }),
]);

describe("the plan of all events", () => {
  it.each([
    ["delivery", "examples/delivery/pipeline.ts"],
    ["conditions-on-outputs", "test/golden/features/conditions-on-outputs/pipeline.ts"],
    ["conditions-of-steps", "test/golden/features/conditions-of-steps/pipeline.ts"],
    ["called", "test/golden/features/called/pipeline.ts"],
  ])("of %s reads well", async (name, path) => {
    expectGolden(`plans/${name}.txt`, rendered(await example(path)));
  });

  it("fits sixty jobs with conditions of their own on a page", () => {
    const text = rendered(services);
    expectGolden("plans/sixty-services.txt", text);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(120);
  });

  it("tells what never runs, never together, and runs on which nothing does", () => {
    expectGolden("plans/odd.txt", rendered(odd));
    const { never, neverTogether, regions } = planTable(odd);
    expect(never).toEqual(["others", "requests"]);
    expect(neverTogether).toEqual([[["main"], ["tagged"]]]);
    expect(regions.flatMap(({ empty }) => empty ?? []).length).toBeGreaterThan(0);
  });
});

describe("the plan of one event", () => {
  it("says of each job why it runs or not, and what it is given", async () => {
    const graph = await example("examples/delivery/pipeline.ts");
    const request = { sourceBranch: "fix", targetBranch: "main", fork: true };
    const plans = [
      planEvent(graph, { ...push, branch: "main" }),
      planEvent(graph, { ...push, event: "pullRequest", pullRequest: request }),
      planEvent(graph, { ...push, event: "schedule", branch: "main" }),
    ];
    expectGolden("plans/delivery-events.txt", plans.map((plan) => renderEventPlan(plan)).join("\n"));
  });

  it("leaves open what outputs decide", async () => {
    const graph = await example("test/golden/features/conditions-on-outputs/pipeline.ts");
    expectGolden("plans/outputs-event.txt", renderEventPlan(planEvent(graph, { ...push, branch: "main" })));
  });
});

describe("the payload of a GitHub event", () => {
  it("gives the facts of a push, with the files of its commits", () => {
    const commits = [
      { added: ["a"], modified: ["b"], removed: [] },
      { added: ["a"], modified: [], removed: ["c"] },
    ];
    const payload = { ref: "refs/heads/main", after: "b".repeat(40), sender: { login: "ada" }, commits };
    expect(factsOfPayload(payload)).toMatchObject({
      ...{ event: "push", branch: "main", actor: "ada", sha: "b".repeat(40), changedFiles: ["a", "b", "c"] },
    });
    expect(factsOfPayload({ ref: "refs/tags/v1", after: "b".repeat(40) })).toMatchObject({ event: "push", tag: "v1" });
  });

  it("knows a fork by its repository, also one that has been deleted", () => {
    const of = (repo: unknown) =>
      factsOfPayload({
        pull_request: { head: { ref: "fix", sha: "c", repo }, base: { ref: "main", repo: { full_name: "acme/shop" } } },
      })?.pullRequest?.fork;
    expect([of({ full_name: "acme/shop" }), of({ full_name: "eve/shop" }), of(null)]).toEqual([false, true, true]);
  });

  it("gives the inputs of a run by hand, and nothing of another event", () => {
    expect(factsOfPayload({ workflow: "ci.yml", ref: "refs/heads/main", inputs: { level: 3 } })).toMatchObject({
      ...{ event: "manual", branch: "main", inputs: { level: "3" } },
    });
    expect(factsOfPayload({ schedule: "0 0 * * *" })?.event).toBe("schedule");
    expect([factsOfPayload({ action: "created", issue: {} }), factsOfPayload([]), factsOfPayload(null)]).toEqual(
      Array(3).fill(undefined),
    );
  });
});
