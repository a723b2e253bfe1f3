import { expect, it } from "vitest";
import { ALWAYS, and, describe, equal, isEvent, not, RUN } from "../../compiler/expr/index.ts";
import { cycles } from "../../compiler/graph/cycles.ts";
import { inOrder } from "../../compiler/graph/order.ts";
import { presence } from "../../compiler/graph/presence.ts";
import { after, gate, graphOf, script } from "./sample.ts";

const onMain = equal(RUN.branch, "main");
const onPush = isEvent("push");

const present = (...jobs: Parameters<typeof graphOf>[0]) =>
  Object.fromEntries([...presence(graphOf(jobs))].map(([id, expr]) => [id, describe(expr)]));

it("is a job's own condition, and that of its gates", () => {
  expect(
    present(
      script("a", { when: onMain }),
      script("b", { needs: [gate("a")] }),
      script("c", { needs: [gate("b")], when: onPush }),
    ),
  ).toEqual({
    a: 'run.branch === "main"',
    b: 'run.branch === "main"',
    c: 'run.event === "push" && run.branch === "main"',
  });
});

it("does not ask for needs that were skipped by their own condition", () => {
  expect(present(script("a", { when: onMain }), script("b", { needs: [after("a")] }))).toEqual({
    a: 'run.branch === "main"',
    b: "true",
  });
});

it("asks that a need was not skipped because of its own needs", () => {
  const jobs = [
    script("a", { when: onMain }),
    script("b", { when: onPush, needs: [gate("a")] }),
    script("c", { needs: [after("b")] }),
  ];
  expect(present(...jobs).c).toBe('run.branch === "main" || run.event !== "push"');
});

it("asks a condition on outputs only where the needs of its job are met", () => {
  const jobs = [
    script("a", { when: onMain, outputs: ["mode"] }),
    script("b", { when: equal({ kind: "output", job: "a", name: "mode" }, "full"), needs: [gate("a")] }),
    script("c", { needs: [after("b")] }),
  ];
  expect(present(...jobs).c).toBe('run.branch === "main"');
});

it("leaves out what the job's own condition implies", () => {
  const jobs = [
    script("a", { when: not(isEvent("pullRequest")) }),
    script("b", { when: and(onMain, onPush), needs: [gate("a")] }),
  ];
  expect(present(...jobs).b).toBe('run.branch === "main" && run.event === "push"');
  expect(present(script("a", { when: ALWAYS }), script("b", { needs: [gate("a")] })).b).toBe("true");
});

it("is found in whatever order the jobs stand", () => {
  expect(present(script("b", { needs: [gate("a")] }), script("a", { when: onMain })).b).toBe('run.branch === "main"');
});

it("finds one shortest cycle of each knot", () => {
  const node = (id: string, ...needs: string[]) => ({ id, needs: needs.map((job) => ({ job })) });
  expect(cycles([node("a"), node("b", "a", "missing")])).toEqual([]);
  expect(cycles([node("a", "b", "c"), node("b", "c"), node("c", "a"), node("x", "y"), node("y", "x", "a")])).toEqual([
    ["a", "c"],
    ["x", "y"],
  ]);
});

it("puts jobs behind what they need, and keeps their order otherwise", () => {
  const node = (id: string, ...needs: string[]) => ({ id, needs: needs.map((job) => ({ job })) });
  const ids = (...nodes: ReturnType<typeof node>[]) => inOrder(nodes).map(({ id }) => id);
  expect(ids(node("a", "c"), node("b"), node("c", "d"), node("d"))).toEqual(["d", "c", "a", "b"]);
  expect(ids(node("a", "b"), node("b", "a"))).toHaveLength(2);
});
