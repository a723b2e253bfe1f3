import { expect, it } from "vitest";
import type { ScriptJob, StageGraph, Value } from "../../compiler/graph/model/index.ts";
import { targets } from "../../compiler/targets/registry.ts";
import { validateGitHub, validateGitLab } from "../conformance/targets.ts";
import { at, gate, graph, script } from "./graphs.ts";

const plan = script("plan", { outputs: ["version"] });
const version: Value = { kind: "output", job: "plan", name: "version" };
const named = (...parts: readonly Value[]): ScriptJob["image"] => ({ kind: "template", parts });
const literal = (value: string): Value => ({ kind: "literal", value });

function graphWith(image: ScriptJob["image"], more: Partial<ScriptJob> = {}): StageGraph {
  return graph([plan, script("unit", { needs: [gate("plan")], image, ...more })]);
}

async function emitted(source: StageGraph) {
  const [github, gitlab] = [targets.github.emit(source), targets.gitlab.emit(source)];
  const texts = { github: github.files[0]?.text ?? "", gitlab: gitlab.files[0]?.text ?? "" };
  expect(await validateGitHub(texts.github)).toEqual([]);
  if (gitlab.diagnostics.length === 0) expect(await validateGitLab(texts.gitlab)).toEqual([]);
  const told = [...github.diagnostics, ...gitlab.diagnostics].map(({ code, message }) => `${code} ${message}`);
  return { ...texts, told };
}

it("an output in a tag is GitHub's container, and a container beside GitLab's job", async () => {
  const { github, gitlab } = await emitted(graphWith(named(literal("node:"), version, literal("-slim"))));
  expect(github).toContain("image: node:${{ needs.plan.outputs.version }}-slim\n");
  expect(gitlab).toContain('node:"$(cat .waybill/plan/version)"-slim -f /dev/null');
  expect(gitlab).toContain("- job: plan\n      artifacts: true");
});

it("an image of which nothing is known, or that cannot be GitHub's container, is started in the job", async () => {
  for (const image of [named(version), named(literal("busybox:"), version)]) {
    const { github } = await emitted(graphWith(image));
    expect(github).toMatch(/IMAGE: (busybox:)?\$\{\{ needs\.plan\.outputs\.version }}\n/);
    // The plan's only.
    expect(github.match(/container:/g)).toHaveLength(1);
  }
});

it("an image of a service can be GitHub's only", async () => {
  const service = { name: "db", env: {}, ports: [], location: at(), image: named(literal("postgres:"), version) };
  const { github, told } = await emitted(
    graphWith({ kind: "registry", reference: "node:20" }, { services: [service] }),
  );
  expect(github).toContain("image: postgres:${{ needs.plan.outputs.version }}\n");
  expect(told).toEqual([
    "WB3032 the service `db` of `unit` has an image that is known only at run time, which GitLab cannot start as a service",
  ]);
});
