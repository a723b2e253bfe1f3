import { ALWAYS, type RunFacts } from "../../compiler/expr/model.ts";
import type { Job, Need, ScriptJob, StageGraph, Step } from "../../compiler/graph/model/index.ts";

const location = { file: "pipeline.ts", line: 1, column: 1 };

export const facts: RunFacts = {
  event: "push",
  sha: "a".repeat(40),
  actor: "someone",
  branch: "main",
  vars: {},
  changedFiles: [],
};

export function step(script: string, rest: Partial<Step> = {}): Step {
  return { name: script.split("\n", 1)[0] ?? "", location, run: { kind: "shell", script }, env: {}, ...rest };
}

export function need(job: string, rest: Partial<Need> = {}): Need {
  return { job, gate: false, artifacts: false, ...rest };
}

/** A script job with as little as possible. */
export function scriptJob(id: string, rest: Partial<ScriptJob> = {}): ScriptJob {
  return {
    ...{ kind: "script", id, location, stage: "test", needs: [], when: ALWAYS, timeout: 60, env: {} },
    ...{ image: { kind: "registry", reference: "busybox:local" }, steps: [], services: [], caches: [], outputs: [] },
    ...{ shell: "sh", retry: 0, allowFailure: false },
    ...rest,
  };
}

export function graphOf(...jobs: readonly Job[]): StageGraph {
  return { version: 1, name: "test", source: "pipeline.ts", location, triggers: [], stages: ["test"], jobs };
}
