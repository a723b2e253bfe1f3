import { expect, it } from "vitest";
import { compiled, pipelineWith, shown } from "./project.ts";

const BEFORE = `import { manual, runFacts, secret, type EnvValue, type Output } from "waybill";
const a = job("a", { image: "node:20", outputs: ["v"], steps: [sh\`true\`] });
const v = a.outputs.v;
const hand = manual({ inputs: { t: { type: "string", default: "x" } } });
const full = (mode: string) => mode === "full";
const any: any = v;
`;

it.each([
  ["a comparison", 'v === "1" ? "x" : "y"'],
  ["a comparison the other way", '"1" !== v ? "x" : "y"'],
  ["a loose comparison", 'v == "1" ? "x" : "y"'],
  ["two of them", 'v === a.outputs.v ? "x" : "y"'],
  ["a test", 'v ? "x" : "y"'],
  ["a negation", '!v ? "x" : "y"'],
  ["a logical and", '(v && "x")'],
  ["a logical or", '(v || "x")'],
  ["Boolean", "String(Boolean(v))"],
  ["a template", "`v${v}`"],
  ["a sum", '"v" + v'],
  ["String", "String(v)"],
  ["toString", "v.toString()"],
  ["JSON", "JSON.stringify({ v })"],
  ["a key", '({ a: "b" } as Record<string, string>)[v] ?? "x"'],
  ["a computed key", "Object.keys({ [v]: 1 })[0]!"],
  ["a method", 'v.startsWith("x") ? "x" : "y"'],
  ["a length", 'v.length > 0 ? "x" : "y"'],
  ["a character", 'v[0] ?? "x"'],
  ["its characters", '[...v].join("")'],
  ["a list that may have it", '["1", "2"].includes(v) ? "x" : "y"'],
  ["a set that may have it", 'new Set(["1"]).has(v) ? "x" : "y"'],
  ["a map", 'new Map([["1", "x"]]).get(v) ?? "y"'],
  ["a list, whatever the type says", '["1"].includes(any) ? "x" : "y"'],
  ["a place in a list, whatever the type says", 'String(["1"].indexOf(any))'],
  ["a map, whatever the type says", 'new Map([["1", "x"]]).get(any) ?? "y"'],
  ["its kind", 'typeof v === "string" ? "x" : "y"'],
  ["a joined list", '[v, "x"].join()'],
  ["a helper that takes a text", 'full(v) ? "x" : "y"'],
  ["whatever the type says", 'any === "1" ? "x" : "y"'],
  ["a fact of the run", "`${runFacts.branch}`"],
  ["a fact, tested", 'runFacts.tag ? "x" : "y"'],
  ["an input", "`${hand.inputs.t}`"],
  ["a secret", 'secret("S") ? "x" : "y"'],
  ["an error that is caught", '(() => { try { return `${v}`; } catch { return "x"; } })()'],
  ["a comparison that is caught", '(() => { try { return v === "1" ? "x" : "y"; } catch { return "z"; } })()'],
])("refuses a value that is not known yet in %s", async (_what, expression) => {
  const text = await shown({ "pipeline.ts": pipelineWith(`env: { A: ${expression} }`, BEFORE) });
  expect(text).toMatch(/^error WB1036: the (output v|run's \w+|input t|secret S) is not known until the job runs/);
  expect(text).toContain("at pipeline.ts:");
});

it.each([
  ["if", 'if (v === "1") jobs.push(a);'],
  ["if, plainly", "if (v) jobs.push(a);"],
  ["switch", 'switch (v) { case "1": jobs.push(a); }'],
  ["while", 'while (v !== "1") break;'],
  ["for", 'for (; v === "1"; ) break;'],
  ["do", "let n = 0; do { n += 1; if (n > 1) break; } while (v);"],
  ["a loop without a block around it", 'for (const one of ["1"]) if (v === one) jobs.push(a);'],
  ["a throw", 'if (v === "1") throw new Error("x");'],
])("refuses it in a statement: %s", async (_what, statement) => {
  const text = await shown({ "pipeline.ts": pipelineWith("", `${BEFORE}const jobs = [a];\n${statement}\n`) });
  expect(text).toContain("error WB1036: the output v is not known until the job runs");
  expect(text).toContain("at pipeline.ts:9:");
});

it("shows where, and what to do", async () => {
  const text = await shown({
    "pipeline.ts": pipelineWith(`env: { A: v === "1" ? "x" : "y" }`, BEFORE),
  });
  expect(text).toMatchInlineSnapshot(`
    "error WB1036: the output v is not known until the job runs, so nothing can depend on it here
      at pipeline.ts:9:79
      > 9 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], env: { A: v === "1" ? "x" : "y" } });
          |                                                                               ^
      remedy: test it in a \`when\`; or pass it in \`env\`, or interpolate it in sh\`...\`, and decide in the script
    "
  `);
});

it("leaves what is known, what is only handed on, and conditions as they are", async () => {
  const { graph, diagnostics } = await compiled({
    "pipeline.ts": pipelineWith(
      `env: { A: label("x"), B: both("text"), C: both(v), D: pick(), E: pick(v) }, when: (run) => v === "full" && full(v) && run.branch === "main"`,
      `${BEFORE}
const label = (name: string) => (name === "x" && ["x"].includes(name) ? \`\${name}:\${name.length}\` : "none");
const both = (value: EnvValue) => (typeof value === "string" ? "text" : value);
const pick = (value?: Output) => (value ? value : value === undefined ? "absent" : "empty");
for (const n of [1, 2]) if (n === 3) throw new Error("x");
`,
    ),
  });
  expect(diagnostics).toEqual([]);
  const job = graph?.jobs.find((one) => one.id === "unit");
  expect(job?.env).toMatchObject({
    A: { kind: "literal", value: "x:1" },
    D: { kind: "literal", value: "absent" },
    E: { kind: "output" },
  });
});
