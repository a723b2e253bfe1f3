import { expect, it } from "vitest";
import { and, changed, equal, RUN } from "../../compiler/expr/index.ts";
import { planTable } from "../../compiler/query/index.ts";
import { graphOf, script } from "../graph/sample.ts";

it("plans 1,000 jobs, each for files of its own, in seconds", { timeout: 60_000 }, () => {
  const jobs = Array.from({ length: 1000 }, (_, index) => {
    const files = changed(`services/s${index}/**`);
    return script(`j${index}`, { when: index % 2 ? files : and(equal(RUN.branch, "main"), files) });
  });
  const { columns, never } = planTable(graphOf(jobs));
  expect([columns.length, never]).toEqual([1000, []]);
});
