import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { buildSync } from "esbuild";
import { expect, it } from "vitest";
import { callSite } from "../../compiler/authoring/call-site.ts";

const file = fileURLToPath(new URL("../../compiler/authoring/call-site.ts", import.meta.url));
const bundle = buildSync({ entryPoints: [file], bundle: true, format: "iife", globalName: "lib", write: false });

/** Runs a module of two lines at known places, in a realm of its own, as user modules are. */
function inContext(code: string): unknown {
  return runInContext(`${bundle.outputFiles[0]!.text}\n${code}`, createContext({}), { filename: "bundle.js" });
}

const lines = bundle.outputFiles[0]!.text.split("\n").length;

it("tells where the public function was called, counted from 1", () => {
  const code = ["function job() { return lib.callSite(job); }", "const x = 1,  y = job();", "y"].join("\n");
  expect(inContext(code)).toEqual({ line: lines + 2, column: 19 });
});

it("tells the innermost call of a function that others wrap", () => {
  const code = ["function job() { return lib.callSite(job); }", "function mine() {", "  return job();", "}", "mine()"];
  expect(inContext(code.join("\n"))).toEqual({ line: lines + 3, column: 10 });
});

it("leaves Error as it was", () => {
  const mine = () => "mine";
  const before = Error.prepareStackTrace;
  const limit = Error.stackTraceLimit;
  try {
    Error.prepareStackTrace = mine;
    callSite(expect);
    expect(Error.prepareStackTrace).toBe(mine);
    expect(Error.stackTraceLimit).toBe(limit);
  } finally {
    if (before) Error.prepareStackTrace = before;
    else Reflect.deleteProperty(Error, "prepareStackTrace");
  }
  Reflect.deleteProperty(Error, "prepareStackTrace");
  callSite(expect);
  expect(Object.hasOwn(Error, "prepareStackTrace")).toBe(false);
  if (before) Error.prepareStackTrace = before;
});
