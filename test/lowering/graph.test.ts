import { describe, expect, it } from "vitest";
import {
  buildImage,
  containerRestart,
  deploy,
  exec,
  job,
  kubernetesRollout,
  manual,
  pullRequest,
  push,
  runFacts,
  schedule,
  secret,
  service,
  sh,
  step,
  swarmService,
  unverified,
} from "../../compiler/authoring/index.ts";
import { eq, withCondition } from "../../compiler/authoring/internal.ts";
import { parseGraph, printGraph } from "../../compiler/graph/index.ts";
import { graphOf, jobOf, lowerJobs, scriptOf } from "./declare.ts";

const image = "busybox:1.36";
const steps = [sh`true`];

/** Without places, which are asserted elsewhere. */
function bare<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === "location" ? undefined : inner)));
}

describe("a script job", () => {
  it("has the defaults that the documentation says", () => {
    expect(bare(scriptOf([job("unit", { image, steps })], "unit"))).toEqual({
      id: "unit",
      stage: "test",
      kind: "script",
      image: { kind: "registry", reference: image },
      needs: [],
      when: { op: "constant", value: true },
      env: {},
      steps: [{ name: "true", run: { kind: "shell", script: "true" }, env: {} }],
      services: [],
      caches: [],
      outputs: [],
      shell: "sh",
      retry: 0,
      allowFailure: false,
    });
  });

  it("has what it is given", () => {
    const when = withCondition(
      () => true,
      (run: { branch: unknown }) => eq(0, run.branch, "main"),
    );
    const database = service("db", {
      image: "postgres:16",
      env: { POSTGRES_PASSWORD: secret("DB") },
      command: ["postgres", "-c", "fsync=off"],
      ports: [5432],
      ready: { command: ["pg_isready"], timeout: "30 seconds" },
    });
    const unit = job("unit", {
      image,
      steps,
      when,
      env: { MODE: "test", COUNT: 3 },
      secrets: [secret("TOKEN")],
      cache: [{ key: "./package-lock.json", paths: [".npm/"], prefix: "npm", policy: "pull" }],
      artifacts: { paths: ["out"], exclude: ["out/**/*.tmp"], on: "always", retention: "2 days", junit: "r.xml" },
      inputs: ["./src/", "src", "package-lock.json"],
      outputs: ["version", "version"],
      services: [
        database,
        service("cache", { image: "redis", ready: { tcp: 6379 } }),
        service("web", { image: "nginx", ready: { http: { port: 80 }, timeout: "2 minutes" } }),
        service("queue", { image: "rabbitmq", ready: { log: "startup complete" } }),
      ],
      timeout: "90 seconds",
      shell: "bash",
      user: "1000:1000",
      workingDirectory: "./web/",
      retry: 2,
      allowFailure: { exitCodes: [3] },
      runner: ["linux", "large"],
    });
    expect(bare(scriptOf([unit], "unit"))).toMatchObject({
      when: { op: "equal", variable: { kind: "run", name: "branch" }, value: "main" },
      timeout: 90,
      env: {
        MODE: { kind: "literal", value: "test" },
        COUNT: { kind: "literal", value: "3" },
        TOKEN: { kind: "secret", name: "TOKEN" },
      },
      caches: [{ prefix: "npm", keyFiles: ["package-lock.json"], paths: [".npm"], policy: "pull" }],
      artifacts: { paths: ["out"], exclude: ["out/**/*.tmp"], on: "always", retentionDays: 2, junit: ["r.xml"] },
      inputs: ["src", "package-lock.json"],
      outputs: ["version"],
      services: [
        {
          name: "db",
          env: { POSTGRES_PASSWORD: { kind: "secret", name: "DB" } },
          command: ["postgres", "-c", "fsync=off"],
          ports: [5432],
          ready: { kind: "command", argv: ["pg_isready"], timeout: 30 },
        },
        { name: "cache", ports: [], ready: { kind: "tcp", port: 6379, timeout: 60 } },
        { name: "web", ready: { kind: "http", port: 80, path: "/", timeout: 120 } },
        { name: "queue", ready: { kind: "log", text: "startup complete", timeout: 60 } },
      ],
      shell: "bash",
      user: "1000:1000",
      workingDirectory: "web",
      retry: 2,
      allowFailure: { exitCodes: [3] },
      runner: { gitlab: ["linux", "large"], github: ["linux", "large"] },
    });
  });

  it("takes reports without files", () => {
    const unit = job("unit", { image, steps, artifacts: { coverage: { jacoco: "./target/jacoco.xml" } } });
    expect(scriptOf([unit], "unit").artifacts).toMatchObject({
      paths: [],
      coverage: { format: "jacoco", path: "target/jacoco.xml" },
    });
  });

  it("takes a list of paths for artifacts, and the job's name for a cache's prefix", () => {
    const unit = job("unit", { image, steps, artifacts: ["out"], cache: { key: ["a", "b"], paths: [".c"] } });
    expect(scriptOf([unit], "unit")).toMatchObject({
      artifacts: { paths: ["out"], exclude: [], on: "success", junit: [] },
      caches: [{ prefix: "unit", keyFiles: ["a", "b"], policy: "pull-push" }],
      allowFailure: false,
    });
    expect(scriptOf([job("unit", { image, steps, allowFailure: true })], "unit").allowFailure).toEqual({
      exitCodes: [],
    });
  });

  it("tells inputs that are none from inputs that are not known", () => {
    expect(scriptOf([job("unit", { image, steps, inputs: [] })], "unit").inputs).toEqual([]);
    expect(scriptOf([job("unit", { image, steps })], "unit").inputs).toBeUndefined();
  });
});

