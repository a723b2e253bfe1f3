import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { render } from "../../compiler/diagnostics/index.ts";
import { type TargetName, targets } from "../../compiler/targets/registry.ts";
import { repository } from "../repository.ts";
import { validateGitHub, validateGitLab } from "../conformance/targets.ts";
import { cases, expectGolden } from "./golden.ts";

const EXPECTED: Readonly<Record<TargetName, string>> = { graph: "graph.json", gitlab: "gitlab.yml", github: "github.yml" };
const validators: Partial<Record<TargetName, (text: string) => Promise<readonly string[]>>> = {
  gitlab: validateGitLab,
  github: validateGitHub,
};

const examples = ["hello", "two-languages", "delivery", "restart", "matrix", "dynamic"].map((name) => `examples/${name}`);
// Pipelines that show one feature each. They need services of their own, so that nothing runs them.
const features = cases("features").map((name) => `test/golden/features/${name}`);

describe.each([...examples, ...features])("%s", (path) => {
  const folder = join(repository, path);
  const name = path.replace(/^test\/golden\//, "");
  const compilation = compile(join(folder, "pipeline.ts"), { root: folder });

  it.each(Object.entries(EXPECTED) as [TargetName, string][])("compiles for %s", async (target, file) => {
    const { graph, diagnostics, source } = await compilation;
    expect(render(diagnostics, { source, color: false })).toBe("");
    if (!graph) throw new Error("there is no graph");
    const emitted = targets[target].emit(graph);
    expectGolden(`${name}/${target}-diagnostics.txt`, render(emitted.diagnostics, { source, color: false }));
    const text = emitted.files.map((one) => one.text).join("\n");
    expectGolden(`${name}/${file}`, text);
    // The files beside it are parts, which are judged where they are put together.
    expect(await validators[target]?.(emitted.files[0]?.text ?? "")).toEqual(validators[target] ? [] : undefined);
  });
});
