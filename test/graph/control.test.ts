import { describe, expect, it } from "vitest";
import { isInterruptible } from "../../compiler/graph/control.ts";
import { checkControl } from "../../compiler/graph/passes/control.ts";
import { checkGraph } from "./checks.ts";
import { after, build, graphOf, script, ship, smoke, told } from "./sample.ts";

const queue = { group: "staging", waiting: "queue" } as const;
const replace = { group: "staging", waiting: "replace" } as const;

describe("wishes that contradict each other", () => {
  it("what must end is not interruptible", () => {
    const graph = graphOf([
      script("seed", { concurrency: queue, interruptible: true }),
      build("app"),
      smoke("smoke", "app", { interruptible: true }),
      ship("live", "app", ["smoke"], { interruptible: true }),
    ]);
    expect(told(checkControl(graph))).toEqual([
      "WB2130 `seed` cannot be interruptible: it takes turns in the group staging",
      "WB2130 `live` cannot be interruptible: it deploys",
    ]);
    expect(graph.jobs.map((job) => isInterruptible({ ...job, interruptible: undefined } as never))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("a manual job cannot be allowed to fail", () => {
    expect(told(checkControl(graphOf([script("a", { manual: true, allowFailure: { exitCodes: [] } })])))).toEqual([
      "WB2131 `a` waits for a person, so it cannot also be allowed to fail",
    ]);
  });

  it("deploys to one place take turns in one group", () => {
    const to = { kind: "swarmService", service: "other", deadline: 9, order: "start-first", parallelism: 1, delay: 0 };
    const graph = graphOf([
      build("app"),
      smoke("smoke", "app"),
      ship("a", "app", ["smoke"]),
      ship("b", "app", ["smoke"], { concurrency: queue }),
      ship("c", "app", ["smoke"], { concurrency: queue, to: to as never }),
    ]);
    expect(told(checkControl(graph))).toEqual([
      "WB2132 `b` and `a` deploy to the same place, but are in different concurrency groups",
    ]);
  });

  it("jobs of one run do not take each other's place", () => {
    const graph = graphOf([script("a", { concurrency: queue }), script("b", { concurrency: replace })]);
    expect(told(checkControl(graph))).toEqual([
      "WB2133 `b` and `a` of the same run would replace each other in the group `staging`",
    ]);
    expect(checkControl(graphOf([script("a", { concurrency: queue }), script("b", { concurrency: queue })]))).toEqual(
      [],
    );
  });
});

describe("the proof", () => {
  const tested = (more: Parameters<typeof smoke>[2]) =>
    graphOf([build("app"), smoke("smoke", "app", more), ship("live", "app", ["smoke"])]);

  it("takes a test that a person lets run: the deploy waits for it", () => {
    expect(checkGraph(tested({ manual: true }))).toEqual([]);
  });

  it("is no weaker for a deploy that a person lets run", () => {
    const graph = graphOf([
      build("app"),
      smoke("smoke", "app", { allowFailure: { exitCodes: [] } }),
      ship("live", "app", ["smoke"], { manual: true, needs: [after("app")] }),
    ]);
    expect(told(checkGraph(graph)).map((one) => one.slice(0, 6))).toContain("WB2031");
  });
});