describe("steps", () => {
  const stepsOf = (...list: readonly ReturnType<typeof sh>[]) =>
    scriptOf([job("unit", { image, steps: list })], "unit").steps;
  const one = (made: ReturnType<typeof sh>) => stepsOf(made)[0]!;

  it("are called by the first line of what they run, or as the author says", () => {
    const long = "x".repeat(80);
    const names = stepsOf(
      sh`npm ci --ignore-scripts`,
      sh`
        # Install what is locked
        npm ci
      `,
      sh`#!/bin/sh
      true`,
      exec(["/server", "--version"]),
      step("install", sh`npm ci`),
      sh`echo ${long}`,
    ).map(({ name }) => name);
    expect(names.slice(0, 5)).toEqual([
      ...["npm ci --ignore-scripts", "Install what is locked", "/bin/sh", "/server --version", "install"],
    ]);
    expect(names[5]).toHaveLength(72);
  });

  it("have variables and a folder of their own", () => {
    const made = step("install", exec(["npm", "ci"]), { env: { A: runFacts.tag }, workingDirectory: "web" });
    expect(one(made)).toMatchObject({
      run: { kind: "exec", argv: ["npm", "ci"] },
      env: { A: { kind: "run", name: "tag" } },
      workingDirectory: "web",
    });
  });

  it("get a variable with a readable name for what is interpolated", () => {
    const app = buildImage("my-app", { repository: "r.example.com/app" });
    const unit = job("unit", { image, steps, outputs: ["nextVersion"] });
    const trigger = manual({ inputs: { level: { type: "string" } } });
    const made = sh`echo ${secret("NPM_TOKEN")} ${runFacts.sourceBranch} ${unit.outputs.nextVersion} ${app} ${trigger.inputs.level}`;
    const graph = graphOf([job("a", { image, steps: [made] })], [trigger]);
    const script = jobOf(graph, "a");
    expect(script.kind === "script" && script.steps[0]).toMatchObject({
      run: {
        script: 'echo "${NPM_TOKEN}" "${RUN_SOURCE_BRANCH}" "${UNIT_NEXT_VERSION}" "${MY_APP_IMAGE}" "${INPUT_LEVEL}"',
      },
      env: {
        NPM_TOKEN: { kind: "secret", name: "NPM_TOKEN" },
        RUN_SOURCE_BRANCH: { kind: "run", name: "sourceBranch" },
        UNIT_NEXT_VERSION: { kind: "output", job: "unit", name: "nextVersion" },
        MY_APP_IMAGE: { kind: "image", job: "my-app" },
        INPUT_LEVEL: { kind: "input", name: "level" },
      },
    });
  });

  it("share a variable for one value, and never take a name that is used", () => {
    expect(one(sh`echo ${runFacts.branch} "${runFacts.branch}"`)).toMatchObject({
      run: { script: 'echo "${RUN_BRANCH}" "${RUN_BRANCH}"' },
    });
    expect(one(sh`RUN_BRANCH=x; echo ${runFacts.branch}`)).toMatchObject({
      run: { script: 'RUN_BRANCH=x; echo "${RUN_BRANCH_2}"' },
      env: { RUN_BRANCH_2: { kind: "run", name: "branch" } },
    });
    expect(Object.keys(one(sh`echo ${secret("PATH")}`).env)).toEqual(["VALUE_PATH"]);
  });

  it("use the variable that the job already has, and leave alone one of another value", () => {
    const made = (env: Record<string, ReturnType<typeof secret> | string>) =>
      scriptOf([job("unit", { image, env, steps: [sh`echo ${secret("TOKEN")}`] })], "unit").steps[0]!;
    expect(made({ MINE: secret("TOKEN") })).toMatchObject({ run: { script: 'echo "${MINE}"' }, env: {} });
    expect(made({ TOKEN: "other" })).toMatchObject({
      run: { script: 'echo "${TOKEN_2}"' },
      env: { TOKEN_2: { kind: "secret", name: "TOKEN" } },
    });
  });

  it("keep two values apart whose natural names are the same", () => {
    const jobs = ["a-b", "a_b"].map((name) => job(name, { image, steps, outputs: ["v"] }));
    const made = sh`echo ${jobs[0]!.outputs.v} ${jobs[1]!.outputs.v}`;
    expect(one(made)).toMatchObject({
      run: { script: 'echo "${A_B_V}" "${A_B_V_2}"' },
      env: { A_B_V: { job: "a-b" }, A_B_V_2: { job: "a_b" } },
    });
  });

  it("carry a text into a here-document, and a secret that a comment alone names nowhere", () => {
    expect(
      one(sh`cat <<END
${"x"}
END
# ${secret("S")}`),
    ).toMatchObject({
      run: { script: "cat <<END\n${TEXT}\nEND\n# ..." },
      env: { TEXT: { kind: "literal", value: "x" } },
    });
    expect(Object.keys(one(sh`true # ${secret("S")}`).env)).toEqual([]);
  });
});

