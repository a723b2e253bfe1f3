import { describe, expect, it } from "vitest";
import { and, equal, isEvent, or } from "../../compiler/expr/index.ts";
import type { Job, ScriptJob, StageGraph, Trigger } from "../../compiler/graph/model/index.ts";
import { type TargetName, targets } from "../../compiler/targets/registry.ts";
import { at, build, deploy, after as following, gate, graph, pullRequest, push, script, sh } from "./graphs.ts";

function problems(target: TargetName, jobs: readonly Job[], more: Partial<StageGraph> = {}): readonly string[] {
  const { diagnostics } = targets[target].emit(graph(jobs, more));
  for (const one of diagnostics) expect(one.at, one.code).toBeDefined();
  return diagnostics.map((one) => `${one.code} ${one.at?.line}`);
}

/** The same problem, or none, on each provider. Every one has the place of what it is about. */
function expectProblems(jobs: readonly Job[], gitlab: readonly string[], github: readonly string[], more = {}) {
  expect(problems("gitlab", jobs, more), "gitlab").toEqual(gitlab);
  expect(problems("github", jobs, more), "github").toEqual(github);
}

const line = (node: { readonly location: { readonly line: number } }) => node.location.line;
const CACHE = { prefix: "npm", keyFiles: ["a"], paths: [".npm"], policy: "pull-push" } as const;

function withService(service: Partial<ScriptJob["services"][number]>): ScriptJob {
  const base = { name: "db", image: { kind: "registry", reference: "postgres:16" }, env: {}, ports: [5432] } as const;
  return script("a", { services: [{ ...base, location: at(), ...service }] });
}

