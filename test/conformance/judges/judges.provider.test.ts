import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import { imagesToPin, type Lock, NO_LOCK, pinImages } from "../../../compiler/lock/index.ts";
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
    const { files } = targets.github.emit(pinImages(graph, everythingIn(graph)));
    return [`${isNamedLate(graph) ? "named-late" : "graph"}-${name}`, files[0]?.text ?? ""] as const;
  });
  return new Map([...golden, ...emitted]);
}

/** Findings about settings that the author has to ask for: the emitted file has none that nobody asked for. */
const UNASKED = [
  "anonymous-definition",
  "concurrency-limits",
  "excessive-permissions",
  "secrets-outside-env",
  "undocumented-permissions",
];

/** Whether an image is known only when the pipeline runs: it has no digest to be named by. */
function isNamedLate(graph: StageGraph): boolean {
  return graph.jobs.some(
    (job) => job.kind === "script" && [job, ...job.services].some(({ image }) => image.kind === "template"),
  );
}

/** What `waybill pin` would have found for the images of a graph. */
function everythingIn(graph: StageGraph): Lock {
  const digest = `sha256:${"5".repeat(64)}`;
  return { ...NO_LOCK, images: Object.fromEntries(imagesToPin(graph).map((image) => [image, digest])) };
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
      // The examples have no lock file: they have to run where no registry can be reached. Nor have projects of the golden files.
      const isUnpinnable = (finding: string) =>
        /^(examples|features|projects|named-late)-\S+ unpinned-images: /.test(finding);
      const unasked = new RegExp(` (?:${UNASKED.join("|")}): `);
      // A job on the provider's machine has the checkout that GitHub's users know, unless it asks for another.
      const isPlainCheckout = (finding: string) => /^features-machines-\S+ artipacked: /.test(finding);
      const found = zizmor(path, all).filter(
        (finding) => !isUnpinnable(finding) && !isPlainCheckout(finding) && !unasked.test(finding),
      );
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
