import { describe, expect, it } from "vitest";
import type { DeployJob, Job, ScriptJob, StageGraph } from "../../compiler/graph/model/index.ts";
import { checkSavedGraph } from "../../compiler/lowering/saved-graph-rules.ts";
import { build, graphOf, script, ship, smoke } from "../graph/sample.ts";

function told(...jobs: readonly Job[]): readonly string[] {
  const graph = graphOf(jobs);
  const found = checkSavedGraph(graph, JSON.stringify(graph, undefined, 1), "graph.json");
  return found.map(({ code, message }) => `${code} ${message}`);
}

const kept = (rest: Partial<NonNullable<ScriptJob["artifacts"]>>) => ({
  artifacts: { paths: ["out"], exclude: [], on: "success", retentionDays: 1, junit: [], ...rest } as const,
});
const cached = { prefix: "npm", keyFiles: [], paths: [".npm"], policy: "pull-push" } as const;
const beside = {
  ...{ name: "db", image: { kind: "registry", reference: "postgres" } as const, env: {}, ports: [] },
  location: { file: "pipeline.ts", line: 1, column: 1 },
};
const actionStep = {
  ...{ name: "a", env: {}, location: { file: "pipeline.ts", line: 1, column: 1 } },
  run: {
    kind: "action",
    uses: "o/r@v1",
    with: {},
    fallback: { run: { kind: "shell", script: "true" }, env: {}, workingDirectory: "../x" },
  },
} as const;
const at = { location: { file: "pipeline.ts", line: 1, column: 1 } };
const shipTo = (to: object) => ({ ...ship("live", "app", ["test"]), to }) as unknown as DeployJob;

