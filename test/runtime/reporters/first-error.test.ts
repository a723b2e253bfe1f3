import { expect, it } from "vitest";
import { firstError, isError } from "../../../runtime/reporters/first-error.ts";

it.each([
  "src/a.ts(3,5): error TS2322: Type 'string' is not assignable",
  "main.go:7:2: undefined reference to `x'",
  "Traceback (most recent call last):",
  "TypeError: x is not a function",
  "E       assert 1 == 2",
  "sh: nope: command not found",
  "npm ERR! cannot find module: Error: x",
  "--- FAIL: TestPay (0.00s)",
  "not ok 3 - pays",
  "java.lang.IllegalStateException: no",
])("takes for an error: %s", (line) => expect(isError(line)).toBe(true));

it.each([
  "0 errors, 0 warnings",
  "found no errors",
  "Tests: 12 passed, failed: 0",
  "compiled 12 files",
  "set -eu",
  "gcc --fatal-error-limit=3",
])("does not take for an error: %s", (line) => expect(isError(line)).toBe(false));

it("keeps a line before the error and those from it on, and counts the rest", () => {
  const first = firstError();
  expect(first.found()).toBeUndefined();
  for (const line of [
    "a",
    "compiling",
    "error: x",
    ...Array.from({ length: 20 }, (_, index) => `l${index}`),
    "error: y",
  ])
    first.line(line);
  expect(first.found()?.lines.slice(0, 3)).toEqual(["compiling", "error: x", "l0"]);
  expect(first.found()?.lines).toHaveLength(9);
  expect(first.found()?.after).toBe(14);
});
