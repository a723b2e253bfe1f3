import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it, vi } from "vitest";
import { parsePattern, toJavaScript, toRe2, witness } from "../../compiler/expr/regex/index.ts";
import { anywhere } from "../../compiler/expr/regex/node.ts";
import { TEXTS } from "./conditions.ts";
import { randomPattern } from "./patterns.ts";

vi.setConfig({ testTimeout: 600_000 });
const numRuns = Number(process.env.WAYBILL_PROPERTY_RUNS ?? 1000);
const pattern = fc.oneof(
  randomPattern,
  fc.tuple(randomPattern, fc.constantFrom("\\b", "\\B"), randomPattern).map((parts) => parts.join("")),
);
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."abAB1-_]^[.\\/ \n\u2028üÜ\u212akK"), maxLength: 6 }),
  fc.constantFrom(...TEXTS.filter((one) => one !== "😀")),
);
const flag = fc.constantFrom<"" | "i">("", "i");

describe("a pattern that is read", () => {
  it("means the same in JavaScript as written, as printed for JavaScript, and as printed for RE2", () => {
    let read = 0;
    fc.assert(
      fc.property(pattern, flag, fc.array(text, { minLength: 8, maxLength: 8 }), (source, flags, texts) => {
        const parsed = parsePattern(source, flags);
        if ("problem" in parsed) return;
        read++;
        const written = new RegExp(source, flags);
        const printed = new RegExp(toJavaScript(parsed.node), "u");
        const re2 = RE2JS.compile(`(?:${toRe2(parsed.node)})`);
        expect(toRe2(parsed.node)).not.toContain("/");
        for (const one of texts) {
          const expected = { source, flags, one, matches: written.test(one) };
          expect({ source, flags, one, matches: printed.test(one) }).toEqual(expected);
          expect({ source, flags, one, matches: re2.matcher(one).find() }).toEqual(expected);
        }
      }),
      { numRuns },
    );
    expect(read).toBeGreaterThan(numRuns / 3);
  });

  it("has a shortest text that it matches, or none at all", () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 10, maxLength: 10 }), (source, texts) => {
        const parsed = parsePattern(source, "");
        if ("problem" in parsed) return;
        const regex = new RegExp(source);
        const matched = texts.filter((one) => one !== "" && regex.test(one));
        const found = witness([{ node: anywhere(parsed.node), holds: true }]);
        if (found === "none") expect(matched).toEqual([]);
        else if (found !== "unknown") {
          expect(regex.test(found.text)).toBe(true);
          for (const one of matched) expect(found.text.length).toBeLessThanOrEqual(one.length);
        }
        const unmatched = witness([{ node: anywhere(parsed.node), holds: false }]);
        if (typeof unmatched !== "string") expect(regex.test(unmatched.text)).toBe(false);
        if (unmatched === "none") expect(matched).toEqual(texts.filter((one) => one !== ""));
      }),
      { numRuns: Math.min(numRuns, 500) },
    );
  });
});