describe("a graph written by hand", () => {
  it.each<[string, Job, string]>([
    ["a working directory", script("a", { workingDirectory: "../../etc" }), "workingDirectory of the graph leaves the"],
    ["an absolute one", script("a", { workingDirectory: "/etc" }), "workingDirectory of the graph is absolute"],
    [
      "what takes the place of an action",
      script("a", { steps: [actionStep] }),
      "steps.0.run.fallback.workingDirectory of the graph leaves the repository",
    ],
    ["artifacts", script("a", kept({ paths: ["../**"] })), "artifacts.paths.0 of the graph leaves the repository"],
    ["reports", script("a", kept({ junit: ["/etc/passwd"] })), "artifacts.junit.0 of the graph is absolute"],
    [
      "a coverage report",
      script("a", kept({ coverage: { format: "cobertura", path: "/c" } })),
      "artifacts.coverage.path of",
    ],
    [
      "a request",
      script("a", {
        services: [{ ...beside, ready: { kind: "http", port: 80, path: "/ HTTP/1.1\r\nX: y", timeout: 1 } }],
      }),
      "services.0.ready.path of the graph is not the path of a request",
    ],
    ["a cache", script("a", { caches: [{ ...cached, paths: ["/"] }] }), "caches.0.paths.0 of the graph is absolute"],
    ["a key", script("a", { caches: [{ ...cached, keyFiles: ["../k"] }] }), "caches.0.keyFiles.0 of the graph leaves"],
    ["a prefix", script("a", { caches: [{ ...cached, prefix: "../x" }] }), "caches.0.prefix of the graph is no"],
    ["a build context", build("a", { context: "../.." }), "context of the graph leaves the repository"],
    ["a Dockerfile", build("a", { dockerfile: "/etc/passwd" }), "dockerfile of the graph is absolute"],
    ["a tag", build("a", { tags: ["a b"] }), "tags.0 of the graph is not a valid tag"],
  ])("cannot reach the rest of the machine by %s", (_, job, message) => {
    expect(told(job)).toEqual([expect.stringContaining(`WB4042 jobs[0].${message}`)]);
  });

  it.each<[string, Job, string]>([
    [
      "an image",
      script("a", { image: { kind: "registry", reference: "--privileged" } }),
      "image.reference of the graph is not a valid image reference",
    ],
    [
      "a path to the engine",
      script("a", { image: { kind: "registry", reference: "../containers/x" } }),
      "image.reference of the graph is not a valid image reference",
    ],
    ["a user", script("a", { user: "--privileged" }), "user of the graph is not a valid user"],
    [
      "a service",
      script("a", { services: [{ ...beside, name: "../x" }] }),
      "services.0.name of the graph is not a valid host name",
    ],
    ["a repository", build("a", { repository: "../x" }), "repository of the graph is not a valid image repository"],
    [
      "a container",
      shipTo({ kind: "containerRestart", container: "../x", deadline: 1 }),
      "to.container of the graph is not a valid container name",
    ],
    [
      "a Swarm service",
      shipTo({ kind: "swarmService", service: "../x", deadline: 1 }),
      "to.service of the graph is not a valid container name",
    ],
    [
      "a workload",
      shipTo({ kind: "kubernetesRollout", name: "../x", namespace: "default", container: "app", deadline: 1 }),
      "to.name of the graph is not a valid Kubernetes name",
    ],
  ])("cannot pass on options or paths as %s", (_, job, message) => {
    expect(told(job)).toEqual([expect.stringContaining(`WB4042 jobs[0].${message}`)]);
  });

  it.each<[string, Partial<Job>, string]>([
    [
      "a group",
      { concurrency: { group: "x-${CI_COMMIT_TITLE}", waiting: "queue" } },
      "concurrency.group of the graph is",
    ],
    ["an environment", { environment: { name: "$CI_COMMIT_REF_NAME" } }, "environment.name of the graph is no"],
    ["a runner", { runner: { gitlab: ["$TAG"], github: [] } }, "runner.gitlab.0 of the graph is no"],
    ["a secret", { env: { A: { kind: "secret", name: "X }} ${{ github.actor" } } }, "env.A.name of the graph is no"],
    [
      "a condition",
      { when: { op: "equal", variable: { kind: "vars", name: "X || always()" }, value: "1" } },
      "when.variable.name of the graph is no",
    ],
  ])("cannot have a provider read %s as an expression", (_, more, message) => {
    const found = told({ ...script("a"), ...more } as Job);
    expect(found).toContainEqual(expect.stringContaining(`WB4042 jobs[0].${message}`));
  });

  it.each<[string, Partial<StageGraph>, string]>([
    ["its name", { name: "${{ x }}" }, "name of the graph is"],
    ["its source", { source: "a.ts\njobs: {}" }, "source of the graph has a control character"],
    [
      "a branch",
      { triggers: [{ ...at, kind: "push", branches: ["${{ x }}"] }] },
      "triggers[0].branches.0 of the graph cannot be read",
    ],
    ["a time table", { triggers: [{ ...at, kind: "schedule", cron: "x\njobs:" }] }, "triggers[0].cron of the graph"],
    [
      "an input",
      { triggers: [{ ...at, kind: "manual", inputs: { a: { type: "string", default: "${{ x }}" } } }] },
      "triggers[0].inputs.a.default of the graph is",
    ],
    [
      "a value of a matrix",
      { matrices: [{ ...at, id: "m", jobs: [], axes: { a: ["${{ x }}"] }, include: [], exclude: [], failFast: true }] },
      "matrices[0].axes.a.0 of the graph is",
    ],
  ])("cannot have a provider read %s as an expression either", (_, more, message) => {
    const graph = graphOf([script("a")], more);
    const found = checkSavedGraph(graph, JSON.stringify(graph, undefined, 1), "graph.json");
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining(message)]);
  });

  it("is shown where it is wrong, with what to write", () => {
    const graph = graphOf([build("app"), smoke("test", "app", { workingDirectory: "../x" })]);
    const text = JSON.stringify(graph, undefined, 1);
    const [found] = checkSavedGraph(graph, text, "graph.json");
    expect(text.split("\n")[(found?.at?.line ?? 0) - 1]).toContain('"workingDirectory": "../x"');
    expect(found?.remedy).toMatch(/^write a path inside the repository, or compile the graph again/);
  });
});
