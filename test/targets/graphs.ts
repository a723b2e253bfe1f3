import type { Location } from "../../compiler/diagnostics/index.ts";
import { ALWAYS } from "../../compiler/expr/model.ts";
import type {
  BuildJob,
  DeployJob,
  Need,
  ScriptJob,
  ShellRun,
  StageGraph,
  Step,
  Trigger,
} from "../../compiler/graph/model/index.ts";

let line = 0;

/** A place of its own for each node, as in a real file. */
export function at(): Location {
  line += 1;
  return { file: "pipeline.ts", line, column: 1 };
}

export function push(more: Partial<Extract<Trigger, { kind: "push" }>> = {}): Trigger {
  return { kind: "push", location: at(), ...more };
}

export function pullRequest(more: Partial<Extract<Trigger, { kind: "pullRequest" }>> = {}): Trigger {
  return { kind: "pullRequest", location: at(), ...more };
}

export function gate(job: string, artifacts = false): Need {
  return { job, gate: true, artifacts };
}

export function after(job: string): Need {
  return { job, gate: false, artifacts: false };
}

export function sh(script: string, more: Omit<Partial<Step>, "run"> = {}): Step & { readonly run: ShellRun } {
  return { name: script.split("\n")[0] as string, location: at(), env: {}, ...more, run: { kind: "shell", script } };
}

export function exec(...argv: readonly string[]): Step {
  return { name: argv.join(" "), location: at(), run: { kind: "exec", argv }, env: {} };
}

const BASE = { stage: "", needs: [], when: ALWAYS, timeout: 3600, env: {} } as const;

export function script(id: string, more: Partial<ScriptJob> = {}): ScriptJob {
  return {
    ...BASE,
    kind: "script",
    id,
    location: at(),
    image: { kind: "registry", reference: "node:20" },
    steps: [sh("npm test")],
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
    ...BASE,
    kind: "build",
    id,
    location: at(),
    repository: "registry.example.com/shop",
    context: ".",
    dockerfile: "Dockerfile",
    args: {},
    secrets: {},
    tags: [],
    platforms: [],
    layerCache: "registry",
    login: { username: { kind: "literal", value: "ci" }, password: { kind: "secret", name: "REGISTRY_PASSWORD" } },
    ...more,
  };
}

export function deploy(id: string, image: string, more: Partial<DeployJob> = {}): DeployJob {
  return {
    ...BASE,
    kind: "deploy",
    id,
    location: at(),
    image,
    needs: [gate(image)],
    proof: { kind: "unverified", reason: "a test" },
    to: {
      kind: "swarmService",
      service: "shop",
      order: "start-first",
      parallelism: 1,
      delay: 0,
      deadline: 300,
      engine: "ssh://deploy@swarm.example.com",
    },
    login: { username: { kind: "literal", value: "ci" }, password: { kind: "secret", name: "REGISTRY_PASSWORD" } },
    ...more,
  };
}

/** A graph of these jobs, in this order; stages follow from the needs. */
export function graph(jobs: StageGraph["jobs"], more: Partial<StageGraph> = {}): StageGraph {
  const depth = new Map<string, number>();
  for (const job of jobs) depth.set(job.id, Math.max(0, ...job.needs.map((need) => (depth.get(need.job) ?? 0) + 1)));
  const last = Math.max(0, ...depth.values());
  return {
    version: 1,
    name: "shop",
    source: "pipeline.ts",
    location: { file: "pipeline.ts", line: 1, column: 1 },
    triggers: [push(), pullRequest()],
    stages: Array.from({ length: last + 1 }, (_, index) => `stage-${index + 1}`),
    jobs: jobs.map((job) => ({ ...job, stage: `stage-${(depth.get(job.id) ?? 0) + 1}` })),
    ...more,
  };
}
