import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { evaluate } from "../../compiler/expr/evaluate.ts";
import { printGitLab } from "../../compiler/targets/gitlab/conditions/print.ts";
import { refListProblem, refPatternProblem } from "../../compiler/expr/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { startedRuns, triggerCondition } from "../../compiler/graph/trigger-condition.ts";
import { refFilter } from "../../compiler/targets/github/ref-filters.ts";
import { isIncluded, pipelineOf } from "../expr/gitlab-evaluator/pipeline.ts";
import { graphOf, script } from "../graph/sample.ts";

vi.setConfig({ testTimeout: 600_000 });
const numRuns = Number(process.env.WAYBILL_PROPERTY_RUNS ?? 300);

const part = fc.constantFrom(
  "a",
  "b",
  "v",
  "1",
  "a?",
  "b+",
  "[0-9]",
  "[ab1]+",
  "*",
  "**",
  "/",
  "/**/",
  ".",
  "\\+",
  "{a,b/1}",
  "😀",
);
const pattern = fc
  .tuple(fc.boolean(), fc.array(part, { minLength: 1, maxLength: 4 }))
  .map(([negated, parts]) => (negated ? "!" : "") + parts.join(""))
  .filter((text) => refPatternProblem(text) === undefined);
const patterns = fc.array(pattern, { minLength: 1, maxLength: 4 }).filter((list) => refListProblem(list) === undefined);
const name = fc
  .array(fc.constantFrom("a", "b", "v", "1", "/", ".", "+", "😀", "ab"), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join("").replaceAll(/^\/+|\/+$|(?<=\/)\/+|\.(?=\.)/g, ""))
  .filter((text) => text !== "");

/** GitHub's filters, after its cheat sheet: an independent reader, which translates to a regular expression piece by piece. */
function isFiltered(filters: readonly string[], text: string): boolean {
  let included = false;
  for (const filter of filters) {
    const source = filter
      .replace(/^!/, "")
      .replaceAll(/(^|(?<=\/))\*\*\/|\*\*|\*|\\(.)|[?+]|\[[^\]]*\]|./gu, (piece) => {
        if (piece === "**/") return "(?:.+/)?";
        if (piece === "**") return ".*";
        if (piece === "*") return "[^/]*";
        return /^[?+[\\]/.test(piece) ? piece : piece.replace(/[.^$()|{}\]/]/, "\\$&");
      });
    if (new RegExp(`^${source}$`, "u").test(text)) included = !filter.startsWith("!");
  }
  return included;
}

const push = (branches: readonly string[]) =>
  ({ kind: "push", branches, location: { file: "p.ts", line: 1, column: 1 } }) as const;
const on = (branch: string) =>
  ({ event: "push", sha: "a1".repeat(20), actor: "x", branch, vars: {}, changedFiles: [] }) as const;

it("means the same in proofs, in GitHub's filter and in GitLab's rules", () => {
  let matched = 0;
  fc.assert(
    fc.property(patterns, fc.array(name, { minLength: 10, maxLength: 10 }), (list, names) => {
      const trigger = push(list);
      const condition = triggerCondition(trigger);
      const graph: StageGraph = { ...graphOf([script("a")]), triggers: [trigger] };
      const gitlab = printGitLab(condition);
      if ("refused" in gitlab) throw new Error(gitlab.refused);
      const github = refFilter([trigger], "branches");
      for (const branch of names) {
        const facts = on(branch);
        const expected = isFiltered(github.patterns ?? [], branch);
        if (expected) matched++;
        const seen = {
          local: evaluate(condition, facts),
          proofs: evaluate(startedRuns(graph), facts),
          gitlab: isIncluded(gitlab.rules, pipelineOf(facts, { isNew: false, merged: false })),
        };
        expect({ list, branch, ...seen }).toEqual({
          list,
          branch,
          local: expected,
          proofs: expected,
          gitlab: expected,
        });
      }
    }),
    { numRuns },
  );
  expect(matched).toBeGreaterThan(numRuns / 2);
});

it("puts the lists of several triggers into one filter that starts what any of them starts, or refuses", () => {
  let refused = 0;
  fc.assert(
    fc.property(patterns, patterns, fc.array(name, { minLength: 10, maxLength: 10 }), (a, b, names) => {
      const triggers = [push(a), push(b)];
      const filter = refFilter(triggers, "branches");
      if (!filter.patterns) {
        expect(filter.diagnostics.map(({ code }) => code)).toEqual(["WB3093"]);
        refused++;
        return;
      }
      for (const branch of names) {
        const expected = triggers.some((trigger) => evaluate(triggerCondition(trigger), on(branch)));
        expect({ a, b, branch, started: isFiltered(filter.patterns, branch) }).toEqual({
          a,
          b,
          branch,
          started: expected,
        });
      }
    }),
    { numRuns: numRuns / 4 },
  );
  expect(refused).toBeLessThan(numRuns / 8);
});

it("never throws on a text that is no pattern", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."a/*?+[]{}!\\,-^0😀 $.\ud800"), maxLength: 8 }), (text) => {
      const problem = refPatternProblem(text);
      if (problem === undefined) expect(printGitLab(triggerCondition(push([text])))).not.toHaveProperty("refused");
      else expect(problem).toMatch(/\S/);
    }),
    { numRuns: numRuns * 5 },
  );
});
