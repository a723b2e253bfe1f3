import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shellText, shellWord } from "../../../compiler/targets/shell/quote.ts";
import { runShell, SHELLS } from "./shells.ts";

const pieces = fc.constantFrom(
  "'",
  '"',
  "\\",
  "$",
  "${{",
  "`",
  "\n",
  "END",
  "EOF_1",
  "\n",
  "(",
  ")",
  "case x in",
  "#",
  " ",
  "é",
  "<<'END'",
  "a",
);
const text = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));

describe.each(SHELLS)("%s", (_, argv) => {
  it("gets every text as it is, as a word and as a here-document", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (texts) => {
        const words = texts.map((one) => `printf '%s|' ${shellWord(one)} ${shellText(one)}\n`);
        const expected = texts.map((one) => `${one}|${one.replace(/\n+$/, "")}|`);
        // A here-document's last line breaks are the only thing lost: a script means the same without them.
        expect(runShell(argv, words.join("")).stdout).toBe(expected.join(""));
      }),
      { numRuns: 30 },
    );
  });
});

describe("a word", () => {
  it("has nothing that GitHub would take for an expression", () => {
    expect(shellWord("${{ github.token }}")).toBe("'$''{{ github.token }}'");
  });

  it("is bare where it may be", () => {
    expect(shellWord("registry.example.com/shop:1.0")).toBe("registry.example.com/shop:1.0");
  });
});