describe("what the providers cannot express is told at its place", () => {
  it("secrets with names that are no variables", () => {
    const job = script("a", {
      env: { A: { kind: "secret", name: "my-secret" }, B: { kind: "secret", name: "GITHUB_X" } },
    });
    const both = [`WB3001 ${line(job)}`, `WB3001 ${line(job)}`];
    expectProblems([job], both, both);
  });

  it("passwords that are written out", () => {
    const text = { kind: "literal", value: "x" } as const;
    const job = build("app", { login: { username: text, password: text } });
    expectProblems([job], [`WB3006 ${line(job)}`], [`WB3006 ${line(job)}`]);
  });

  it("deploys to the runner's own engine", () => {
    const job = deploy("production", "app", { to: { kind: "containerRestart", container: "shop", deadline: 5 } });
    expectProblems([build("app"), job], [`WB3017 ${line(job)}`], [`WB3017 ${line(job)}`]);
  });

  it("a service whose log tells that it is ready", () => {
    const job = withService({ ready: { kind: "log", text: "ready", timeout: 5 } });
    expectProblems([job], [`WB3050 ${job.services[0]?.location.line}`], []);
  });

  it("coverage that GitHub does not show", () => {
    const coverage = { format: "cobertura", path: "coverage.xml" } as const;
    const kept = { paths: [], exclude: [], on: "success", retentionDays: 7, junit: [], coverage } as const;
    const job = script("a", { artifacts: kept });
    expectProblems([job], [], [`WB3051 ${line(job)}`]);
  });

  it("more than fifty needs", () => {
    const many = Array.from({ length: 51 }, (_, index) => script(`job-${index}`));
    const last = script("last", { needs: many.map((job) => gate(job.id)) });
    expectProblems([...many, last], [`WB3002 ${line(last)}`], []);
  });

  it("conditions on outputs", () => {
    const a = script("a", { outputs: ["version"] });
    const when = equal({ kind: "output", job: "a", name: "version" }, "1");
    const refused = (more: Partial<ScriptJob>, github: readonly `WB${string}`[] = []) => {
      const job = script("b", { needs: [gate("a")], when, ...more });
      expectProblems([a, job], [`WB3003 ${line(job)}`], github);
      return targets.gitlab.emit(graph([a, job])).diagnostics.map(({ message }) => message);
    };
    const late =
      "the condition of job b cannot be expressed on GitLab: only an output decides whether it runs, and GitLab";
    expectProblems([a, script("b", { needs: [gate("a")], when })], [], []);
    expect(refused({ environment: { name: "production" } })).toEqual([
      `${late} counts production as deployed to by any job that starts`,
    ]);
    expect(refused({ manual: true }, [expect.any(String) as never])).toEqual([`${late} lets a person start it before`]);
  });

  it("artifacts that would come along with whether a job ran, or are not there to tell it", () => {
    const artifacts = { paths: ["out"], exclude: [], on: "success", retentionDays: 1, junit: [] } as const;
    const a = script("a", { outputs: ["version"] });
    const when = equal({ kind: "output", job: "a", name: "version" }, "1");
    const b = script("b", { needs: [gate("a")], when, artifacts });
    const c = script("c", { needs: [gate("b")] });
    expectProblems([a, b, c], [`WB3100 ${line(c)}`], []);
    expectProblems([a, b, script("c", { needs: [gate("b", true)] })], [], []);
    expectProblems([a, b, script("c", { needs: [following("b")] })], [], []);
    const failing = { ...b, artifacts: { ...artifacts, on: "failure" } } as const;
    expectProblems([a, failing, script("c", { needs: [gate("b", true)] })], [`WB3101 ${line(b)}`], []);
  });

  it("outputs without the artifacts that they travel with", () => {
    const a = script("a", {
      outputs: ["version"],
      artifacts: { paths: ["out"], exclude: [], on: "success", retentionDays: 1, junit: [] },
    });
    const env = { V: { kind: "output", job: "a", name: "version" } } as const;
    const b = script("b", { needs: [gate("a")], env });
    expectProblems([a, b], [`WB3004 ${line(b)}`], []);
    expectProblems([a, script("b", { needs: [gate("a", true)], env })], [], []);
  });

  it("outputs of a job that keeps artifacts of failures only", () => {
    const job = script("a", {
      outputs: ["version"],
      artifacts: { paths: ["out"], exclude: [], on: "failure", retentionDays: 1, junit: [] },
    });
    expectProblems([job], [`WB3020 ${line(job)}`], []);
  });

  it("services that GitLab cannot make ready, start or configure", () => {
    const command = withService({ ready: { kind: "command", argv: ["pg_isready"], timeout: 30 } });
    expectProblems([command], [`WB3005 ${command.services[0]?.location.line}`], []);
    const secret = withService({ env: { PASSWORD: { kind: "secret", name: "DB_PASSWORD" } } });
    expectProblems([secret], [`WB3015 ${secret.services[0]?.location.line}`], []);
    expectProblems([withService({ env: { DB: { kind: "secret", name: "DB" } } })], [], []);
    const built = { ...withService({ image: { kind: "build", job: "app" } }), needs: [gate("app")] };
    expectProblems([build("app"), built], [`WB3014 ${built.services[0]?.location.line}`], []);
  });

  it("caches of more files, and more of them, than GitLab has room for", () => {
    const files = script("a", { caches: [{ ...CACHE, keyFiles: ["a", "b", "c"] }] });
    expectProblems([files], [`WB3008 ${line(files)}`], []);
    const three = script("a", { caches: [CACHE, CACHE, CACHE] });
    expectProblems([three], [`WB3009 ${line(three)}`], []);
  });

  it("retries that GitHub does not have", () => {
    expectProblems([script("a", { retry: 1, env: { T: { kind: "idToken", name: "T", audience: "x" } } })], [], []);
    const refused = (more: Partial<ScriptJob>) => {
      const job = { ...more, retry: 1 };
      expectProblems(
        [script("a", job)].map((one) => ({ ...one, location: at() })),
        [],
        [expect.any(String) as never],
      );
      return targets.github
        .emit(graph([script("a", job)]))
        .diagnostics.map(({ code, message }) => `${code} ${message}`);
    };
    const why = (reason: string) => [`WB3019 \`a\` has retry, which does not work on GitHub: ${reason}`];
    expect(refused({ retryOn: { reasons: ["infrastructure"], exitCodes: [] } })).toEqual(
      why("a machine that is lost takes its job with it"),
    );
    const [step] = script("a").steps;
    const run = {
      kind: "action",
      uses: "actions/checkout@v6",
      with: {},
      fallback: { run: step!.run, env: {} },
    } as never;
    expect(refused({ steps: [{ ...step!, run }] })).toEqual(
      why("its actions are steps of GitHub's own, which could not be begun again"),
    );
  });

  it("conditions of steps that are too long, also by what only a called workflow has to ask", () => {
    const isPushed = (n: number) => and(equal({ kind: "vars", name: `V${n}` }, "x1"), isEvent("push"));
    const when = or(...Array.from({ length: 300 }, (_, n) => isPushed(n)));
    const job = script("a", { steps: [sh("true", { when })] });
    const on = (trigger: Trigger) =>
      targets.github.emit(graph([job], { triggers: [trigger] })).diagnostics.map(({ message }) => message);
    expect(on(push())).toEqual([]);
    expect(on({ kind: "call", inputs: {}, location: at() })).toEqual([
      'the condition of the step "true" of `a` cannot be tested on GitHub: the condition takes more than 21000 characters',
    ]);
  });

  it("test reports, which GitHub keeps but does not show", () => {
    const job = script("a", {
      artifacts: { paths: [], exclude: [], on: "success", retentionDays: 1, junit: ["x.xml"] },
    });
    expectProblems([job], [], [`WB3011 ${line(job)}`]);
  });

  it("schedules, which GitLab keeps elsewhere", () => {
    const trigger = { kind: "schedule", cron: "0 4 * * *", location: at() } as const;
    expectProblems([script("a")], [`WB3010 ${line(trigger)}`], [], { triggers: [trigger] });
    const { files } = targets.gitlab.emit(graph([script("a")], { triggers: [trigger] }));
    expect(files[0]?.text).toContain(
      "# GitLab keeps schedules in the project (Build > Pipeline schedules). Needed there, in UTC: 0 4 * * *",
    );
  });

  it("triggers of one event with other paths", () => {
    const main = push({ branches: ["main"], paths: ["src/**"] });
    const triggers = [main, push({ branches: ["next"] }), pullRequest()];
    expectProblems([script("a")], [], [`WB3012 ${triggers[1]?.location.line}`], { triggers });
    expectProblems([script("a")], [], [], { triggers: [main, push({ tags: ["v*"] }), pullRequest()] });
  });

  it("triggers of one event that take out what another lets in", () => {
    const triggers = [push({ branches: ["*", "!a"] }), push({ branches: ["a", "a/*"] })];
    expectProblems([script("a")], [], [], { triggers });
    const crossed = [push({ branches: ["*", "!b*"] }), push({ branches: ["*x", "!a*"] })];
    expectProblems([script("a")], [], [`WB3093 ${crossed[1]?.location.line}`], { triggers: crossed });
  });

  it("a schedule that is more frequent than GitHub's", () => {
    const trigger = { kind: "schedule", cron: "*/2 * * * *", location: at() } as const;
    expectProblems([script("a")], [`WB3010 ${line(trigger)}`], [`WB3094 ${line(trigger)}`], { triggers: [trigger] });
  });

  it("names with a meaning of their own", () => {
    const image = script("image");
    expectProblems([image], [`WB3013 ${line(image)}`], []);
    const plan = script("plan", { when: { op: "changed", globs: ["src/**"] } });
    expectProblems([plan], [], [`WB3013 ${line(plan)}`]);
    const upper = script("Unit");
    expectProblems([script("unit"), upper], [], [`WB3022 ${line(upper)}`]);
  });

  it("names that are too long, on the provider that does not take them", () => {
    const long = script("x".repeat(100));
    expectProblems([script("x".repeat(99))], [], []);
    expectProblems([long], [], [`WB2330 ${line(long)}`]);
    expect(targets.github.emit(graph([long])).diagnostics[0]).toMatchObject({
      message: `the name of \`${long.id}\` has 100 characters on GitHub, which allows 99`,
      remedy: "give the job a shorter name",
    });
  });

  it("conditions that are too long for GitHub when they are put together", () => {
    const values = Array.from({ length: 300 }, (_, index) =>
      equal({ kind: "vars", name: "V" }, `${"x".repeat(30)}${index}`),
    );
    const when = { op: "or", operands: values } as const;
    const job = script("b", { needs: [following("a")], when });
    expect(problems("github", [script("a", { when }), job])).toEqual([`WB3016 ${line(job)}`]);
  });

  it("names that differ by case only, which GitHub takes for one", () => {
    const value = { kind: "literal", value: "1" } as const;
    const outputs = script("a", { outputs: ["version", "Version"] });
    expectProblems([outputs], [], [`WB3250 ${line(outputs)}`]);
    const env = script("a", { env: { PATH_A: value, Path_A: value } });
    expectProblems([env], [], [`WB3250 ${line(env)}`]);
    const ofStep = script("a", { steps: [sh("true", { env: { a: value, A: value } })] });
    expectProblems([ofStep], [], [`WB3250 ${line(ofStep)}`]);
    expectProblems([script("a", { env: { A: value }, steps: [sh("true", { env: { a: value } })] })], [], []);
  });

  it("a service with the name of the engine beside a job on GitLab", () => {
    const service = withService({ name: "docker" });
    expectProblems([service], [], []);
    const beside = { ...service, image: { kind: "build", job: "app" }, needs: [gate("app")] } as const;
    expectProblems([build("app"), beside], [`WB3251 ${service.services[0]?.location.line}`], []);
  });

  it("the author of a pull request as a value, which GitLab does not know", () => {
    const job = script("a", { env: { A: { kind: "run", name: "pullRequestAuthor" } } });
    expectProblems([job], [`WB3230 ${line(job)}`], []);
  });

  it("scripts that do not fit into one argument", () => {
    const step = sh(`echo ${"x".repeat(140_000)}`);
    expectProblems([script("a", { steps: [step] })], [`WB3018 ${line(step)}`], []);
  });
});
