import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { acceptable, type Diagnostic } from "../../../compiler/diagnostics/index.ts";
import { drawFrom, drawnNames } from "./draw.ts";
import { drawModule, FUNCTIONS } from "./module.ts";
import type { Node, Statement } from "./node.ts";
import { printModule } from "./print.ts";
import { compiled, drawn, emitted, ran, saved } from "./travel.ts";

vi.setConfig({ testTimeout: 3_600_000 });
const numRuns = Number(process.env.WAYBILL_PROPERTY_RUNS ?? 600);
/** Milliseconds that one pipeline may take through everything, on a machine with other work. */
const LIMIT = 20_000;

/** An empty source tree. */
const root = mkdtempSync(join(tmpdir(), "waybill-whole-"));
afterAll(() => rmSync(root, { recursive: true }));

const sandbox = Symbol.for("waybill.sandbox");
const unknown = Symbol("unknown");
beforeAll(() => {
  Object.assign(globalThis, {
    [sandbox]: {
      readText: () => "#!/bin/sh\necho a: $HOME\n",
      unknown() {
        throw unknown;
      },
    },
  });
});
afterAll(() => {
  Reflect.deleteProperty(globalThis, sandbox);
});

const numbers = fc.array(fc.nat(0x7fffffff), { minLength: 40, maxLength: 400, size: "max" });
const wrong = fc.option(fc.record({ at: fc.nat(60), by: fc.nat(10_000) }), { freq: 2, nil: undefined });

/** Each says where and what to do. */
function expectHelpful(diagnostics: readonly Diagnostic[]): void {
  for (const { code, message, remedy, at } of diagnostics) {
    expect(message, code).not.toMatch(/\[object/);
    expect(remedy, code).not.toBe("");
    expect(at, `${code} ${message}`).toBeDefined();
  }
}

const functions = new Set<string>();
function noteFunctions(node: Node): void {
  if (node.kind === "call" || node.kind === "tag") functions.add(node.fn);
  if (node.kind === "object") for (const [, inner] of node.entries) noteFunctions(inner);
  if (node.kind === "list") node.items.forEach(noteFunctions);
  if (node.kind === "call" || node.kind === "method") node.args.forEach(noteFunctions);
  if (node.kind === "tag") node.values.forEach(noteFunctions);
  if (node.kind === "arrow") noteFunctions(node.body);
}

/** What is true of one module. A failure shows the module. */
async function travel(
  statements: readonly Statement[],
  note: (found: readonly Diagnostic[]) => void,
): Promise<Travelled> {
  const { graphs, diagnostics } = compiled(statements);
  note(diagnostics);
  let [emissions, successes] = [0, 0];
  for (const graph of graphs) {
    const { text, again, diagnostics: inFile } = saved(graph);
    expect(inFile).toEqual([]);
    expect(again).toBe(text);
    expect(drawn(graph).every((picture) => picture.length > 0)).toBe(true);
    for (const target of ["gitlab", "github"] as const) {
      const emission = emitted(target, graph);
      note(emission.diagnostics);
      const works = acceptable(emission.diagnostics);
      if (works) expect(emission.files.length).toBeGreaterThan(0);
      if (works) emissions += 1;
    }
    const outcome = await ran(graph, root);
    note(outcome.diagnostics);
    if (outcome.status === "succeeded") successes += 1;
  }
  return { compiled: graphs.length, emitted: emissions, ran: successes };
}

interface Travelled {
  readonly compiled: number;
  readonly emitted: number;
  readonly ran: number;
}

it("ends in success or in diagnostics for every pipeline that can be written", async () => {
  const count = { pipelines: 0, compiled: 0, emitted: 0, ran: 0 };
  const codes = new Map<string, number>();
  const note = (found: readonly Diagnostic[]) => {
    for (const { code } of found) codes.set(code, (codes.get(code) ?? 0) + 1);
    expectHelpful(found);
  };
  await fc.assert(
    fc.asyncProperty(numbers, wrong, async (choices, mistake) => {
      const statements = drawModule(drawFrom(choices, mistake));
      for (const { node } of statements) noteFunctions(node);
      const started = performance.now();
      const made = await travel(statements, note).catch((cause) => {
        throw new Error(printModule(statements, []), { cause });
      });
      expect(performance.now() - started).toBeLessThan(LIMIT);
      count.pipelines += 1;
      count.compiled += made.compiled;
      count.emitted += made.emitted;
      count.ran += made.ran;
    }),
    // Making a case of this size smaller takes longer than reading it.
    { numRuns, endOnFailure: true },
  );
  if (process.env.WAYBILL_PROPERTY_SHOW)
    console.log(count, Object.fromEntries([...codes].sort(([a], [b]) => (a < b ? -1 : 1))));
  // Pipelines that are refused at once would prove little of what comes after.
  expect(count.compiled / count.pipelines).toBeGreaterThan(0.2);
  if (numRuns < 500) return;
  expect(Object.keys(FUNCTIONS).filter((name) => !functions.has(name))).toEqual([]);
  expect(drawnNames.size).toBeGreaterThan(100);
});
