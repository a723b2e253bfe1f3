import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_LINE, lines } from "../../../runtime/log/lines.ts";
import { neutralizer } from "../../../runtime/log/neutral.ts";
import { output } from "../../../runtime/log/output.ts";
import { maskersFor } from "../../../runtime/secrets/masker.ts";

function neutral(...chunks: readonly string[]): string {
  const one = neutralizer();
  return chunks.map((chunk) => one.write(chunk)).join("") + one.end();
}

describe("terminal control", () => {
  it.each([
    ["colours", "a \u001b[1;31mred\u001b[0m b", "a red b"],
    ["the cursor", "a\u001b[2J\u001b[Hb", "ab"],
    ["the window's title", "a\u001b]0;title\u0007b", "ab"],
    ["a link", "\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\", "text"],
    ["eight-bit sequences", "a\u009b31mb", "ab"],
    ["a bell and a backspace", "a\u0007b\u0008c", "a\u2407b\u2408c"],
    ["an escape alone", "a\u001b", "a\u241b"],
    ["a device control string", "a\u001bPpayload\u001b\\b", "ab"],
    ["text that turns its direction", "a\u202eb", "a\ufffdb"],
    ["nothing: line breaks and tabs stay", "a\tb\r\nc\n", "a\tb\r\nc\n"],
  ])("takes away %s", (_, text, expected) => {
    expect(neutral(text)).toBe(expected);
  });

  it("is taken away however it is cut up", () => {
    const piece = fc.constantFrom(
      "a",
      "\u001b",
      "[",
      "31",
      "m",
      "]0;",
      "\u0007",
      "\u001b[0m",
      "\u009b",
      "é",
      "\\",
      "P",
    );
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 4 }), (pieces, size) => {
        const text = pieces.join("");
        const chunks = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
        expect(neutral(...chunks)).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
      }),
    );
  });

  it("is not waited for without end", () => {
    const one = neutralizer();
    const title = `\u001b]0;${"x".repeat(20_000)}`;
    expect(one.write(title).length).toBeGreaterThan(10_000);
  });
});

describe("lines", () => {
  const cut = (...chunks: readonly string[]) => {
    const seen: string[] = [];
    const one = lines((line) => seen.push(line));
    for (const chunk of chunks) one.write(chunk);
    one.end();
    return seen;
  };

  it("end at any line break, and at the end", () => {
    expect(cut("a\nb\r\nc\rd\n\ne")).toEqual(["a", "b", "c", "d", "", "e"]);
    expect(cut("a\r", "\nb", "\n", "", "c")).toEqual(["a", "b", "c"]);
  });

  it("are never longer than can be held", () => {
    const line = "é🦭".repeat(LONGEST_LINE);
    const seen = cut(...(line.match(/[\s\S]{1,5000}/g) ?? []));
    expect(seen.join("")).toBe(line);
    expect(Math.max(...seen.map((one) => one.length))).toBeLessThanOrEqual(LONGEST_LINE);
    expect(seen.every((one) => !/[\ud800-\udbff]$/.test(one))).toBe(true);
  });
});

it("masks a secret that escape sequences cut up, on each stream by itself", () => {
  const seen: string[] = [];
  const out = output(maskersFor(["hunter2-hunter2"]), (stream, line) => seen.push(`${stream}: ${line}`));
  out.write("stdout", "hunter2-\u001b[3");
  out.write("stderr", "hunter2-");
  out.write("stdout", "1mhunter2\n");
  out.write("stderr", "no\n");
  out.end();
  expect(seen).toEqual(["stdout: [masked]", "stderr: hunter2-no"]);
});
