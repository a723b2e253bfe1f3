import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { equal, RUN } from "../../compiler/expr/build.ts";
import { ALWAYS } from "../../compiler/expr/model.ts";
import type { BuildJob, DeployJob, Job, StageGraph } from "../../compiler/graph/model/index.ts";
import { type BuildRequest, DeployError, type DeployRequest } from "../../runtime/delivery/contract.ts";
import type { Rollback } from "../../runtime/events.ts";
import type { JobRequest } from "../../runtime/executors/executor.ts";
import { hostExecutor } from "../../runtime/executors/host/index.ts";
import { type RunEvent, type RunOptions, type RunOutcome, run } from "../../runtime/index.ts";
import { statedDigest } from "../../runtime/registry/digest.ts";
import { fakeExecutor, recording } from "./fake-executor.ts";
import { facts, graphOf, need, scriptJob, step } from "./graphs.ts";

const base = { location: { file: "pipeline.ts", line: 1, column: 1 }, stage: "s", when: ALWAYS, timeout: 60, env: {} };
const secret = (name: string) => ({ kind: "secret", name }) as const;
const login = { username: { kind: "literal", value: "ci" }, password: secret("PASSWORD") } as const;

const build: BuildJob = {
  ...{ ...base, kind: "build", id: "app", needs: [], repository: "registry.example.com/app", context: "." },
  ...{ dockerfile: "Dockerfile", args: {}, secrets: { token: secret("TOKEN") }, tags: [], platforms: [] },
  ...{ layerCache: "registry", login },
};
const smoke = scriptJob("smoke", {
  image: { kind: "build", job: "app" },
  needs: [need("app", { gate: true })],
  steps: [step("smoke")],
});
const deploy: DeployJob = {
  ...{ ...base, kind: "deploy", id: "ship", image: "app", login, proof: { kind: "tested", by: ["smoke"] } },
  needs: [need("app", { gate: true }), need("smoke", { gate: true })],
  to: { kind: "containerRestart", container: "app", deadline: 60 },
};
const reference = `registry.example.com/app@sha256:${"b".repeat(64)}`;

interface Seen {
  readonly outcome: RunOutcome;
  readonly events: readonly RunEvent[];
  readonly built: readonly BuildRequest[];
  readonly deployed: readonly DeployRequest[];
  readonly executed: readonly JobRequest[];
}

async function seen(
  jobs: readonly Job[],
  { graph, ...options }: Partial<RunOptions> & { readonly smoke?: number; readonly graph?: Partial<StageGraph> } = {},
): Promise<Seen> {
  const events: RunEvent[] = [];
  const [built, deployed, executed]: [BuildRequest[], DeployRequest[], JobRequest[]] = [[], [], []];
  const fake = fakeExecutor({ acts: { smoke: () => options.smoke } });
  const outcome = await run(
    { ...graphOf(...jobs), ...graph },
    {
      ...{ root: ".", facts, secrets: (name) => ({ PASSWORD: "hunter2-hunter2", TOKEN: "tok-123456" })[name] },
      executor: recording(fake, executed),
      reporter: (event) => events.push(event),
      ...{ changes: [], deploy: jobs.flatMap(({ id, kind }) => (kind === "deploy" ? [id] : [])) },
      delivery: {
        async build(request) {
          built.push(request);
          request.sink.line("stdout", "logging in with hunter2-hunter2");
          return { digest: statedDigest(`sha256:${"b".repeat(64)}`), reference };
        },
        strategyFor: () => ({
          plan: async () => [],
          async deploy(request) {
            deployed.push(request);
          },
        }),
      },
      ...options,
    },
  );
  return { outcome, events, built, deployed, executed };
}

const logs = ({ events }: Seen) => events.flatMap((event) => (event.type === "log" ? [event.line] : []));

