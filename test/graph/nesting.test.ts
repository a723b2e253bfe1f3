import fc from "fast-check";
import { expect, it } from "vitest";
import { ALWAYS, type Expr } from "../../compiler/expr/model.ts";
import { nestingOf } from "../../compiler/graph/nesting.ts";
import { parseGraph } from "../../compiler/graph/parse.ts";
import { printGraph } from "../../compiler/graph/print.ts";
import { acceptable } from "../../compiler/diagnostics/index.ts";
import { graphOf, script } from "./sample.ts";

it("counts levels, but not those within texts", () => {
  expect(nestingOf('{"a": ["[[[[", "\\\\", "\\"[[["], "b": {}}')).toBe(2);
  expect(nestingOf("1")).toBe(0);
});

it("refuses a graph that is nested beyond what can be read, with its place", () => {
  const nested = (levels: number): string =>
    printGraph(graphOf([script("a", { when: ALWAYS })])).replace(
      /"when": \{[^}]*\}/,
      `"when": ${'{"op":"not","operand":'.repeat(levels)}{"op":"constant","value":true}${"}".repeat(levels)}`,
    );
  expect(parseGraph(nested(10), "graph.json").diagnostics.map(({ code }) => code)).not.toContain("WB2020");
  const [refused] = parseGraph(nested(20_000), "graph.json").diagnostics;
  expect(refused).toMatchObject({ code: "WB2020", at: { file: "graph.json", line: 1 } });
  expect(refused?.message).toContain("it is nested more than 1000 levels deep");
});

it("ends in a graph or in diagnostics, whatever bytes of a saved one are changed", () => {
  const text = printGraph(
    graphOf([script("a", { when: ALWAYS }), script("b", { when: { op: "not", operand: ALWAYS } as Expr })]),
  );
  const edit = fc.record({
    at: fc.nat(text.length - 1),
    by: fc.constantFrom("", "0", '"', "{", "]", "null", "\\u0000", "-1e999", "é"),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const changed = edits.reduce((from, { at, by }) => from.slice(0, at) + by + from.slice(at + 1), text);
      const { graph, diagnostics } = parseGraph(changed, "graph.json");
      expect(graph !== undefined).toBe(acceptable(diagnostics));
      for (const { at, remedy } of diagnostics) expect([at !== undefined, remedy !== ""]).toEqual([true, true]);
    }),
    { numRuns: 500 },
  );
});