describe("builds and deploys", () => {
  const login = { username: "ci", password: secret("REGISTRY_PASSWORD") };
  const app = buildImage("app", {
    repository: "registry.example.com:5000/team/app",
    context: "./web",
    dockerfile: "docker/Dockerfile",
    target: "final",
    args: { VERSION: "1" },
    secrets: { npm: secret("NPM_TOKEN") },
    tags: ["latest"],
    platforms: ["linux/amd64"],
    layerCache: "registry",
    login,
  });
  const expected = {
    username: { kind: "literal", value: "ci" },
    password: { kind: "secret", name: "REGISTRY_PASSWORD" },
  };

  it("lowers a build", () => {
    expect(bare(jobOf(graphOf([app]), "app"))).toMatchObject({
      kind: "build",
      stage: "build",
      repository: "registry.example.com:5000/team/app",
      context: "web",
      dockerfile: "docker/Dockerfile",
      target: "final",
      args: { VERSION: { kind: "literal", value: "1" } },
      secrets: { npm: { kind: "secret", name: "NPM_TOKEN" } },
      tags: ["latest"],
      platforms: ["linux/amd64"],
      layerCache: "registry",
      login: expected,
    });
    expect(jobOf(graphOf([buildImage("b", { repository: "r.example.com/b" })]), "b")).toMatchObject({
      context: ".",
      dockerfile: "Dockerfile",
      layerCache: "inline",
      args: {},
      secrets: {},
      tags: [],
      platforms: [],
    });
  });

  it("lowers deploys to each destination, with the login of the build", () => {
    const smoke = job("smoke", { image: app, steps });
    const shipped = app.testedBy(smoke);
    const of = (to: ReturnType<typeof swarmService>, environment?: { name: string; url?: string } | string) =>
      jobOf(graphOf([deploy("ship", { image: shipped, to, ...(environment && { environment }) })]), "ship");
    expect(bare(of(swarmService("shop"), "production"))).toMatchObject({
      kind: "deploy",
      stage: "deploy",
      image: "app",
      proof: { kind: "tested", by: ["smoke"] },
      to: {
        kind: "swarmService",
        service: "shop",
        order: "start-first",
        parallelism: 1,
        delay: 0,
        deadline: 300,
      },
      environment: { name: "production" },
      login: expected,
    });
    expect(of(containerRestart("shop", { deadline: "1 minute", engine: "ssh://a@b" }))).toMatchObject({
      to: { kind: "containerRestart", container: "shop", deadline: 60, engine: "ssh://a@b" },
    });
    const options = { namespace: "web", container: "app", context: "prod" };
    const rollout = of(kubernetesRollout("statefulset/shop", options), { name: "p", url: "https://x.y" });
    expect(rollout).toMatchObject({
      to: { kind: "kubernetesRollout", workload: "statefulset", name: "shop", deadline: 300, ...options },
      environment: { name: "p", url: "https://x.y" },
    });
    // The cluster pulls with secrets of its own, so that nobody is asked for the registry's.
    expect(rollout).not.toHaveProperty("login");
  });

  it("keeps the reason of an unverified image", () => {
    const hotfix = deploy("ship", { image: unverified(app, "on fire"), to: swarmService("s") });
    expect(jobOf(graphOf([hotfix]), "ship")).toMatchObject({ proof: { kind: "unverified", reason: "on fire" } });
  });
});

