import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { render } from "../../compiler/diagnostics/index.ts";
import { emit } from "../../compiler/emit.ts";
import { NO_LOCK } from "../../compiler/lock/index.ts";
import { validateGitHub, validateGitLab } from "../conformance/targets.ts";
import { cases, expectGolden, goldenFolder } from "./golden.ts";

const validators = { gitlab: validateGitLab, github: validateGitHub };

// Each folder below projects/ is a repository with several pipelines, in folders of their own.
describe.each(cases("projects"))("%s", (name) => {
  const root = join(goldenFolder, "projects", name);
  const compiled = cases(`projects/${name}`).map((one) => compile(join(root, one, "pipeline.ts"), { root }));

  it.each(["gitlab", "github"] as const)("compiles for %s", async (target) => {
    const all = await Promise.all(compiled);
    const source = all[0]!.source;
    const graphs = all.flatMap((one) => one.graphs);
    const emitted = await emit(graphs, { target, lock: NO_LOCK, root, cache: false });
    const told = [...all, ...emitted].flatMap(({ diagnostics }) => diagnostics);
    expectGolden(`projects/${name}/${target}-diagnostics.txt`, render(told, { source, color: false }));
    for (const { path, text } of emitted.flatMap(({ files }) => files)) {
      const file = path === ".gitlab-ci.yml" ? "gitlab.yml" : `${target}-${basename(path)}`;
      expectGolden(`projects/${name}/${file}`, text);
      expect(await validators[target](text)).toEqual([]);
    }
  });
});
