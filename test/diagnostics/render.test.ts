import { describe, expect, it } from "vitest";
import { codeFrame } from "../../compiler/diagnostics/code-frame.ts";
import { type Diagnostic, diagnostic, exitCode, render, sorted } from "../../compiler/diagnostics/index.ts";

const plain = { mark: (text: string) => text, gutter: (text: string) => text };
const source = 'import { job } from "waybill";\nconst a = 1;\n\tconst unit = job("unit", {\n});\n';

describe("codeFrame", () => {
  it("shows the line, the one before, and marks the span", () => {
    expect(codeFrame(source, { file: "p.ts", line: 3, column: 15, endLine: 3, endColumn: 26 }, plain)).toBe(
      ["  2 | const a = 1;", '> 3 |   const unit = job("unit", {', "    |                ^^^^^^^^^^^"].join("\n"),
    );
  });

  it("marks the word that begins there when the end is unknown", () => {
    expect(codeFrame(source, { file: "p.ts", line: 3, column: 15 }, plain).split("\n").at(-1)).toBe(
      "    |                ^^^",
    );
  });

  it("marks to the end of the line when the span goes on below", () => {
    const frame = codeFrame(source, { file: "p.ts", line: 1, column: 8, endLine: 2, endColumn: 3 }, plain);
    expect(frame.split("\n").at(-1)).toBe(`    |        ${"^".repeat('{ job } from "waybill";'.length)}`);
  });

  it("shows the part around the span of a very long line", () => {
    const long = `${"x".repeat(500)} here ${"y".repeat(500)}`;
    const [line, marker] = codeFrame(long, { file: "p.ts", line: 1, column: 502 }, plain).split("\n");
    expect(line?.length).toBeLessThan(200);
    expect(line?.slice(marker?.indexOf("^"), (marker?.lastIndexOf("^") ?? 0) + 1)).toBe("here");
  });

  it("is empty beyond the file's end", () => {
    expect(codeFrame("one\n", { file: "p.ts", line: 9, column: 1 }, plain)).toBe("");
  });
});

describe("render", () => {
  const at = { file: "p.ts", line: 2, column: 7 };
  const empty = diagnostic("WB2001", { pipeline: "app" }, { at });

  it("prints sentence, place, frame, related places and remedy", () => {
    const withRelated: Diagnostic = { ...empty, related: [{ message: "it is made here", at: { ...at, line: 1 } }] };
    expect(render([withRelated], { source: () => source, color: false })).toBe(
      `error WB2001: the pipeline \`app\` has no jobs
  at p.ts:2:7
    1 | import { job } from "waybill";
  > 2 | const a = 1;
      |       ^
  it is made here:
  at p.ts:1:7
  > 1 | import { job } from "waybill";
      |       ^
  remedy: list at least one job: pipeline("app", { on: [...], jobs: [...] })
`,
    );
  });

  it("does without a frame when the source cannot be had", () => {
    expect(render([empty], { source: () => undefined, color: false })).not.toContain("|");
  });

  it("sorts by file and place, what has no place first", () => {
    const late: Diagnostic = { ...empty, at: { ...at, line: 10 } };
    const { at: _, ...nowhere } = empty;
    expect(sorted([late, empty, nowhere]).map((one) => one.at?.line)).toEqual([undefined, 2, 10]);
  });

  it("takes the exit code of the gravest fault, and none of warnings", () => {
    const infrastructure = diagnostic("WB4001", { address: "x", reason: "y" });
    expect(exitCode([])).toBe(0);
    expect(exitCode([{ ...empty, severity: "warning" }])).toBe(0);
    expect(exitCode([empty])).toBe(1);
    expect(exitCode([infrastructure, empty])).toBe(3);
  });
});
