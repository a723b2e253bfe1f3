import { expect, it } from "vitest";
import { changed } from "../../compiler/expr/index.ts";
import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import { checkRequired } from "../../compiler/graph/passes/required-check.ts";
import { graphOf, script } from "./sample.ts";

const after = (...jobs: string[]) => jobs.map((job) => ({ job, gate: false, artifacts: false }));
const told = (docs: Partial<ScriptJob>, mayBeSkipped: readonly string[] = []) => {
  const covers = { jobs: ["unit", "docs"], mayBeSkipped };
  const jobs = [
    script("unit"),
    script("docs", docs),
    script("ci", { finally: true, needs: after("unit", "docs"), covers }),
  ];
  const graph = {
    ...graphOf(jobs),
    triggers: [{ kind: "pullRequest", location: { file: "pipeline.ts", line: 1, column: 1 } }] as const,
  };
  return checkRequired(graph).map(({ code, message }) => `${code} ${message}`);
};

it("is green only where each job that it covers has succeeded", () => {
  expect(told({})).toEqual([]);
  expect(told({ when: changed("docs/**") })).toEqual([
    "WB2140 on a pull request from `topic` into `main`, `docs` is skipped, and the required check `ci` passes without it",
  ]);
  expect(told({ when: changed("docs/**") }, ["docs"])).toEqual([]);
  expect(told({ allowFailure: { exitCodes: [] } }, ["docs"])).toEqual([
    "WB2141 `docs` may fail, and the required check `ci` still passes",
  ]);
});
