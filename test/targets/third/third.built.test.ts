import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { compile } from "../../../compiler/compile.ts";
import { acceptable } from "../../../compiler/diagnostics/index.ts";
import { emit } from "../../../compiler/emit.ts";
import { NO_LOCK } from "../../../compiler/lock/index.ts";
import type { TargetName } from "../../../compiler/targets/names.ts";
import { repository } from "../../repository.ts";

// The line of the registry that a new provider adds. Nothing else outside of this folder knows of it.
vi.mock("../../../compiler/targets/providers.ts", async (original) => {
  const { third } = await import("./provider.ts");
  return { providers: { ...(await original<{ readonly providers: object }>()).providers, third } };
});

const THIRD = "third" as TargetName;
const folder = mkdtempSync(join(tmpdir(), "waybill-third-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function emitted(root: string) {
  const { graph, diagnostics } = await compile(join(root, "pipeline.ts"), { root, cache: false });
  if (!graph) return { text: "", diagnostics };
  const [emission] = await emit([graph], { target: THIRD, lock: NO_LOCK, root, cache: false });
  return { graph, text: emission!.files[0]!.text, diagnostics: [...diagnostics, ...emission!.diagnostics] };
}

describe("a provider in a folder of its own and a line of the registry", () => {
  it.each(readdirSync(join(repository, "examples")))("compiles examples/%s", async (name) => {
    const { graph, text, diagnostics } = await emitted(join(repository, "examples", name));
    expect(acceptable(diagnostics)).toBe(true);
    for (const { id } of graph!.jobs) expect(text).toMatch(new RegExp(`^${id} after `, "m"));
  });

  it("has its key of `runner` and of `native`, and its facts in the proofs", async () => {
    writeFileSync(
      join(folder, "pipeline.ts"),
      `import { job, nativeJob, pipeline, push, sh } from "waybill";
const options: object = { runner: { third: ["big"], github: ["ubuntu-24.04"] }, native: { third: { label: "Unit" } } };
const unit = job("unit", { image: "busybox:1.36", steps: [sh\`true\`], ...options });
const only = nativeJob("only", { third: { run: "x" } } as object);
export default pipeline("ci", { on: [push()], jobs: [unit, only] });
`,
    );
    const { text } = await emitted(folder);
    expect(text).toBe(
      'unit after nothing, when true\n  on big\n  "true"\n  label: "Unit"\nonly after nothing, when true\n  on any machine\n  "native"\n  run: "x"',
    );
  });

  it("is part of what the passes refuse", async () => {
    writeFileSync(
      join(folder, "pipeline.ts"),
      `import { job, pipeline, push, sh } from "waybill";
const runner: object = { runner: { fourth: ["x"] }, native: { third: { after: "x" } } };
const a = job("a", { image: "busybox:1.36", steps: [sh\`echo "<% title %>" $THIRD_TITLE\`], env: { THIRD_RUN: "1" } });
const b = job("b", { image: "busybox:1.36", steps: [sh\`true\`], ...runner });
export default pipeline("ci", { on: [push()], jobs: [a] });
export const other = pipeline("other", { on: [push()], jobs: [b] });
`,
    );
    const { diagnostics } = await emitted(folder);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`).sort()).toMatchInlineSnapshot(`
      [
        "WB2003 job b: a provider of runner "fourth" is none of the choices",
        "WB2042 the env of \`a\` sets \`THIRD_RUN\`, which Third sets itself",
        "WB2050 step "echo \\"<% title %>\\" $THIRD_TITLE" of \`a\` contains \`<%\`, which Third would replace",
        "WB2050 the name of a step of \`a\` contains \`<%\`, which Third would replace",
        "WB2051 step "echo \\"<% title %>\\" $THIRD_TITLE" of \`a\` uses $THIRD_TITLE outside double quotes",
      ]
    `);
  });
});
