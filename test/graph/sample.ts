import { ALWAYS } from "../../compiler/expr/model.ts";
import type { BuildJob, DeployJob, Job, Need, ScriptJob, StageGraph, Step } from "../../compiler/graph/model/index.ts";

/** Graphs for tests: everything has a usual value, and a test says only what it is about. */
let line = 1;
const location = () => ({ file: "pipeline.ts", line: line++, column: 1 });

export const gate = (job: string): Need => ({ job, gate: true, artifacts: false });
export const after = (job: string): Need => ({ job, gate: false, artifacts: false });
export const artifactsOf = (job: string, isGate = false): Need => ({ job, gate: isGate, artifacts: true });

export function step(script: string, more: Partial<Step> = {}): Step {
  return { name: script.split("\n")[0] ?? "", location: location(), run: { kind: "shell", script }, env: {}, ...more };
}

export function script(id: string, more: Partial<ScriptJob> = {}): ScriptJob {
  return {
    kind: "script",
    id,
    location: location(),
    stage: "stage-1",
    needs: [],
    when: ALWAYS,
    timeout: 600,
    env: {},
    image: { kind: "registry", reference: "node:20" },
    steps: [step("npm test")],
    services: [],
    caches: [],
    outputs: [],
    shell: "sh",
    retry: 0,
    allowFailure: false,
    ...more,
  };
}

export function build(id: string, more: Partial<BuildJob> = {}): BuildJob {
  return {
    kind: "build",
    id,
    location: location(),
    stage: "stage-1",
    needs: [],
    when: ALWAYS,
    timeout: 600,
    env: {},
    repository: `registry.example.com/${id}`,
    context: ".",
    dockerfile: "Dockerfile",
    args: {},
    secrets: {},
    tags: [],
    platforms: [],
    layerCache: "registry",
    ...more,
  };
}

/** A job that runs inside a built image. */
export function smoke(id: string, image: string, more: Partial<ScriptJob> = {}): ScriptJob {
  return script(id, { image: { kind: "build", job: image }, needs: [gate(image)], ...more });
}

export function ship(id: string, image: string, by: readonly string[], more: Partial<DeployJob> = {}): DeployJob {
  return {
    kind: "deploy",
    id,
    location: location(),
    stage: "stage-1",
    needs: [gate(image), ...by.map(gate)],
    when: ALWAYS,
    timeout: 600,
    env: {},
    image,
    proof: { kind: "tested", by },
    to: { kind: "swarmService", service: "app", deadline: 300, order: "start-first", parallelism: 1, delay: 0 },
    ...more,
  };
}

export function graphOf(jobs: readonly Job[], more: Partial<StageGraph> = {}): StageGraph {
  return {
    version: 1,
    name: "sample",
    source: "pipeline.ts",
    location: { file: "pipeline.ts", line: 1, column: 1 },
    triggers: [
      { kind: "push", location: location() },
      { kind: "pullRequest", location: location() },
    ],
    stages: ["stage-1"],
    jobs,
    ...more,
  };
}

/** Codes and messages, to compare with. */
export const told = (diagnostics: readonly { readonly code: string; readonly message: string }[]) =>
  diagnostics.map(({ code, message }) => `${code} ${message}`);
