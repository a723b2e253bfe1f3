import { expect, it } from "vitest";
import { diagnostic, render } from "../../compiler/diagnostics/index.ts";

const at = { file: "p.ts", line: 2, column: 7 };
const shown = (all: Parameters<typeof render>[0]) => render(all, { source: () => undefined, color: false });
const of = (job: string, place = at) => diagnostic("WB3011", { job }, { at: place });

it("shows what is said of all instances of a matrix once, with a count and their names", () => {
  expect(shown([of("test-20"), of("test-22"), of("test-24")])).toBe(
    `warning WB3011: GitHub does not display JUnit reports: those of \`test-20\` are uploaded as an artifact
  at p.ts:2:7
  3 times here: also for \`test-22\`, \`test-24\`
  remedy: download the artifact test-20-junit from the run
`,
  );
});

it("names five of them, and counts the rest", () => {
  const all = Array.from({ length: 20 }, (_, index) => of(`test-${index}`));
  expect(shown(all)).toContain("20 times here: also for `test-1`, `test-2`, `test-3`, `test-4`, `test-5`, 14 more\n");
});

it("keeps apart what is said of other places, of other jobs, and of other values", () => {
  const misuse = (value: string) =>
    diagnostic("WB2003", { owner: "job a", what: "x", value, problem: "is empty", remedy: "y" }, { at });
  const all = [of("a-1"), of("a-2", { ...at, line: 3 }), of("unit"), of("lint"), misuse('"x"'), misuse('"y"')];
  expect(shown(all).match(/^(warning|error)/gm)).toHaveLength(6);
});
