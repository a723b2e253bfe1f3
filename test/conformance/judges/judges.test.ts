import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { targets } from "../../../compiler/targets/registry.ts";
import { goldenFolder } from "../../golden/golden.ts";
import { delivery, triggered } from "../../targets/examples.ts";
import { graphs } from "../../targets/random.ts";
import { actionlint, type Workflows, zizmor } from "./github.ts";
import { ACTIONLINT, provide, type Tool, ZIZMOR } from "./tool.ts";

const RANDOM_GRAPHS = 200;

/** Every workflow among the golden files, those of the test graphs, and 200 of random graphs. */
function workflows(): Workflows {
  const golden = readdirSync(goldenFolder, { recursive: true, encoding: "utf8" })
    .filter((file) => /github[^/]*\.yml$/.test(file))
    .map((file) => [file.replaceAll(/[^\w.-]/g, "-"), readFileSync(join(goldenFolder, file), "utf8")] as const);
  const random = fc.sample(graphs, RANDOM_GRAPHS);
  const made = { delivery: delivery(), triggered: triggered(), ...Object.fromEntries(random.entries()) };
  const emitted = Object.entries(made).map(([name, graph]) => {
    const { files } = targets.github.emit(graph);
    return [`graph-${name}`, files[0]?.text ?? ""] as const;
  });
  return new Map([...golden, ...emitted]);
}

/** A judge that cannot be had is a loud skip, and a failure in CI. */
function judgedBy(tool: Tool, suite: (path: string) => void): void {
  const provided = provide(tool);
  if ("path" in provided) describe(tool.name, () => suite(provided.path));
  else if (process.env.CI) it(tool.name, () => expect.fail(provided.missing));
  else describe.skip(tool.name, () => it(`SKIPPED: ${provided.missing}`, () => {}));
}

describe("every workflow", () => {
  const all = workflows();

  judgedBy(ACTIONLINT, (path) => {
    it("passes the current release", () => {
      expect(actionlint(path, all)).toEqual([]);
    });

    it("is not passed when it is wrong", () => {
      const wrong = new Map([["wrong", "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [{runs: x}]\n"]]);
      expect(actionlint(path, wrong).join()).toContain("step must run script");
    });
  });

  judgedBy(ZIZMOR, (path) => {
    it("passes all rules that work offline, for its strictest persona", () => {
      const found = zizmor(path, all).filter((one) => !one.includes("unpinned-images"));
      expect(found).toEqual([]);
    });

    it("is not passed when it is unsafe", () => {
      const text = (all.get("graph-delivery") ?? "").replaceAll(
        "persist-credentials: false",
        "persist-credentials: true",
      );
      expect(zizmor(path, new Map([["unsafe", text]])).join()).toContain("artipacked");
    });
  });
});
