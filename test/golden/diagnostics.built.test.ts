import { join } from "node:path";
import { expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { render } from "../../compiler/diagnostics/index.ts";
import { type TargetName, targets } from "../../compiler/targets/registry.ts";
import { cases, expectGolden, goldenFolder } from "./golden.ts";

// Each folder below diagnostics/ is a repository of its own with one wrong pipeline; diagnostics.txt is what a person sees.
it.each(cases("diagnostics"))("%s", async (name) => {
  const folder = join(goldenFolder, "diagnostics", name);
  const { graph, diagnostics, source } = await compile(join(folder, "pipeline.ts"), { root: folder });
  const emitted = graph ? (["gitlab", "github"] as TargetName[]).flatMap((target) => targets[target].emit(graph).diagnostics) : [];
  const text = render([...diagnostics, ...emitted], { source, color: false });
  expect(text).not.toContain(folder);
  expectGolden(`diagnostics/${name}/diagnostics.txt`, text);
});