describe("delivery", () => {
  it("tests and ships the digest that was built, with the secrets that each needs", async () => {
    const result = await seen([build, smoke, deploy], { commitTime: 1_700_000_000 });
    expect(result.outcome).toMatchObject({ status: "succeeded", exitCode: 0 });
    expect(result.built[0]).toMatchObject({
      ...{ commit: facts.sha, commitTime: 1_700_000_000, secrets: { token: "tok-123456" } },
      login: { username: "ci", password: "hunter2-hunter2" },
    });
    expect(result.executed[0]).toMatchObject({ image: reference, login: { username: "ci" } });
    expect(result.deployed[0]).toMatchObject({ reference, login: { username: "ci" } });
  });

  it("ships nothing when a test fails", async () => {
    const result = await seen([build, smoke, deploy], { smoke: 1 });
    expect(result.outcome.exitCode).toBe(1);
    expect(result.outcome.jobs.get("ship")).toEqual({ status: "skipped", reason: { kind: "need", job: "smoke" } });
    expect(result.deployed).toEqual([]);
  });

  it.each<readonly [Rollback, Error]>([
    ["failed", new DeployError("failed", diagnostic("WB4014", { folder: "/f", reason: "full" }))],
    ["none", new DiagnosticError(diagnostic("WB4014", { folder: "/f", reason: "full" }))],
    ["unknown", new Error("broken")],
  ])("keeps what a failed deploy has left: %s", async (rollback, error) => {
    const strategy = { plan: async () => [], deploy: () => Promise.reject(error) };
    const delivery = {
      build: async () => ({ digest: statedDigest(`sha256:${"b".repeat(64)}`), reference }),
      strategyFor: () => strategy,
    };
    const { outcome } = await seen([build, smoke, deploy], { delivery });
    expect(outcome.jobs.get("ship")).toMatchObject({ status: "failed", failure: { kind: "diagnostic", rollback } });
  });

  it("ends before a deploy that nobody has named, and asks for none of its secrets", async () => {
    const needy = { ...deploy, env: { KEY: secret("NOT_ASKED_FOR") } };
    const after = scriptJob("after", { needs: [need("ship", { gate: true })], steps: [step("true")] });
    const result = await seen([build, smoke, needy, after], { deploy: [] });
    expect(result.outcome).toMatchObject({ status: "succeeded", exitCode: 0 });
    expect(result.outcome.jobs.get("ship")).toEqual({ status: "skipped", reason: { kind: "not-named" } });
    expect(result.outcome.jobs.get("after")).toEqual({ status: "skipped", reason: { kind: "need", job: "ship" } });
    expect(result.executed.map(({ job }) => job.id)).toEqual(["smoke"]);
    expect(result.deployed).toEqual([]);
    for (const named of [{ approve: ["ship"], deploy: [] }, { deploy: ["ship"] }]) {
      expect((await seen([build, smoke, deploy], named)).deployed).toHaveLength(1);
      expect((await seen([build, smoke, { ...deploy, manual: true }], named)).deployed).toHaveLength(1);
    }
    // What chooses jobs names no deploy.
    expect((await seen([build, smoke, deploy], { jobs: ["ship"], deploy: [] })).deployed).toEqual([]);
    const unknown = await seen([build, smoke, deploy], { deploy: ["smoke"] });
    expect(unknown.outcome.diagnostics.map(({ code, message, remedy }) => `${code} ${message}: ${remedy}`)).toEqual([
      "WB4018 --deploy smoke does not name a job that waits for a person: choose one of: ship",
    ]);
  });

  it("builds with the digest of a tree that differs from its commit, or that has none", async () => {
    expect((await seen([build])).built[0]).not.toHaveProperty("edits");
    const tree = expect.stringMatching(/^[0-9a-f]{64}$/);
    const root = await mkdtemp(join(tmpdir(), "waybill-tree-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const edited = await seen([build], { root, changes: ["a.txt"], allowDirty: true });
    expect(edited.built[0]?.edits).toEqual({ tree, allowed: true });
    const without = await seen([build], { root, changes: undefined as never });
    expect(without.built[0]?.edits).toEqual({ tree, allowed: false });
  });

  it("stops a deploy that takes too long", async () => {
    const slow = {
      build: async () => ({ digest: statedDigest(`sha256:${"b".repeat(64)}`), reference }),
      strategyFor: () => ({
        plan: async () => [],
        deploy: ({ signal }: DeployRequest) =>
          new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      }),
    };
    const { outcome } = await seen([build, smoke, { ...deploy, timeout: 0.05 }], { delivery: slow });
    expect(outcome.jobs.get("ship")).toMatchObject({ status: "failed", failure: { kind: "timeout" } });
  });
});

describe("secrets", () => {
  it("are asked for before anything starts, once each, by the jobs that may run only", async () => {
    const never = { ...deploy, when: equal(RUN.branch, "other") };
    const test = scriptJob("test", {
      env: { A: secret("A"), B: secret("B") },
      steps: [step("x", { env: { A: secret("A") } })],
    });
    const result = await seen([test, build, smoke, never], { secrets: (name) => (name === "TOKEN" ? "x" : undefined) });
    expect(result.outcome).toMatchObject({ status: "refused", exitCode: 2 });
    expect(result.outcome.diagnostics.map((one) => one.message)).toEqual([
      "the secret `A` of `test` has no value",
      "the secret `B` of `test` has no value",
      "the secret `PASSWORD` of `app` has no value",
    ]);
    expect(result.outcome.diagnostics[0]?.remedy).toMatch(/environment variable A.*--secret-file/);
    expect([result.events, result.executed]).toEqual([[], []]);
  });

  it("are masked in logs, outputs and diagnostics", async () => {
    const reason = "denied for hunter2-hunter2";
    const result = await seen(
      [build, scriptJob("leak", { outputs: ["x"], steps: [step("leak", { env: { P: secret("PASSWORD") } })] })],
      {
        executor: fakeExecutor({ acts: { leak: ({ env, output }) => output("x", `<${env.P}>`) } }),
        delivery: {
          async build({ sink }) {
            sink.line("stdout", "logging in with hunter2-hunter2");
            throw new DiagnosticError(diagnostic("WB4013", { job: "app", reason }));
          },
          strategyFor: () => {
            throw new Error("not reached");
          },
        },
      },
    );
    expect(logs(result)).toEqual(["logging in with [masked]"]);
    expect(JSON.stringify(result.events)).not.toContain("hunter2");
    expect(JSON.stringify(result.outcome.diagnostics)).toContain("denied for [masked]");
    expect(result.events.find((event) => event.type === "job-finished" && event.job === "leak")).toMatchObject({
      result: { outputs: { x: "<[masked]>" } },
    });
    expect(result.outcome.exitCode).toBe(3);
  });
});

it("runs twice as many jobs side by side as there are processors, unless it is told otherwise", async () => {
  const most = 2 * availableParallelism();
  for (const [concurrency, expected] of [
    [undefined, most],
    [3, 3],
  ] as const) {
    let begun = 0;
    let allBegun = () => {};
    const together = new Promise<void>((resolve) => {
      allBegun = resolve;
    });
    const counts: number[] = [];
    const wait = async () => {
      begun += 1;
      if (begun === expected) allBegun();
      await together;
      counts.push(begun);
    };
    const jobs = Array.from({ length: expected + 1 }, (_, index) => scriptJob(`j${index}`, { steps: [step("wait")] }));
    const outcome = await run(graphOf(...jobs), {
      ...{ root: ".", facts, secrets: () => undefined, executor: fakeExecutor({ acts: { wait } }), reporter: () => {} },
      ...(concurrency && { concurrency }),
    });
    expect(outcome.status).toBe("succeeded");
    // Nothing more had begun when all that could had.
    expect(counts[0]).toBe(expected);
  }
});

describe("what is asked for", () => {
  it("has to be in the pipeline", async () => {
    const { outcome } = await seen([scriptJob("a"), scriptJob("b")], { jobs: ["b", "x"] });
    expect(outcome).toMatchObject({ status: "refused", exitCode: 2 });
    expect(outcome.diagnostics.map(({ code, remedy }) => [code, remedy])).toEqual([["WB4010", "choose one of: a, b"]]);
  });

  it("may be all jobs of a matrix or of a call, by its name", async () => {
    const jobs = ["a", "b-1", "b-2", "c-x", "c-y"].map((id) => scriptJob(id, id === "c-y" ? { manual: true } : {}));
    const { location } = scriptJob("a");
    const matrix = { id: "b", location, axes: { n: ["1", "2"] }, include: [], exclude: [], failFast: false };
    const graph = {
      matrices: [{ ...matrix, jobs: ["b-1", "b-2"] }],
      calls: [{ id: "c", location, pipeline: "called", jobs: ["c-x", "c-y"] }],
    };
    const run = async (options: Partial<RunOptions>) => {
      const { executed, outcome } = await seen(jobs, { ...options, graph });
      expect(outcome.exitCode).toBe(0);
      return executed.map(({ job }) => job.id);
    };
    expect(await run({ jobs: ["b"] })).toEqual(["b-1", "b-2"]);
    expect(await run({ jobs: ["c"] })).toEqual(["c-x"]);
    expect(await run({ jobs: ["c"], approve: ["c"] })).toEqual(["c-x", "c-y"]);
  });

  it("lets manual jobs run by their names, or by those of their environments", async () => {
    const jobs = [
      scriptJob("a", { manual: true, environment: { name: "live" }, env: { A: secret("NOT_ASKED_FOR") } }),
      scriptJob("b", { manual: true }),
      scriptJob("c", { needs: [need("b")] }),
    ];
    const none = await seen(jobs);
    expect(none.outcome).toMatchObject({ status: "succeeded", exitCode: 0 });
    expect(none.executed).toEqual([]);
    const some = await seen(jobs, { approve: ["b"] });
    expect(some.executed.map(({ job }) => job.id)).toEqual(["b", "c"]);
    const wanted = await seen(jobs, { approve: ["live"] });
    expect(wanted.outcome.diagnostics.map(({ code }) => code)).toEqual(["WB4003"]);
    const unknown = await seen(jobs, { approve: ["production"] });
    expect(unknown.outcome).toMatchObject({ status: "refused", exitCode: 2 });
    expect(unknown.outcome.diagnostics.map(({ code, message, remedy }) => `${code} ${message}: ${remedy}`)).toEqual([
      "WB4018 --approve production does not name a job that waits for a person: choose one of: a, live, b",
    ]);
    const automatic = await seen([scriptJob("a")], { approve: ["a"] });
    expect(automatic.outcome.diagnostics[0]?.remedy).toBe("leave --approve out: no job waits for it");
  });

  it("is not started without the id token that it takes, and masks one that is given", async () => {
    const token = { kind: "idToken", name: "VAULT", audience: "https://vault.example.com" } as const;
    const jobs = [scriptJob("a", { env: { TOKEN: token }, steps: [step("log in")] })];
    const { outcome } = await seen(jobs);
    expect(outcome).toMatchObject({ status: "refused", exitCode: 2 });
    expect(outcome.diagnostics.map(({ code, message, remedy }) => `${code} ${message}: ${remedy}`)).toEqual([
      "WB3090 `a` uses the id token `VAULT` for https://vault.example.com, which only GitLab and GitHub can sign: leave the job out; or pass a token that the audience accepts in the environment variable VAULT, or as a line VAULT=... of --secret-file",
    ]);
    const given = await seen(jobs, { secrets: () => "signed-elsewhere" });
    expect(given.executed.map(({ stepEnv }) => stepEnv(0, {}))).toEqual([{ TOKEN: "signed-elsewhere" }]);
  });

  it("is run with all that it needs, and nothing else", async () => {
    const result = await seen([scriptJob("a"), scriptJob("b", { needs: [need("a")] }), scriptJob("c")], {
      jobs: ["b"],
    });
    expect(result.executed.map(({ job }) => job.id)).toEqual(["a", "b"]);
    expect(result.outcome.jobs.get("c")).toEqual({ status: "skipped", reason: { kind: "not-selected" } });
  });

  it("is refused by the host executor where it takes an engine, before anything starts", async () => {
    const database = {
      ...{ name: "db", image: { kind: "registry", reference: "postgres" } as const, env: {}, ports: [] },
      location: base.location,
    };
    const jobs = [
      build,
      smoke,
      deploy,
      scriptJob("services", { services: [database] }),
      scriptJob("user", { user: "1000" }),
      scriptJob("fine", { steps: [step("true")] }),
      scriptJob("elsewhere", { services: [database], when: equal(RUN.branch, "other") }),
    ];
    const result = await seen(jobs, { executor: hostExecutor() });
    expect(result.outcome).toMatchObject({ status: "refused", exitCode: 2 });
    expect(result.outcome.diagnostics.map(({ code, message }) => `${code} ${message.split(" ")[0]}`)).toEqual([
      ...["WB4004 `app`", "WB4004 `smoke`", "WB4004 `ship`", "WB4004 `services`", "WB4004 `user`"],
    ]);
    expect(result.events).toEqual([]);
  });
});

it("gives values of the run, of inputs and of images to steps", async () => {
  const env = {
    BRANCH: { kind: "run", name: "branch" },
    TAG: { kind: "run", name: "tag" },
    LEVEL: { kind: "input", name: "level" },
    IMAGE: { kind: "image", job: "app" },
  } as const;
  const graph = graphOf(build, scriptJob("use", { env, needs: [need("app", { gate: true })], steps: [step("x")] }));
  const manual = {
    kind: "manual",
    inputs: { level: { type: "string", default: "low" } },
    location: base.location,
  } as const;
  const result = await seen(graph.jobs);
  expect(result.executed[0]?.stepEnv(0, {})).toEqual({ BRANCH: "main", TAG: "", LEVEL: "", IMAGE: reference });
  const executed: JobRequest[] = [];
  const fake = fakeExecutor();
  const executor = {
    ...fake,
    open: async () => ({
      ...{ prepare: async () => {}, close: async () => {} },
      async execute(request: JobRequest) {
        executed.push(request);
        return { outputs: {} };
      },
    }),
  };
  await run(
    { ...graph, triggers: [manual], jobs: [scriptJob("use", { env: { LEVEL: env.LEVEL }, steps: [step("x")] })] },
    { root: ".", executor, facts, secrets: () => undefined, reporter: () => {} },
  );
  expect(executed[0]?.stepEnv(0, {})).toEqual({ LEVEL: "low" });
});

it("says that caches are not kept, and runs the job without", async () => {
  const cache = { prefix: "npm", keyFiles: ["package-lock.json"], paths: [".npm"], policy: "pull-push" } as const;
  const result = await seen([scriptJob("a", { caches: [cache], steps: [step("x")] })]);
  expect(result.outcome.exitCode).toBe(0);
  expect(result.events.filter((event) => event.type === "notice")).toHaveLength(1);
});

it("tells that what GitLab includes takes no part", async () => {
  const notices: string[] = [];
  const location = { file: "pipeline.ts", line: 1, column: 1 };
  const include = [{ kind: "template", name: "Jobs/SAST.gitlab-ci.yml", inputs: {}, location }] as const;
  await run(
    { ...graphOf(scriptJob("a")), gitlab: { include, stages: [] } },
    {
      ...{ root: ".", facts, secrets: () => undefined, executor: fakeExecutor() },
      reporter: (event) => void (event.type === "notice" && notices.push(event.message)),
    },
  );
  expect(notices).toEqual(["what GitLab includes takes no part in this run"]);
});

it("leaves out a job that only a provider has, and says so", async () => {
  const scan: Job = { ...base, kind: "native", id: "scan", needs: [], native: { github: { steps: [] } } };
  const after = scriptJob("after", { needs: [need("scan")], steps: [step("true")] });
  const { outcome, events, executed } = await seen([scan, after]);
  expect([outcome.status, executed.map(({ job }) => job.id)]).toEqual(["succeeded", ["after"]]);
  expect(events).toContainEqual(
    expect.objectContaining({ type: "notice", message: "the native job scan is left out: only a provider has it" }),
  );
});
