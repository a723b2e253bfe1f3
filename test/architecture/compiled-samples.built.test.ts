import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Compilation, compile } from "../../compiler/compile.ts";
import { render } from "../../compiler/diagnostics/index.ts";
import { targets } from "../../compiler/targets/registry.ts";
import { comments, documents, GIVEN, NAMES } from "./samples.ts";

/** A test of a pipeline is none. */
const samples = [...documents, ...comments].filter(({ code }) => !code.includes('from "waybill/testing"'));
const folder = mkdtempSync(join(tmpdir(), "waybill-samples-"));
let compilation: Compilation;

/** Declares what each sample declares, and lists it in a pipeline: most samples show a part of one. */
const COLLECTOR = `import * as waybill from "waybill";
import { ${NAMES} } from "waybill";
type Maker = (...args: never[]) => unknown;
let jobs: unknown[] = [];
let triggers: unknown[] = [];
const collecting = <F extends Maker>(make: F, list: () => unknown[]): F =>
  ((...args: never[]) => {
    const made = make(...args);
    list().push(made);
    return made;
  }) as F;
const reset = () => {
  jobs = [];
  triggers = [];
};
const collected = (name: string, exported: unknown) => {
  const on = triggers.length > 0 ? triggers : [waybill.push()];
  const all = jobs.length > 0 ? jobs : [waybill.job("nothing", { image: "busybox:1.36", steps: [waybill.sh\`true\`] })];
  return (exported ?? waybill.pipeline(name, { on: on as never, jobs: all as never })) as ReturnType<typeof waybill.pipeline>;
};
`;

const JOBS = ["job", "buildImage", "deploy", "matrix", "dynamicMatrix", "finalJob", "callPipeline"];
const TRIGGERS = ["push", "pullRequest", "schedule", "manual", "call"];

function moduleOf(all: readonly { readonly code: string }[]): string {
  const known = NAMES.split(", ");
  const shadowed = (names: readonly string[], list: string) =>
    names
      .filter((name) => known.includes(name))
      .map((name) => `const ${name} = collecting(waybill.${name}, () => ${list});`);
  const bodies = all.map(({ code }, index) => {
    const body = code
      .replaceAll(/^import [^;]*;\n/gm, "")
      .replaceAll(/^export default /gm, "exported = ")
      .replaceAll(/^export /gm, "");
    const given = /^import /m.test(code) ? "" : GIVEN;
    return `export const sample${index} = (() => {
reset();
let exported: unknown;
${given}
{
${shadowed(JOBS, "jobs").join("\n")}
${shadowed(TRIGGERS, "triggers").join("\n")}
const pipeline: typeof waybill.pipeline = (name, options) => waybill.pipeline(\`\${name} ${index}\`, options);
{
${body}
}
}
return collected("sample ${index}", exported);
})();`;
  });
  return `${COLLECTOR}${bodies.join("\n")}\n`;
}

beforeAll(async () => {
  const read = samples.flatMap(({ code }) => [...code.matchAll(/(?:scriptFile|readText)\("([^"]+)"/g)]);
  for (const [, path = ""] of read) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), "22.11.0\n");
  }
  writeFileSync(join(folder, "pipeline.ts"), moduleOf(samples));
  compilation = await compile(join(folder, "pipeline.ts"), { root: folder, cache: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("is a module of pipelines that hold together", () => {
  const errors = compilation.diagnostics.filter(({ severity }) => severity === "error");
  expect(render(errors, { source: compilation.source, color: false })).toBe("");
  expect(compilation.graphs.length).toBe(samples.length);
});

it.each(Object.entries(targets))("compiles for %s", (_, target) => {
  const problems = compilation.graphs.flatMap((graph) =>
    target
      .emit(graph)
      // What is not pinned yet (`waybill pin` writes the lock file), and samples of steps and variables that one provider alone has.
      .diagnostics.filter(
        ({ severity, code }) => severity === "error" && !["WB3061", "WB3142", "WB3183", "WB3240"].includes(code),
      )
      .map(({ code, message }) => `${samples[Number(/\d+$/.exec(graph.name))]?.name}: ${code} ${message}`),
  );
  expect(problems).toEqual([]);
});
