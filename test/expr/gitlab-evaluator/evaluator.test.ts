import { describe, expect, it } from "vitest";
import { evaluateIf } from "./evaluate.ts";
import { fnmatch } from "./fnmatch.ts";

const variables = { SET: "value", EMPTY: "", QUOTE: 'say "x"' };

describe("GitLab's expressions", () => {
  it.each([
    ['$SET == "value"', true],
    ["$SET == 'value'", true],
    ['"value" == $SET', true],
    ['$SET == "VALUE"', false],
    ["$UNSET == null", true],
    ['$UNSET == ""', false],
    ["$EMPTY == null", false],
    ['$EMPTY == ""', true],
    ["$UNSET != $EMPTY", true],
    ["$QUOTE == 'say \"x\"'", true],
    ["$SET =~ /^val/", true],
    ["$SET =~ /^VAL/i", true],
    ["$SET !~ /^val/", false],
    ["$UNSET =~ /^v*/", true],
    ["$UNSET !~ /value/", true],
    ['$SET == "x" && $SET == "y" || $SET == "value"', true],
    ['$SET == "value" || $SET == "y" && $SET == "x"', true],
    ['($SET == "value" || $SET == "y") && $SET == "x"', false],
  ])("%s is %s", (text, expected) => {
    expect(evaluateIf(text, variables)).toBe(expected);
  });

  it.each([
    "$SET",
    "!$SET",
    '$SET == "a" "b"',
    '($SET == "a"',
    "$SET =~ /a/x/",
    "$SET =~ /a\\/",
    "",
    "$SET =~ $SET",
    "$SET == /ab/",
    "$SET =~ /(?=x)/",
  ])("%s is refused", (text) => {
    expect(() => evaluateIf(text, variables)).toThrow();
  });

  it("takes 99 tokens and not one more", () => {
    const of = (count: number) => Array.from({ length: count }, () => "$A == null").join(" && ");
    expect(evaluateIf(of(25), {})).toBe(true);
    expect(() => evaluateIf(`(${of(25)})`, {})).toThrow("too many tokens: 101");
  });
});

it("matches globs as Ruby does", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["src/**", "src/a", true],
    ["src/**", "src/a/b", false],
    ["src/**/*", "src/a/b", true],
    ["src/**/*", "src/a", true],
    ["**/*.md", "a.md", true],
    ["**/*.md", ".github/x/a.md", true],
    ["*", "a/b", false],
    ["?rc/*", "src/a", true],
  ];
  for (const [glob, path, expected] of cases) expect([glob, path, fnmatch(glob, path)]).toEqual([glob, path, expected]);
});