it("lowers triggers", () => {
  const level = { type: "choice", options: ["a", "b"], default: "b", description: "How much" } as const;
  const inputs = { level, users: { type: "number", default: -0.5 } } as const;
  const graph = graphOf(
    [job("unit", { image, steps })],
    [
      push({ branches: ["main"], tags: ["v*"], paths: ["./src/**"] }),
      pullRequest({ targets: ["main"] }),
      schedule(" 0 3 * * * "),
      manual({ inputs }),
    ],
  );
  expect(bare(graph.triggers)).toEqual([
    { kind: "push", branches: ["main"], tags: ["v*"], paths: ["src/**"] },
    { kind: "pullRequest", targets: ["main"] },
    { kind: "schedule", cron: "0 3 * * *" },
    { kind: "manual", inputs: { level, users: { type: "number", default: "-0.5" } } },
  ]);
});

it("gives every node its own place, and a graph that reads back as it was", () => {
  const unit = job("unit", { image, steps: [sh`a`, sh`b`] });
  const graph = graphOf([unit, job("other", { image, steps, needs: [unit] })]);
  expect(graph).toMatchObject({ version: 1, name: "test", source: "pipeline.ts" });
  const [first, second] = graph.jobs;
  expect(first?.location.line).not.toBe(second?.location.line);
  const script = first?.kind === "script" ? first : undefined;
  expect(script?.steps[0]?.location.column).not.toBe(script?.steps[1]?.location.column);
  expect(parseGraph(printGraph(graph), "graph.json")).toMatchObject({ graph, diagnostics: [] });
});

it("is the same for the same pipeline, however often it is lowered", () => {
  const unit = job("unit", { image, steps });
  const [first, second] = [lowerJobs([unit]), lowerJobs([unit])];
  expect({ ...first.graph, location: 0 }).toEqual({ ...second.graph, location: 0 });
});

it("looks at each edge a fixed number of times, however many jobs there are", () => {
  const count = (size: number): number => {
    let reads = 0;
    const jobs: ReturnType<typeof job>[] = [];
    for (let index = 0; index < size; index += 1) {
      const needs = new Proxy(jobs.slice(-2), {
        get: (list, key) => {
          reads += 1;
          return Reflect.get(list, key);
        },
      });
      jobs.push(job(`j${index}`, { image, steps, needs }));
    }
    expect(lowerJobs(jobs).graph?.stages).toHaveLength(size);
    return reads;
  };
  expect(count(400) / count(200)).toBeLessThan(2.1);
});
