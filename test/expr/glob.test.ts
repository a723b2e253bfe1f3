import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changed, evaluate, expandGlob, globListProblem } from "../../compiler/expr/index.ts";

const touched = (globs: readonly string[], file: string) =>
  evaluate(changed(...globs), {
    event: "push",
    sha: "0".repeat(40),
    actor: "someone",
    branch: "main",
    vars: {},
    changedFiles: [file],
  });

const globsOf = (glob: string) => {
  const expanded = expandGlob(glob);
  if ("problem" in expanded) throw new Error(expanded.problem);
  return expanded.globs;
};

describe("a glob as people write it", () => {
  it.each([
    ["src/**", ["src/**"]],
    ["**.go", ["**/*.go"]],
    ["src/**.{ts,tsx}", ["src/**/*.ts", "src/**/*.tsx"]],
    ["a**b", ["a*b", "a*/**/*b"]],
    ["{docs,examples}/**", ["docs/**", "examples/**"]],
    ["!docs/**.md", ["!docs/**/*.md"]],
    ["v[0-9].txt", ["v[0-9].txt"]],
  ])("%s is written out", (glob, globs) => expect(expandGlob(glob)).toEqual({ globs }));

  it.each([
    ["{a", "a `{` is not closed"],
    ["a***b", "`**` must be a whole segment"],
    ["[^a]", "`[` has no meaning here"],
    ["[z-a]", "the range `z-a` is out of order"],
    ["a\\b", "`\\` has no meaning here"],
  ])("%s is refused: %s", (glob, problem) => expect(expandGlob(glob)).toEqual({ problem }));

  it("takes any characters for `**`, wherever it stands", () => {
    const name = fc.string({ unit: fc.constantFrom(..."ab/."), minLength: 1, maxLength: 6 });
    const piece = fc.constantFrom("a", "b", "/", ".", "**");
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        fc.array(name, { minLength: 8, maxLength: 8 }),
        (pieces, files) => {
          const glob = pieces.join("");
          const expanded = expandGlob(glob);
          if ("problem" in expanded) return;
          const meant = new RegExp(
            `^${glob.replaceAll(/(?<=^|\/)\*\*\/|\*\*|\./g, (one) => (one === "." ? "\\." : one === "**" ? ".*" : "(?:.+/)?"))}$`,
          );
          for (const file of files.filter((one) => !/^\/|\/$|\/\//.test(one))) {
            expect({ glob, file, touched: touched(expanded.globs, file) }).toEqual({
              glob,
              file,
              touched: meant.test(file),
            });
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

it("leaves files out", () => {
  const globs = [...globsOf("**"), ...globsOf("!docs/**"), ...globsOf("!*.md")];
  expect(["src/a.ts", "docs/a.md", "README.md", "a/README.md"].filter((file) => touched(globs, file))).toEqual([
    "src/a.ts",
    "a/README.md",
  ]);
  expect(globListProblem(globs)).toBeUndefined();
  expect(globListProblem(["!a"])).toBe("begins with `!`; put the files to match before those to leave out");
  expect(globListProblem(["a", "!b", "c"])).toBe('has "c" after a `!`; put the files to leave out last');
});
